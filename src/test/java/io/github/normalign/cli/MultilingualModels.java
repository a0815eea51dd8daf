package io.github.normalign.cli;

import com.google.common.io.ByteStreams;
import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.model.Languages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The models in {@code src/test/resources/multilingual}, put together as users find them; the README there says how. */
final class MultilingualModels {

    private static final Path FOLDER = Path.of("src/test/resources/multilingual");
    private static final Path RULES = Path.of("src/test/resources/tokenizer/stock/nmt_nfkc.rules.gz");

    private final Path root;
    private final Map<String, Parts> parts;
    private final List<Direction> directions;

    /**
     * Makes all directories.
     *
     * @param root a folder for them
     */
    MultilingualModels(Path root) throws IOException {
        this.root = root;
        parts = new Gson().fromJson(Files.readString(FOLDER.resolve("directories.json")),
            new TypeToken<Map<String, Parts>>() { });
        directions = new Gson().fromJson(Files.readString(FOLDER.resolve("expected.json")),
            new TypeToken<List<Direction>>() { });
        byte[] rules;
        try (InputStream zipped = new GZIPInputStream(Files.newInputStream(RULES))) {
            rules = ByteStreams.toByteArray(zipped);
        }
        for (String name : parts.keySet()) {
            assemble(name, rules);
        }
    }

    /** What a directory is made of besides its own small files: path in it, and the part that lies there. */
    private record Parts(Map<String, String> pieces, Map<String, String> graphs) {
    }

    /**
     * What Python expects of one direction of one model.
     *
     * @param directory name of the model directory
     * @param source the source language as the model spells it; null for a model without codes
     * @param target the target language, likewise
     * @param options both languages as options must name them; null where none is needed
     * @param pairs the sentence pairs
     */
    record Direction(String directory, String source, String target, List<String> options, List<Pair> pairs) {

        /** The languages to open the model for. */
        Languages asked() {
            return new Languages(Optional.ofNullable(options.get(0)), Optional.ofNullable(options.get(1)));
        }

        /** What the model then says its languages are. */
        Languages known() {
            return new Languages(Optional.ofNullable(source), Optional.ofNullable(target));
        }

        /** The pairs as lines of a file. */
        String text() {
            StringBuilder text = new StringBuilder();
            pairs.forEach(pair -> text.append(pair.source()).append(" ||| ").append(pair.target()).append('\n'));
            return text.toString();
        }

        /** Every pair's links by one setting. */
        List<String> links(String setting) {
            return pairs.stream().map(pair -> pair.links().get(setting)).toList();
        }

        @Override
        public String toString() {
            return directory + ", " + known();
        }
    }

    /**
     * One pair.
     *
     * @param source source text
     * @param target target text
     * @param sourceIds what the encoder reads
     * @param decoderIds what the decoder reads
     * @param logProbability the mean of the log-probabilities of the target's pieces and {@code </s>}
     * @param links by setting, which is layer, heads, measure and reading, separated by spaces
     */
    record Pair(String source, String target, List<Integer> sourceIds, List<Integer> decoderIds, double logProbability,
            Map<String, String> links) {

        SentencePair words() {
            return SentencePair.of(source, target);
        }
    }

    private void assemble(String name, byte[] rules) throws IOException {
        Path directory = Files.createDirectories(root.resolve(name));
        try (Stream<Path> small = Files.list(FOLDER.resolve(name))) {
            for (Path file : small.toList()) {
                Files.copy(file, directory.resolve(file.getFileName().toString()));
            }
        }
        for (Map.Entry<String, String> part : parts.get(name).pieces().entrySet()) {
            // Messages of a protocol buffer that follow one another merge.
            byte[] pieces = Files.readAllBytes(FOLDER.resolve(part.getValue() + ".model"));
            byte[] whole = Arrays.copyOf(pieces, pieces.length + rules.length);
            System.arraycopy(rules, 0, whole, pieces.length, rules.length);
            Files.write(directory.resolve(part.getKey()), whole);
        }
        for (Map.Entry<String, String> part : parts.get(name).graphs().entrySet()) {
            Path file = directory.resolve(part.getKey());
            Files.createDirectories(file.getParent());
            Files.copy(FOLDER.resolve(part.getValue()), file);
        }
    }

    Path path(String name) {
        return root.resolve(name);
    }

    List<Direction> directions() {
        return directions;
    }

    /** The direction of a model with these languages. */
    Direction direction(String name, String source, String target) {
        return directions.stream().filter(it -> it.directory().equals(name) && it.known().equals(
            new Languages(Optional.ofNullable(source), Optional.of(target)))).findFirst().orElseThrow();
    }

    /** A file with a direction's pairs, a line each. */
    Path input(Direction direction) {
        try {
            return Files.writeString(Files.createTempFile(root, "pairs", ".txt"), direction.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The align command with a direction's pairs as input. */
    CommandRun align(Direction direction, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("align", "--model", path(direction.directory()), "--input",
            input(direction), "--threads", 1));
        Collections.addAll(arguments, more);
        return CommandRun.of(arguments.toArray());
    }
}
