package io.github.normalign.firefox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarianModelTest {

    @Test
    void aSoundModelHasItsSizes() throws IOException {
        List<String> problems = new ArrayList<>();
        MarianConfig joint = model(MarianWriter.tiny("joint"), problems).config();
        assertEquals(new MarianConfig(32, 4, 48, 2, 3, 40, 40, true, "v0.0.0 made by scripts/firefox_reference.py"), joint);
        MarianConfig split = model(MarianWriter.tiny("split"), problems).config();
        assertEquals(new MarianConfig(24, 3, 40, 1, 1, 37, 45, false, "v0.0.0 made by scripts/firefox_reference.py"), split);
        assertEquals(List.of(), problems);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "type: transformer                   | type: s2s                              | setting 'type' is 's2s'",
        "dec-cell: ssru                      | dec-cell: gru                          | setting 'dec-cell' is 'gru'",
        "transformer-decoder-autoreg: rnn    | transformer-decoder-autoreg: self-attention | is 'self-attention'",
        "transformer-decoder-autoreg: rnn    | transformer-decoder-autoreg: average-attention | is 'average-attention'",
        "transformer-preprocess: \"\"        | transformer-preprocess: n              | setting 'transformer-preprocess' is 'n'",
        "transformer-postprocess: dan        | transformer-postprocess: da            | setting 'transformer-postprocess' is 'da'",
        "transformer-postprocess-top: \"\"   | transformer-postprocess-top: n         | 'transformer-postprocess-top' is 'n'",
        "transformer-postprocess-emb: d      | transformer-postprocess-emb: nd        | 'transformer-postprocess-emb' is 'nd'",
        "transformer-ffn-activation: relu    | transformer-ffn-activation: swish      | activation' is 'swish'; supported: 'relu'",
        "transformer-ffn-depth: 2            | transformer-ffn-depth: 3               | setting 'transformer-ffn-depth' is '3'",
        "version:                            | 'transformer-train-position-embeddings: true\nversion:' | embeddings' is 'true'",
        "version:                            | 'transformer-tied-layers: [1, 1]\nversion:' | 'transformer-tied-layers' is '[1, 1]'",
        "version:                            | 'transformer-no-projection: true\nversion:' | 'transformer-no-projection' is 'true'",
        "dec-cell: ssru                      | x: y                                   | setting 'dec-cell' is missing",
        "tied-embeddings-all: true           | tied-embeddings-all: false             | an output layer with a table of its own",
        "transformer-heads: 4                | transformer-heads: 5                   | (5) divides",
        "transformer-heads: 4                | transformer-heads: four                | 'transformer-heads' is 'four'",
        "enc-depth: 2                        | enc-depth: 0                           | 'enc-depth' is '0'",
        "dec-depth: 3                        | dec-depth: 999999999                   | 'dec-depth' is '999999999'",
        "dim-emb: 32                         | dim-emb: 99999999999999999999          | 'dim-emb' is '99999999999999999999'",
        "dim-emb: 32                         | y: z                                   | 'dim-emb' is missing",
        "transformer-dim-ffn: 48             | transformer-dim-ffn: -1                | 'transformer-dim-ffn' is '-1'",
        "'- 40\n  - 40'                      | '- 40\n  - 41'                         | 'dim-vocabs' are 40 and 41",
        "'\n  - 40\n  - 40'                  | ' 40'                                  | 'dim-vocabs' is '40'",
    })
    void aSettingWithoutArithmeticIsNamed(String from, String to, String expected) throws IOException {
        String message = refusal(MarianWriter.tiny("joint").reconfigured(text -> text.replace(from, to)));
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains("Supported: Transformer students"), message);
    }

    @Test
    void everythingThatIsWrongIsListedAtOnce() throws IOException {
        String message = refusal(MarianWriter.tiny("joint")
            .reconfigured(text -> text.replace("dec-cell: ssru", "dec-cell: gru").replace("activation: relu", "activation: gelu"))
            .without("encoder_l1_self_Wq")
            .renamed("decoder_l2_rnn_bf", "decoder_l2_rnn_bx")
            .retyped("encoder_l2_ffn_W1", 0x4102)
            .retyped("decoder_l3_context_Wo", 0xabcd)
            .reshaped("decoder_l1_ffn_W2", 32, 48)
            .patched("decoder_l1_ffn_b1", 4, Float.NaN)
            .patched("decoder_l2_ffn_W1", 32 * 48, 0)
            .with("none_QuantMultA", MarianTensor.FLOAT32, List.of(1, 2), new byte[8]));
        for (String expected : List.of(
                "setting 'dec-cell' is 'gru'",
                "setting 'transformer-ffn-activation' is 'gelu'",
                "tensor 'encoder_l1_self_Wq' is missing; expected intgemm8 (0x4101) (32 x 32)",
                "tensor 'decoder_l2_rnn_bf' is missing; expected float32 (0x404) (1 x 32)",
                "tensor 'decoder_l2_rnn_bx', float32 (0x404) (1 x 32), has no place in the network",
                "tensor 'encoder_l2_ffn_W1' is intgemm16 (0x4102) (32 x 48); expected intgemm8 (0x4101) (32 x 48)",
                "tensor 'decoder_l3_context_Wo' is unknown type 0xabcd (32 x 32)",
                "tensor 'decoder_l1_ffn_W2' is intgemm8 (0x4101) (32 x 48); expected intgemm8 (0x4101) (48 x 32)",
                "tensor 'decoder_l1_ffn_b1' holds numbers that are infinite or not numbers",
                "tensor 'decoder_l2_ffn_W1' holds numbers",
                "activation scale 'none_QuantMultA' is float32 (0x404) (1 x 2)")) {
            assertTrue(message.contains(expected), expected + "\nnot in\n" + message);
        }
        assertEquals(11, message.lines().filter(line -> line.startsWith("  - ")).count(), message);
    }

    @Test
    void moreLayersThanTheConfigurationNamesAreRefused() throws IOException {
        String message = refusal(MarianWriter.tiny("joint").reconfigured(text -> text.replace("dec-depth: 3", "dec-depth: 2")));
        assertTrue(message.contains("tensor 'decoder_l3_context_Wq', intgemm8 (0x4101) (32 x 32), has no place"), message);
    }

    @Test
    void anOutputTableOfItsOwnIsRefused() throws IOException {
        String message = refusal(MarianWriter.tiny("split")
            .reconfigured(text -> text.replace("tied-embeddings: true", "tied-embeddings: false"))
            .with("decoder_ff_logit_out_Wt", MarianTensor.INTGEMM8, List.of(45, 24), new byte[45 * 24 + 4]));
        assertTrue(message.contains("an output layer with a table of its own is not"), message);
        assertTrue(message.contains("tensor 'decoder_ff_logit_out_Wt', intgemm8 (0x4101) (45 x 24), has no place"), message);
    }

    @Test
    void aModelWithoutActivationScalesIsSound() throws IOException {
        MarianWriter writer = MarianWriter.tiny("joint");
        List<String> problems = new ArrayList<>();
        for (String scale : model(MarianWriter.tiny("joint"), problems).activationScales().keySet()) {
            writer.without(scale);
        }
        assertTrue(model(writer, problems).activationScales().isEmpty());
        assertEquals(List.of(), problems);
    }

    @Test
    void activationScalesOfEitherTypeAreRead() throws IOException {
        var scales = model(MarianWriter.tiny("joint"), new ArrayList<>()).activationScales();
        assertEquals(12.5f, scales.get("none_QuantMultA"));
        assertTrue(scales.get("Wemb_QuantMultA") > 5 && scales.get("Wemb_QuantMultA") < 40, "an intgemm8 item of one value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "- a\n- b", "a: [", "a: &x [*x]", "\t", "!!java.net.URL [\"http://x\"]"})
    void aConfigurationThatIsNoTableOfSettingsIsRefused(String yaml) throws IOException {
        MarianWriter writer = MarianWriter.tiny("joint").configured(yaml);
        ModelException error = assertThrows(ModelException.class, () -> model(writer, new ArrayList<>()));
        assertTrue(error.getMessage().contains("configuration") || error.getMessage().contains("setting"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"&a [[*a]]", "&a {b: {c: *a}}", "[&a [x, x], &b [*a, *a], [*b, *b]]", "DEEP", "LONG"})
    void aConfigurationThatExhaustsStackMemoryOrTimeIsRefused(String value) throws IOException {
        String yaml = value.replace("DEEP", "[".repeat(5000) + "]".repeat(5000)).replace("LONG", "9".repeat(1 << 18));
        MarianWriter writer = MarianWriter.tiny("joint").reconfigured(text -> text.replace("type: transformer", "type: " + yaml));
        ModelException error = assertThrows(ModelException.class, () -> model(writer, new ArrayList<>()));
        assertTrue(error.getMessage().contains("configuration (special:model.yml)"), error.getMessage());
    }

    private static MarianModel model(MarianWriter writer, List<String> problems) {
        return MarianModel.of(MarianFile.read("m.bin", writer.bytes()), problems);
    }

    /** The message a person gets: from the configuration alone where that is hopeless, else from all that was found. */
    private static String refusal(MarianWriter writer) {
        List<String> problems = new ArrayList<>();
        try {
            model(writer, problems);
        } catch (ModelException e) {
            return e.getMessage();
        }
        return problems.isEmpty() ? "" : MarianConfig.unsupported(problems).getMessage();
    }
}
