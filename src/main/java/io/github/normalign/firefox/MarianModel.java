package io.github.normalign.firefox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Marian model of the kind Firefox Translations ships, checked: every tensor of its network is there, of the type and shape
 * its configuration asks for, and none is left over that the network would have to use.
 */
final class MarianModel {

    /** Ending of the names of activation scales, which belong to the int8 arithmetic and not to the network. */
    private static final String SCALE = "_QuantMultA";

    private final MarianConfig config;
    private final MarianFile file;

    private MarianModel(MarianConfig config, MarianFile file) {
        this.config = config;
        this.file = file;
    }

    /**
     * Checks a file.
     *
     * @param file the items read
     * @param problems gets a line for everything that is missing, superfluous or not supported; the model may be used only if
     *     it got none
     * @return the model
     * @throws io.github.normalign.error.ModelException if the configuration does not even say what to look for
     */
    static MarianModel of(MarianFile file, List<String> problems) {
        MarianConfig config = MarianConfig.parse(file.configuration(), problems);
        Map<String, Expected> expected = expected(config);
        expected.forEach((name, what) -> what.check(name, file.tensor(name), problems));
        for (MarianTensor tensor : file.tensors()) {
            if (tensor.name().endsWith(SCALE)) {
                checkScale(tensor, problems);
            } else if (!expected.containsKey(tensor.name())) {
                problems.add("tensor '" + tensor.name() + "', " + MarianTensor.typeName(tensor.type()) + " "
                    + tensor.shapeText() + ", has no place in the network this configuration describes");
            }
        }
        return new MarianModel(config, file);
    }

    MarianConfig config() {
        return config;
    }

    /** A tensor of the network; its name is one of those checked. */
    MarianTensor tensor(String name) {
        MarianTensor tensor = file.tensor(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor '" + name + "'");
        }
        return tensor;
    }

    /** The table that embeds the source, (pieces, dimension). */
    MarianTensor sourceTable() {
        return tensor(sourceTableName(config));
    }

    /** The table that embeds the target and, transposed, makes the logits, (pieces, dimension). */
    MarianTensor targetTable() {
        return tensor(targetTableName(config));
    }

    /** The static activation scales by the names they have in the file, in alphabetical order. */
    Map<String, Float> activationScales() {
        Map<String, Float> scales = new TreeMap<>();
        for (MarianTensor tensor : file.tensors()) {
            if (tensor.name().endsWith(SCALE)) {
                scales.put(tensor.name(), tensor.single());
            }
        }
        return scales;
    }

    private static void checkScale(MarianTensor tensor, List<String> problems) {
        boolean known = tensor.type() == MarianTensor.FLOAT32 || tensor.type() == MarianTensor.INTGEMM8;
        if (!known || tensor.elements() != 1 || !(tensor.single() > 0) || Float.isInfinite(tensor.single())) {
            problems.add("activation scale '" + tensor.name() + "' is " + MarianTensor.typeName(tensor.type()) + " "
                + tensor.shapeText() + "; expected one positive number, float32 or intgemm8");
        }
    }

    private static String sourceTableName(MarianConfig config) {
        return config.oneTable() ? "Wemb" : "encoder_Wemb";
    }

    private static String targetTableName(MarianConfig config) {
        return config.oneTable() ? "Wemb" : "decoder_Wemb";
    }

    /** Every tensor of the network by name. */
    private static Map<String, Expected> expected(MarianConfig config) {
        Map<String, Expected> all = new LinkedHashMap<>();
        int width = config.dimension();
        all.put(sourceTableName(config), Expected.matrix(config.sourcePieces(), width));
        all.put(targetTableName(config), Expected.matrix(config.targetPieces(), width));
        all.put("decoder_ff_logit_out_b", Expected.row(config.targetPieces()));
        for (int layer = 1; layer <= config.encoderLayers(); layer++) {
            String prefix = "encoder_l" + layer;
            addAttention(all, prefix + "_self", width);
            addFeedForward(all, prefix, config);
        }
        for (int layer = 1; layer <= config.decoderLayers(); layer++) {
            String prefix = "decoder_l" + layer;
            all.put(prefix + "_rnn_W", Expected.matrix(width, width));
            all.put(prefix + "_rnn_Wf", Expected.matrix(width, width));
            all.put(prefix + "_rnn_bf", Expected.row(width));
            addNorm(all, prefix + "_rnn_ffn", width);
            addAttention(all, prefix + "_context", width);
            addFeedForward(all, prefix, config);
        }
        return all;
    }

    private static void addAttention(Map<String, Expected> all, String prefix, int width) {
        for (String part : List.of("q", "k", "v", "o")) {
            all.put(prefix + "_W" + part, Expected.matrix(width, width));
            all.put(prefix + "_b" + part, Expected.row(width));
        }
        addNorm(all, prefix + "_Wo", width);
    }

    private static void addFeedForward(Map<String, Expected> all, String prefix, MarianConfig config) {
        all.put(prefix + "_ffn_W1", Expected.matrix(config.dimension(), config.feedForward()));
        all.put(prefix + "_ffn_b1", Expected.row(config.feedForward()));
        all.put(prefix + "_ffn_W2", Expected.matrix(config.feedForward(), config.dimension()));
        all.put(prefix + "_ffn_b2", Expected.row(config.dimension()));
        addNorm(all, prefix + "_ffn_ffn", config.dimension());
    }

    private static void addNorm(Map<String, Expected> all, String prefix, int width) {
        all.put(prefix + "_ln_scale", Expected.row(width));
        all.put(prefix + "_ln_bias", Expected.row(width));
    }

    /** What a tensor must be. */
    private record Expected(long type, int rows, int columns) {

        static Expected matrix(int rows, int columns) {
            return new Expected(MarianTensor.INTGEMM8, rows, columns);
        }

        static Expected row(int columns) {
            return new Expected(MarianTensor.FLOAT32, 1, columns);
        }

        void check(String name, MarianTensor found, List<String> problems) {
            String wanted = "expected " + MarianTensor.typeName(type) + " (" + rows + " x " + columns + ")";
            if (found == null) {
                problems.add("tensor '" + name + "' is missing; " + wanted);
            } else if (found.type() != type || !found.shape().equals(List.of(rows, columns))) {
                problems.add("tensor '" + name + "' is " + MarianTensor.typeName(found.type()) + " " + found.shapeText() + "; "
                    + wanted);
            } else if (!finite(found)) {
                problems.add("tensor '" + name + "' holds numbers that are infinite or not numbers, or a multiplier that is"
                    + " not positive");
            }
        }

        private static boolean finite(MarianTensor tensor) {
            if (tensor.type() == MarianTensor.INTGEMM8) {
                return tensor.multiplier() > 0 && Float.isFinite(tensor.multiplier()) && Float.isFinite(1 / tensor.multiplier());
            }
            for (float value : tensor.floats()) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
            return true;
        }
    }
}
