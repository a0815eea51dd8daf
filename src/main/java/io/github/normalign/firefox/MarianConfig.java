package io.github.normalign.firefox;

import io.github.normalign.error.ModelException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a Marian model file says of its own network, {@code special:model.yml}.
 *
 * @param dimension width of the model, {@code dim-emb}
 * @param heads attention heads of every layer
 * @param feedForward inner width of the feed-forward layers
 * @param encoderLayers number of encoder layers
 * @param decoderLayers number of decoder layers
 * @param sourcePieces rows of the table that embeds the source
 * @param targetPieces rows of the table that embeds the target and makes the logits
 * @param oneTable whether these are one table, {@code Wemb}; else {@code encoder_Wemb} and {@code decoder_Wemb}
 * @param marian the version of Marian that wrote the file, or empty
 */
record MarianConfig(int dimension, int heads, int feedForward, int encoderLayers, int decoderLayers, int sourcePieces,
        int targetPieces, boolean oneTable, String marian) {

    /** Settings that must be there, with the values we have the arithmetic for. */
    private static final Map<String, List<String>> REQUIRED = new TreeMap<>(Map.of(
        "type", List.of("transformer"),
        "transformer-decoder-autoreg", List.of("rnn"),
        "dec-cell", List.of("ssru"),
        "transformer-preprocess", List.of(""),
        "transformer-postprocess", List.of("dan", "an"),
        "transformer-ffn-activation", List.of("relu"),
        "transformer-ffn-depth", List.of("2")));

    /** Settings that may be missing (older or newer versions of Marian) but change the arithmetic where they differ. */
    private static final Map<String, List<String>> OPTIONAL = new TreeMap<>(Map.ofEntries(
        Map.entry("transformer-postprocess-emb", List.of("d", "")),
        Map.entry("transformer-postprocess-top", List.of("", "d")),
        Map.entry("transformer-no-projection", List.of("false")),
        Map.entry("transformer-no-bias", List.of("false")),
        Map.entry("transformer-no-affine", List.of("false")),
        Map.entry("transformer-rnn-projection", List.of("false")),
        Map.entry("transformer-train-position-embeddings", List.of("false")),
        Map.entry("transformer-disable-position-embeddings", List.of("false")),
        Map.entry("transformer-decoder-dim-ffn", List.of("0")),
        Map.entry("transformer-decoder-ffn-depth", List.of("0", "2")),
        Map.entry("transformer-tied-layers", List.of("[]")),
        Map.entry("transformer-pool", List.of("false")),
        Map.entry("tied-embeddings-src", List.of("false")),
        Map.entry("output-omit-bias", List.of("false")),
        Map.entry("lemma-dim-emb", List.of("0")),
        Map.entry("ulr", List.of("false")),
        Map.entry("right-left", List.of("false"))));

    /** Far above every known model; a file that says more would only make us list millions of missing tensors. */
    private static final int MOST_LAYERS = 64;
    private static final int MOST_PIECES = 1 << 22;
    /** Ten times any known configuration; a number of a million digits takes minutes to read. */
    private static final int MOST_CHARACTERS = 1 << 16;
    /** Real configurations are one table with lists in it; the library reads tables in tables by recursion. */
    private static final int DEEPEST = 16;
    /** Lines of a message, and characters of a value in it, before the rest is left out. */
    private static final int LISTED = 40;
    private static final int SHOWN = 80;

    /**
     * Reads and judges a configuration.
     *
     * @param yaml text of {@code special:model.yml}
     * @param problems gets a line for each setting that is not supported
     * @return the sizes
     * @throws ModelException if sizes are missing or senseless, so that nothing more can be said; lists the problems so far too
     */
    static MarianConfig parse(String yaml, List<String> problems) {
        Map<?, ?> settings = load(yaml);
        REQUIRED.forEach((key, allowed) -> require(settings, key, allowed, problems));
        OPTIONAL.forEach((key, allowed) -> {
            if (settings.containsKey(key)) {
                require(settings, key, allowed, problems);
            }
        });
        boolean oneTable = "true".equals(String.valueOf(settings.get("tied-embeddings-all")));
        if (!oneTable && !"true".equals(String.valueOf(settings.get("tied-embeddings")))) {
            problems.add("'tied-embeddings-all' and 'tied-embeddings' are both not true; supported is one of them: an output"
                + " layer with a table of its own is not");
        }
        int sizesFrom = problems.size();
        int dimension = size(settings, "dim-emb", 4, 1 << 14, problems);
        int heads = size(settings, "transformer-heads", 1, 1 << 10, problems);
        int feedForward = size(settings, "transformer-dim-ffn", 1, 1 << 18, problems);
        int encoderLayers = size(settings, "enc-depth", 1, MOST_LAYERS, problems);
        int decoderLayers = size(settings, "dec-depth", 1, MOST_LAYERS, problems);
        if (problems.size() == sizesFrom && (dimension % 2 != 0 || dimension % heads != 0)) {
            problems.add("'dim-emb' is " + dimension + "; supported are even widths that 'transformer-heads' (" + heads
                + ") divides");
        }
        int[] pieces = vocabularies(settings, oneTable, problems);
        if (problems.size() > sizesFrom) {
            throw unsupported(problems);
        }
        Object version = settings.get("version");
        return new MarianConfig(dimension, heads, feedForward, encoderLayers, decoderLayers, pieces[0], pieces[1], oneTable,
            version == null ? "" : version.toString());
    }

    /** The one message for everything that stands in the way. */
    static ModelException unsupported(List<String> problems) {
        String more = problems.size() > LISTED ? "\n  - and " + (problems.size() - LISTED) + " more" : "";
        return new ModelException("this Marian model cannot be imported:\n  - "
            + String.join("\n  - ", problems.subList(0, Math.min(LISTED, problems.size()))) + more
            + "\nSupported: Transformer students as Firefox Translations ships them (int8 'intgemm8' weights, post-norm,"
            + " ReLU, SSRU decoder, target and output embeddings tied), of any depth, width and number of heads.");
    }

    private static Map<?, ?> load(String yaml) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel("special:model.yml").setCodePointLimit(MOST_CHARACTERS)
                // A table that an alias names a second time can hold itself, or make gigabytes of a message.
                .setMaxAliasesForCollections(0).build();
            requireShallow(new Parse(settings).parseString(yaml));
            Object loaded = new Load(settings).loadFromString(yaml);
            if (loaded instanceof Map<?, ?> map) {
                return map;
            }
            throw new ModelException("the model's configuration (special:model.yml) is not a table of settings");
        } catch (YamlEngineException e) {
            throw new ModelException("the model's configuration (special:model.yml) is no YAML: " + e.getMessage(), e);
        }
    }

    /** Events come one by one, without recursion. */
    private static void requireShallow(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                throw new ModelException("the model's configuration (special:model.yml) has tables or lists nested more than "
                    + DEEPEST + " deep; it is damaged");
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }

    private static void require(Map<?, ?> settings, String key, List<String> allowed, List<String> problems) {
        if (!settings.containsKey(key)) {
            problems.add("setting '" + key + "' is missing; supported: " + quoted(allowed));
        } else if (!allowed.contains(String.valueOf(settings.get(key)))) {
            problems.add("setting '" + key + "' is '" + shown(settings.get(key)) + "'; supported: " + quoted(allowed));
        }
    }

    private static String quoted(List<String> values) {
        return "'" + String.join("' or '", values) + "'";
    }

    private static int size(Map<?, ?> settings, String key, int least, int most, List<String> problems) {
        return size(settings.get(key), "setting '" + key + "'", least, most, problems);
    }

    private static int size(Object value, String what, int least, int most, List<String> problems) {
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        problems.add(what + " is " + (value == null ? "missing" : "'" + shown(value) + "'")
            + "; expected a whole number from " + least + " to " + most);
        return least;
    }

    private static int[] vocabularies(Map<?, ?> settings, boolean oneTable, List<String> problems) {
        if (!(settings.get("dim-vocabs") instanceof List<?> sizes) || sizes.size() != 2) {
            problems.add("setting 'dim-vocabs' is '" + shown(settings.get("dim-vocabs"))
                + "'; expected two sizes, of the source's and the target's vocabulary");
            return new int[2];
        }
        int source = size(sizes.get(0), "the first of 'dim-vocabs'", 2, MOST_PIECES, problems);
        int target = size(sizes.get(1), "the second of 'dim-vocabs'", 2, MOST_PIECES, problems);
        if (oneTable && source != target) {
            problems.add("'dim-vocabs' are " + source + " and " + target + " though 'tied-embeddings-all' makes them one table");
        }
        return new int[] {source, target};
    }
}
