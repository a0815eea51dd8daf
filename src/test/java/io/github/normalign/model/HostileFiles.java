package io.github.normalign.model;

import com.google.gson.JsonObject;
import io.github.normalign.error.ModelException;
import io.github.normalign.firefox.FirefoxImport;
import io.github.normalign.firefox.FirefoxImporter;
import io.github.normalign.model.HostileModels.Case;
import io.github.normalign.model.HostileModels.Change;
import io.github.normalign.model.HostileModels.Use;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.tokenizer.ModelTokenizer;
import io.github.normalign.tokenizer.SentencePieceModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Configurations, tokenizers and Firefox models made to do harm, and things that are no files. */
final class HostileFiles {

    private static final Path PLANTED = Path.of("src/test/resources/exports/planted");
    private static final Path FIREFOX = Path.of("src/test/resources/firefox/tiny");
    private static final Use EARLY = HostileModels::beforeNative;

    private final List<Case> cases = new ArrayList<>();

    private HostileFiles() {
    }

    /** The cases. */
    static List<Case> cases() {
        HostileFiles files = new HostileFiles();
        files.cut();
        files.noFiles();
        files.configurations();
        files.vocabularies();
        files.pieces();
        files.tokenizerJson();
        files.firefox();
        return files.cases;
    }

    private void large() {
        cases.add(cases.remove(cases.size() - 1).asLarge());
    }

