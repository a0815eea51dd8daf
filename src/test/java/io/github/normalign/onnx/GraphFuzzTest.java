package io.github.normalign.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.normalign.fuzz.FuzzTargets;
import io.github.normalign.fuzz.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

class GraphFuzzTest extends FuzzTargets {

    /** Sound graphs to be damaged, of the exporters whose forms differ most. */
    private static final List<String> BASES = List.of("exports/planted/decoder_model.onnx", "exports/planted/encoder_model.onnx",
        "exports/marian/dynamo-23/decoder_model.onnx", "exports/marian/optimised/decoder_model.onnx",
        "exports/marian/optimised-int8/decoder_model.onnx", "exports/marian/fused/decoder_model.onnx",
        "exports/marian/precisions/onnx/decoder_model_q4.onnx", "exports/marian/torchscript-14/decoder_model.onnx");

    /** Their decoder layers, and those of {@link ToyDecoder} behind them. */
    private static final List<Integer> LAYERS = List.of(1, 1, 2, 2, 2, 2, 2, 2, ToyDecoder.LAYERS);

    private static final Map<Integer, byte[]> READ = new TreeMap<>();

    /** A file, byte by byte: what is read is written as something that reads and writes as the same. */
    @FuzzTest
    @Seeds({"exports/planted/decoder_model.onnx", "exports/planted/encoder_model.onnx"})
    void file(byte[] data) {
        read(() -> OnnxModel.read(data, "model")).ifPresent(model -> {
            byte[] written = model.toBytes();
            assertArrayEquals(written, OnnxModel.read(written, "written").toBytes());
        });
        use(file("graph/model.onnx", data), 1);
    }

    /** A sound graph, damaged in the way that the bytes say: {@link GraphDamage}. The first byte chooses the graph. */
    @FuzzTest
    void surgery(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int base = (data[0] & 0xFF) % LAYERS.size();
        OnnxModel model = OnnxModel.read(READ.computeIfAbsent(base, GraphFuzzTest::base), "base");
        new GraphDamage(data, 1).apply(model.graph());
        use(file("graph/model.onnx", model.toBytes()), LAYERS.get(base));
    }

    /** A sound graph, its weights in another file: they are not what is damaged. */
    private static byte[] base(int number) {
        OnnxModel model = number == BASES.size() ? new ToyDecoder().model() : OnnxModel.read(resource(BASES.get(number)), "base");
        model.graph().initializers().replaceAll((name, tensor) -> tensor.byteCount() < 256 ? tensor : OnnxTensor.external(name,
            tensor.elementType(), tensor.dimensions(), "weights.bin", 0, tensor.byteCount()));
        file("graph/weights.bin", new byte[1 << 16]);
        return model.toBytes();
    }

    /** Everything that opening a model does with a graph before ONNX Runtime sees it. */
    private static void use(Path file, int layers) {
        read(() -> OnnxModel.read(file)).ifPresent(model -> {
            read(() -> EncoderGraph.of(model, file)).ifPresent(encoder -> {
                encoder.dimension();
                read(() -> encoder.prepare(GraphForm.onProcessor(Map.of()))).ifPresent(graph ->
                    OnnxModel.read(graph.model(), "prepared"));
            });
            read(() -> DecoderGraph.of(model, file, layers, 2)).ifPresent(GraphFuzzTest::prepare);
        });
    }

    private static void prepare(DecoderGraph decoder) {
        assertFalse(decoder.precision().isEmpty());
        decoder.inputs().forEach(OnnxValue::toString);
        decoder.monolith();
        read(() -> decoder.prepare(Set.of(), Set.of(), AlignmentOutputs.SELF_CHECK, false, GraphForm.onProcessor(Map.of())))
            .ifPresent(graph -> OnnxModel.read(graph.model(), "prepared"));
    }
}
