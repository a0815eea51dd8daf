package io.github.normalign.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Puts the parts in {@code tokenizer/stock} together to model directories, as its README.md says. */
final class StockDirectories {

    private static final String STOCK = "stock/";
    private static final String FAIRSEQ = "sentencepiece.bpe.model";
    private static final Map<String, String> PIECES = Map.of("nllb", "bpe", "nllb-legacy", "bpe", "m2m100", "bpe", "mbart50", "bpe",
        "mbart", "unigram", "t5", "t5", "t5-new", "t5");

    private static final Map<String, ModelTokenizer> OPENED = new ConcurrentHashMap<>();

    private StockDirectories() {
    }

    /** A new directory with everything a model of that name has, save its graphs. */
    static Path make(Path parent, String name) {
        Path directory = parent.resolve(name);
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(Fixtures.FOLDER.resolve(STOCK + name))) {
                for (Path file : files.toList()) {
                    String target = file.getFileName().toString();
                    boolean packed = target.endsWith(".gz");
                    byte[] content = packed ? Fixtures.unzip(STOCK + name + "/" + target) : Files.readAllBytes(file);
                    Files.write(directory.resolve(packed ? target.substring(0, target.length() - 3) : target), content);
                }
            }
            if (name.startsWith("marian")) {
                Files.write(directory.resolve("source.spm"), pieces("marian-source"));
                Files.write(directory.resolve("target.spm"), pieces("marian-target"));
            } else if (PIECES.containsKey(name)) {
                Files.write(directory.resolve(name.startsWith("t5") ? "spiece.model" : FAIRSEQ), pieces(PIECES.get(name)));
            }
            if (name.endsWith("-json")) {
                Path json = directory.resolve("tokenizer.json");
                Files.writeString(json, Files.readString(json).replace("\"precompiled_charsmap\":\"\"",
                    "\"precompiled_charsmap\":\"" + Base64.getEncoder().encodeToString(rules()) + "\""));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return directory;
    }

    /** The tokenizer of an unchanged directory, opened once for all tests: it keeps nothing of the directory. */
    static ModelTokenizer opened(String name) {
        return OPENED.computeIfAbsent(name, missing -> {
            try {
                Path parent = Files.createTempDirectory("stock");
                ModelTokenizer tokenizer = open(make(parent, name));
                try (Stream<Path> files = Files.walk(parent)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
                return tokenizer;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    static ModelTokenizer open(Path directory) {
        return ModelTokenizer.open(directory, json(directory, "config.json"), json(directory, "generation_config.json"));
    }

    static JsonObject json(Path directory, String name) {
        Path file = directory.resolve(name);
        try {
            return Files.exists(file) ? JsonParser.parseString(Files.readString(file)).getAsJsonObject() : new JsonObject();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A model and the rules all of them share: protocol buffers that follow one another are one. */
    static byte[] pieces(String name) {
        byte[] model = Fixtures.unzip(STOCK + name + ".model.gz");
        byte[] rules = Fixtures.unzip(STOCK + "nmt_nfkc.rules.gz");
        byte[] both = Arrays.copyOf(model, model.length + rules.length);
        System.arraycopy(rules, 0, both, model.length, rules.length);
        return both;
    }

    private static byte[] rules() {
        WireReader file = new WireReader(Fixtures.unzip(STOCK + "nmt_nfkc.rules.gz"), "rules");
        while (file.next()) {
            WireReader normalizer = file.message();
            while (normalizer.next()) {
                if (normalizer.field() == 2) {
                    return normalizer.bytes();
                }
            }
        }
        throw new IllegalStateException("no rules");
    }

    static List<String> lines() {
        return Fixtures.lines(Fixtures.unzip(STOCK + "lines.txt.gz"));
    }

    /** Every so many lines, then the odd texts, then those that spell special pieces: the order of the expected ids. */
    static List<String> texts(int every) {
        List<String> lines = lines();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += every) {
            texts.add(lines.get(i));
        }
        odd(texts);
        return texts;
    }

    private static void odd(List<String> texts) {
        String json = new String(Fixtures.unzip(STOCK + "odd.json.gz"), StandardCharsets.UTF_8);
        for (JsonElement text : JsonParser.parseString(json).getAsJsonArray()) {
            texts.add(text.getAsString());
        }
    }

    static List<int[]> ids(String name) {
        return Fixtures.ids(STOCK + name + ".ids.gz");
    }

    /** What transformers puts around a pair; README.md says what the keys are. */
    static JsonObject frame(String name) {
        try {
            return JsonParser.parseString(Files.readString(Fixtures.FOLDER.resolve(STOCK + "frames.json"))).getAsJsonObject()
                .getAsJsonArray(name).get(0).getAsJsonObject();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