    static void pipe(Path path) throws IOException {
        try {
            if (new ProcessBuilder("mkfifo", path.toString()).start().waitFor() != 0) {
                throw new IOException("mkfifo fails for " + path);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void add(String kind, String name, String part, Change change) {
        cases.add(new Case(kind, name, change, EARLY, part));
    }

    private static void replace(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(from)) {
            throw new IllegalStateException(from + " is not in " + file);
        }
        Files.writeString(file, text.replace(from, to));
    }

    // Cut files: one case stands for every length of its file

    /** Reads every beginning of some bytes; the first that is taken for whole or not refused with a sentence fails. */
    private static void everyCut(byte[] whole, Consumer<byte[]> reading) {
        for (int length = 0; length < whole.length; length++) {
            try {
                reading.accept(Arrays.copyOf(whole, length));
                throw new IllegalStateException(length + " of " + whole.length + " bytes are taken for whole");
            } catch (ModelException e) {
                if (!e.getMessage().contains("cut")) {
                    throw new IllegalStateException(length + " bytes: " + e.getMessage(), e);
                }
            }
        }
        throw new ModelException("every length was refused");
    }

    private void cut() {
        cases.add(new Case("cut files", "an encoder at every byte", model -> { }, model -> {
            byte[] whole = Files.readAllBytes(PLANTED.resolve("encoder_model.onnx"));
            // Behind the graph stands only the operators' version, without which the file is another sound one.
            everyCut(Arrays.copyOf(whole, whole.length - 8), bytes -> OnnxModel.read(bytes, "cut"));
        }, "every length was refused"));
        cases.add(new Case("cut files", "a Firefox model at every 7th byte", model -> { }, model -> {
            byte[] whole = Files.readAllBytes(FIREFOX.resolve("split.bin"));
            for (int length = 0; length < whole.length; length += 7) {
                Path cut = Files.write(model.resolveSibling("cut"), Arrays.copyOf(whole, length));
                try {
                    importing(model, cut);
                    throw new IllegalStateException(length + " bytes are taken for whole");
                } catch (ModelException e) {
                    if (!e.getMessage().contains("cut")) {
                        throw new IllegalStateException(length + " bytes: " + e.getMessage(), e);
                    }
                }
            }
            throw new ModelException("every length was refused");
        }, "every length was refused"));
        large();
    }

    // What is no file

    private void noFiles() {
        String kind = "no ordinary file";
        for (String file : List.of("config.json", "generation_config.json", "normalign.json", "tokenizer_config.json",
                "vocab.json", "source.spm", "target.spm", "encoder_model.onnx", "decoder_model.onnx")) {
            add(kind, "a pipe as " + file, file, model -> {
                Files.deleteIfExists(model.resolve(file));
                pipe(model.resolve(file));
            });
            add(kind, "a directory as " + file, file, model -> {
                Files.deleteIfExists(model.resolve(file));
                Files.createDirectory(model.resolve(file));
            });
            add(kind, "a link to a device as " + file, file, model -> {
                Files.deleteIfExists(model.resolve(file));
                Files.createSymbolicLink(model.resolve(file), Path.of("/dev/zero"));
            });
        }
        for (String file : List.of("config.json", "vocab.json", "source.spm")) {
            add(kind, "8 GB of nothing as " + file, file, model -> {
                try (RandomAccessFile made = new RandomAccessFile(model.resolve(file).toFile(), "rw")) {
                    made.setLength(8L << 30);
                }
            });
        }
    }

    // config.json

    private void configurations() {
        String kind = "config.json";
        for (String heads : List.of("0", "-4", "2147483648", "1e12", "1e999999999", "5", "4.5", "\"4\"", "null", "[4]", "true")) {
            add(kind, "heads " + heads, "heads", model ->
                replace(model.resolve(kind), "\"decoder_attention_heads\": 4", "\"decoder_attention_heads\": " + heads));
        }
        for (String layers : List.of("0", "2", "1000000", "-1", "1e99")) {
            add(kind, "layers " + layers, "layers", model ->
                replace(model.resolve(kind), "\"decoder_layers\": 3", "\"decoder_layers\": " + layers));
        }
        for (String positions : List.of("-1", "0", "1e12", "1", "\"many\"")) {
            add(kind, "positions " + positions, "max_position_embeddings is ", model ->
                replace(model.resolve(kind), "\"max_position_embeddings\": 64", "\"max_position_embeddings\": " + positions));
        }
        for (String pad : List.of("-1", "682", "1e300")) {
            add(kind, "pad " + pad, "pad_token_id", model ->
                replace(model.resolve(kind), "\"pad_token_id\": 681", "\"pad_token_id\": " + pad));
        }
        add(kind, "nested 100,000 deep", "nested more than 255 deep", model ->
            Files.writeString(model.resolve(kind), "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
        add(kind, "a text of 15 MB as the type", "model_type is ", model ->
            Files.writeString(model.resolve(kind), "{\"model_type\": \"" + "x".repeat(15_000_000) + "\"}"));
        large();
        add(kind, "17 MB", "at most 16777216 are read", model ->
            Files.writeString(model.resolve(kind), "{\"model_type\": \"" + "x".repeat(17_000_000) + "\"}"));
        add(kind, "100,000 steps that are none", "and 99", model -> {
            StringBuilder scales = new StringBuilder("\"activation_scales\": {");
            for (int i = 0; i < 100_000; i++) {
                scales.append("\"s").append(i).append("\": -1, ");
            }
            replace(model.resolve(kind), "\"model_type\"", scales + "\"s\": 0}, \"model_type\"");
        });
        large();
        add(kind, "not UTF-8", "it is not UTF-8", model -> Files.write(model.resolve(kind), new byte[] {'{', '"', (byte) 0xFF}));
        add(kind, "a list", "expected a JSON object", model -> Files.writeString(model.resolve(kind), "[1]"));
    }

    // vocab.json

    private void vocabularies() {
        String kind = "vocabularies";
        add(kind, "more ids than vectors", "vectors of 682 pieces, but config.json states a vocab_size of 700", model ->
            replace(model.resolve("config.json"), "\"vocab_size\": 682", "\"vocab_size\": 700"));
        add(kind, "fewer ids than pieces", "vocab_size of 600", model ->
            replace(model.resolve("config.json"), "\"vocab_size\": 682", "\"vocab_size\": 600"));
        for (String id : List.of("40000", "-1", "1e99", "1.5", "2147483648", "null", "[]")) {
            add(kind, "a piece with the id " + id, "vocab.json", model -> Files.writeString(model.resolve("vocab.json"),
                Files.readString(model.resolve("vocab.json")).replaceFirst("\\}\\s*$", ", \"more\": " + id + "}")));
        }
        add(kind, "1,048,577 pieces", "more than 1048576 pieces", model -> {
            StringBuilder text = new StringBuilder("{\"<unk>\": 1");
            for (int i = 0; i < 1 << 20; i++) {
                text.append(",\"").append(i).append("\":2");
            }
            Files.writeString(model.resolve("vocab.json"), text + "}");
        });
        large();
        add(kind, "an end piece beyond the vectors", "eos_token_id has the id 9999", model -> {
            replace(model.resolve("vocab.json"), "\"</s>\"", "\"end\"");
            replace(model.resolve("config.json"), "\"eos_token_id\": 0", "\"eos_token_id\": 9999");
            Files.deleteIfExists(model.resolve("generation_config.json"));
        });
    }

    // SentencePiece

    private static Wire piece(byte[] text) {
        return new Wire().bytes(1, text);
    }

    private void spm(String name, String part, Wire file) {
        cases.add(new Case("SentencePiece files", name, model -> Files.write(model.resolve("source.spm"), file.bytes()),
            model -> SentencePieceModel.read(model.resolve("source.spm")), part));
    }

    private void pieces() {
        byte[] unknown = piece("<unk>".getBytes(StandardCharsets.UTF_8)).number(3, 2).bytes();
        spm("10 million pieces", "more than 1048576 pieces", new Wire().raw(Wire.repeated(10_000_000, 10, 3, 10, 1, 'a')));
        large();
        spm("10 million empty pieces", "piece 0 is empty", new Wire().raw(Wire.repeated(10_000_000, 10, 0)));
        spm("100,000 times one piece", "and 99989 more", new Wire().bytes(1, unknown)
            .raw(Wire.repeated(100_000, 10, 3, 10, 1, 'a')));
        large();
        spm("a piece of 50 MB", "piece 0 has 50000000 bytes", new Wire().bytes(1, piece(new byte[50_000_000]).bytes()));
        large();
        spm("a piece that claims 2 GB", "claims 2147483647 bytes", new Wire().claimed(1, Integer.MAX_VALUE, new byte[10]));
        spm("a piece that claims 2^64 - 1 bytes", "claims 18446744073709551615", new Wire().claimed(1, -1, new byte[10]));
        spm("a score without bounds", "no finite number", new Wire().bytes(1,
            piece(new byte[] {'a'}).tag(2, 5).raw(new byte[] {0, 0, (byte) 0x80, 0x7F}).bytes()));
        spm("rules of 5 MB", "character map has 5000000 bytes", new Wire().bytes(1, unknown)
            .bytes(3, new Wire().bytes(2, new byte[5_000_000]).bytes()));
        spm("a rule that puts 100 kB in place of a letter", "puts 100000 bytes in place", new Wire().bytes(1, unknown)
            .bytes(3, new Wire().bytes(2, longRule()).bytes()));
        spm("no unknown piece", "no unknown piece", new Wire().bytes(1, piece(new byte[] {'a'}).bytes()));
        spm("groups", "wire type 3", new Wire().raw(Wire.repeated(100, 11)));
    }

    /** A trie whose only rule replaces the byte 1: the root leads to place 1, whose value is a text of 100,000 bytes. */
    private static byte[] longRule() {
        ByteBuffer map = ByteBuffer.allocate(4 + 4 * 512 + 100_001).order(ByteOrder.LITTLE_ENDIAN);
        map.putInt(4 * 512);
        int child = 256 ^ 1;
        map.putInt(4, 256 << 10);
        map.putInt(4 + 4 * child, 1 | 1 << 8 | (child ^ 300) << 10);
        map.putInt(4 + 4 * 300, 0x80000000);
        Arrays.fill(map.array(), 4 + 4 * 512, map.capacity() - 1, (byte) 'x');
        return map.array();
    }

    // tokenizer.json

    private void json(String name, String part, String text) {
        cases.add(new Case("tokenizer.json", name, model -> {
            Files.delete(model.resolve("tokenizer_config.json"));
            Files.writeString(model.resolve("tokenizer.json"), text);
        }, model -> {
            JsonObject config = new JsonObject();
            config.addProperty("model_type", "t5");
            config.addProperty("vocab_size", 100);
            ModelTokenizer.open(model, config, new JsonObject());
        }, part));
    }

    private static String tokenizer(String model) {
        return "{\"pre_tokenizer\": {\"type\": \"Metaspace\", \"replacement\": \"\u2581\", \"prepend_scheme\": \"always\"},"
            + " \"model\": {" + model + "}}";
    }

    private void tokenizerJson() {
        String other = "laid out in another way";
        json("an added piece without spelling", other, "{\"added_tokens\": [{\"id\": 1}]}");
        json("an added piece with an id below 0", other, "{\"added_tokens\": [{\"id\": -7, \"content\": \"x\"}]}");
        json("an added piece that is null", other, "{\"added_tokens\": [{\"id\": null, \"content\": null}]}");
        json("an id of 10^999999999", other, "{\"added_tokens\": [{\"id\": 1e999999999, \"content\": \"x\"}]}");
        json("an unknown piece of 10^999999", "names no unknown piece",
            tokenizer("\"type\": \"Unigram\", \"unk_id\": 1e999, \"vocab\": [[\"a\", -1]]"));
        json("an unknown piece of the id 2^32", "names no unknown piece",
            tokenizer("\"type\": \"Unigram\", \"unk_id\": 4294967296, \"vocab\": [[\"a\", -1]]"));
        json("a score no float can hold", other,
            tokenizer("\"type\": \"Unigram\", \"unk_id\": 0, \"vocab\": [[\"a\", -1e300]]"));
        json("pieces without ids in a row", "has the id 1",
            tokenizer("\"type\": \"BPE\", \"unk_token\": \"a\", \"vocab\": {\"a\": 0, \"b\": 2147483647}, \"merges\": []"));
        json("nested 100,000 deep", "cannot be read as a tokenizer", "{\"model\": {\"x\": " + "[".repeat(100_000) + "}}");
        json("merges in a circle", "has no piece '</s>'", tokenizer("\"type\": \"BPE\", \"unk_token\": \"u\", \"vocab\":"
            + " {\"u\": 0, \"a\": 1, \"b\": 2, \"ab\": 3, \"aba\": 4}, \"merges\": [[\"ab\", \"a\"], [\"aba\", \"\"],"
            + " [\"a\", \"b\"], [\"\", \"aba\"]]"));
        json("1,048,577 merges", "more than 1048576 pieces or merges", tokenizer("\"type\": \"BPE\", \"merges\": ["
            + String.join(",", IntStream.rangeClosed(0, 1 << 20).mapToObj(i -> "\"a " + i + "\"").toList())
            + "]"));
        large();
        json("rules that are no Base64", "rules of its normalizer are damaged", "{\"normalizer\": {\"type\": \"Precompiled\","
            + " \"precompiled_charsmap\": \"!!\"}, " + tokenizer("\"type\": \"Unigram\", \"unk_id\": 0, \"vocab\":"
            + " [[\"a\", -1]]").substring(1));
    }

    // Firefox

    private static void importing(Path model, Path file) {
        FirefoxImporter.run(new FirefoxImport(file, FIREFOX.resolve("split-source.spm"), FIREFOX.resolve("split-target.spm"), "en",
            "pt", model.resolveSibling("imported"), false));
    }

    private void bin(String name, String part, Change change) {
        cases.add(new Case("Firefox models", name, change, model -> importing(model, model.resolveSibling("model.bin")), part));
    }

    private static byte[] little(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(bytes::putLong);
        return bytes.array();
    }

    /** A file with one item, the configuration. */
    private static byte[] configured(String yaml) {
        byte[] text = (yaml + "\0").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(little(1, 1, 18, 0x101, 1, text.length));
        out.writeBytes("special:model.yml\0".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length).array());
        out.writeBytes(little(0));
        out.writeBytes(text);
        return out.toByteArray();
    }

    private void bin(String name, String part, byte[] content) {
        bin(name, part, model -> Files.write(model.resolveSibling("model.bin"), content));
    }

    private void firefox() {
        bin("a pipe", "a pipe or a device", model -> pipe(model.resolveSibling("model.bin")));
        bin("a device", "a pipe or a device", model ->
            Files.createSymbolicLink(model.resolveSibling("model.bin"), Path.of("/dev/zero")));
        bin("a directory", "it is a directory", model -> Files.createDirectory(model.resolveSibling("model.bin")));
        bin("16 million items in a gzip file of 500 kB", "announces 16000000 items", model -> {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(model.resolveSibling("model.bin")))) {
                out.write(little(1, 16_000_000));
                for (int i = 0; i < 64; i++) {
                    out.write(new byte[1 << 20]);
                }
            }
        });
        large();
        for (long count : new long[] {0, -1, Long.MAX_VALUE, 1L << 31}) {
            bin(count + " items", "announces", little(1, count, 0, 0, 0, 0));
        }
        for (long length : new long[] {-1, Long.MAX_VALUE, 1L << 31}) {
            bin("a name of " + length + " bytes", "ends within the name", little(1, 1, length, 0x101, 1, 9, 0, 0));
            bin("data of " + length + " bytes", "ends within the data", concat(little(1, 1, 2, 0x101, 1, length),
                new byte[] {'a', 0, 1, 0, 0, 0}, little(0)));
        }
        bin("a shape of 2^62", "does not fit its 4 bytes", concat(little(1, 1, 2, 0x404, 2, 4), new byte[] {'a', 0},
            new byte[] {-1, -1, -1, 0x7F, -1, -1, -1, 0x7F}, little(0), new byte[4]));
        bin("a configuration nested 100,000 deep", "nested more than 16 deep", configured("a: " + "[".repeat(100_000)));
        bin("a configuration of aliases of aliases", "aliases", configured(aliases()));
        bin("a configuration of 2 MB", "its configuration has", configured("a: " + "x".repeat(2_000_000)));
        bin("a configuration that makes objects", "could not determine a constructor",
            configured("type: !!javax.script.ScriptEngineManager [x]"));
        bin("sizes of 2^31 - 1", "expected a whole number", configured("dim-emb: 2147483647\ntransformer-heads: 2147483647\n"
            + "enc-depth: 2147483647\ndec-depth: 2147483647\ndim-vocabs: [2147483647, 2147483647]"));
    }

    private static String aliases() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 14; i++) {
            yaml.append("a").append(i).append(": &a").append(i).append(" [*a").append(i - 1).append(", *a").append(i - 1)
                .append("]\n");
        }
        return yaml.toString();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }
}
