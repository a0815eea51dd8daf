package io.github.normalign.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The texts and the ids that the sentencepiece library gave for them; README.md in the folder says how they were made. */
final class Fixtures {

    static final Path FOLDER = Path.of("src/test/resources/tokenizer");
    static final Path MODELS = Path.of("onnx-models");

    private Fixtures() {
    }

    static List<String> texts() {
        List<String> texts = new ArrayList<>();
        String json = new String(unzip("texts.json.gz"), StandardCharsets.UTF_8);
        for (JsonElement text : JsonParser.parseString(json).getAsJsonArray()) {
            texts.add(text.getAsString());
        }
        return texts;
    }

    static List<int[]> ids(String name) {
        return lines(unzip(name)).stream().map(line -> Stream.of(line.split(" ")).filter(id -> !id.isEmpty())
            .mapToInt(Integer::parseInt).toArray()).toList();
    }

    static SentencePieceModel model(String name) {
        return SentencePieceModel.parse(unzip(name + ".model.gz"), name);
    }

    static List<String> lines(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        lines.remove(lines.size() - 1);
        return lines;
    }

    /** The English lines, then the Portuguese ones. */
    static List<String> sample() {
        List<String> lines = new ArrayList<>(lines(unzip(Path.of("eval/data/python-docs-3000.en.gz"))));
        lines.addAll(lines(unzip(Path.of("eval/data/python-docs-3000.pt.gz"))));
        return lines;
    }

    static byte[] unzip(String name) {
        return unzip(FOLDER.resolve(name));
    }

    private static byte[] unzip(Path path) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(path)))) {
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(path.toString(), failure);
        }
    }
}
