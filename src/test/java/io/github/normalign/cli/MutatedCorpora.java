package io.github.normalign.cli;

import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.Compression;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.error.CorpusException;
import io.github.normalign.segmentation.IcuSegmenter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Damages a small corpus in thousands of ways and aligns each of them, in one JVM, by the code of {@code align}: as many lines
 * must come out as go in, and every pair that is still what it was must have the links it had. Not a test; {@code
 * MutatedCorporaTest} is, with fewer of them. From the project's folder, after {@code mvn package}:
 *
 * <pre>java -cp target/test-classes:target/normalign-all.jar io.github.normalign.cli.MutatedCorpora 2000</pre>
 *
 * <p>What a line of the damaged corpus is, is found without any of the program's readers: the bytes between two LF, without one CR
 * before the LF and without a byte-order mark at the very beginning. A pair is untouched if the line (of two files, both lines of
 * the same number) is byte for byte one of the clean corpus, wherever it stands now. Where a line end was put in or taken out, the
 * lines behind it are still untouched in one file with both sides, and none of them is in two files of which one was damaged.
 */
final class MutatedCorpora implements Closeable {

    private static final String MODEL = "onnx-models/en-pt";
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    /** The forms in which a corpus comes; the damage is done to the text, before it is packed. */
    private enum Form { BARS, TAB, TWO_FILES, RAW, GZIP, ZSTD }

    /** What became of all corpora with one kind of damage. */
    static final class Tally {
        private int corpora;
        private int refused;
        private int crashed;
        private long lines;
        private long untouched;
        private long empty;
        private long lost;
        private long wrong;
        private long whole;

        /** What must be zero: corpora that ended in an exception, lines lost or too many, untouched pairs with other links. */
        String faults() {
            return crashed + " crashed, " + lost + " lines lost, " + wrong + " lines wrong";
        }

        /** What must not be zero, for otherwise nothing was tested. */
        long untouched() {
            return untouched;
        }
    }

    /** The options of {@code align} that say where results go: links on stdout, JSON Lines in a file. */
    @Command(name = "outputs")
    private static final class Outputs {
        @Mixin
        private OutputOptions options;
    }

    private record Clean(byte[] source, byte[] target, Map<Form, Map<String, String>> links) {
    }

    private record Found(int code, List<String> links, List<String> jsonLines) {
    }

    private final WordAligner aligner = WordAligner.open(Path.of(MODEL), AlignerOptions.DEFAULT.withThreads(2));
    private final Path folder;
    private final Clean clean;

    MutatedCorpora(int pairs) throws IOException {
        folder = Files.createTempDirectory("normalign-mutated");
        List<String> sources = sample("en", pairs);
        List<String> targets = sample("pt", pairs);
        clean = new Clean(bytes(sources), bytes(targets), new EnumMap<>(Form.class));
        for (Form form : Form.values()) {
            byte[][] files = files(form);
            Map<String, String> links = new HashMap<>();
            List<String> found = align(form, files).links();
            List<String> keys = keys(files);
            for (int i = 0; i < pairs; i++) {
                links.put(keys.get(i), found.get(i));
            }
            clean.links().put(form, links);
        }
    }

    /**
     * Prints the table.
     *
     * @param arguments how many corpora, 2000 if none; then the first one's seed, 0 if none
     */
    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2000;
        int first = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        System.out.println("| damage | corpora | refused: line counts differ | lines | untouched pairs | left empty, reported |"
            + " crashed | lines lost | lines wrong | by the whole command too |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        Tally all = new Tally();
        try (MutatedCorpora corpora = new MutatedCorpora(50)) {
            // Kinds take turns by five and forms by thirty: this way the whole command meets all of both.
            Map<Mutation, Tally> tallies = corpora.run(first, count, 19);
            tallies.forEach((mutation, tally) -> {
                print(mutation.name().toLowerCase(Locale.ROOT), tally);
                all.corpora += tally.corpora;
                all.refused += tally.refused;
                all.crashed += tally.crashed;
                all.lines += tally.lines;
                all.untouched += tally.untouched;
                all.empty += tally.empty;
                all.lost += tally.lost;
                all.wrong += tally.wrong;
                all.whole += tally.whole;
            });
        }
        print("together", all);
    }

    private static void print(String name, Tally tally) {
        System.out.printf(Locale.ROOT, "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d |%n", name, tally.corpora, tally.refused,
            tally.lines, tally.untouched, tally.empty, tally.crashed, tally.lost, tally.wrong, tally.whole);
    }

    /**
     * Damages and aligns.
     *
     * @param first the first corpus's seed
     * @param count how many corpora
     * @param whole every how many of them the whole command runs too, from its arguments to its exit code; 0 for none
     */
    Map<Mutation, Tally> run(int first, int count, int whole) throws IOException {
        Map<Mutation, Tally> tallies = new EnumMap<>(Mutation.class);
        for (int seed = first; seed < first + count; seed++) {
            Mutation mutation = Mutation.values()[seed % Mutation.values().length];
            Form form = Form.values()[seed / Mutation.values().length % Form.values().length];
            Tally tally = tallies.computeIfAbsent(mutation, key -> new Tally());
            tally.corpora++;
            try {
                one(seed, mutation, form, tally, whole > 0 && seed % whole == 0);
            } catch (RuntimeException | Error | IOException e) {
                tally.crashed++;
                System.err.println("seed " + seed + ", " + mutation + " in " + form + ": " + e);
                e.printStackTrace();
            }
        }
        return tallies;
    }

    private void one(int seed, Mutation mutation, Form form, Tally tally, boolean whole) throws IOException {
        Random random = new Random(seed);
        byte[][] files = files(form);
        int damaged = random.nextInt(files.length);
        files[damaged] = mutation.of(files[damaged], random);
        if (files.length == 2 && lines(files[0]).size() != lines(files[1]).size()) {
            refuse(form, files, tally);
            int shorter = lines(files[0]).size() < lines(files[1]).size() ? 0 : 1;
            int missing = lines(files[1 - shorter]).size() - lines(files[shorter]).size();
            boolean ended = files[shorter].length == 0 || files[shorter][files[shorter].length - 1] == '\n';
            files[shorter] = concat(files[shorter], "\n".repeat(missing + (ended ? 0 : 1)).getBytes(StandardCharsets.UTF_8));
        }
        Found found = align(form, files);
        List<String> keys = keys(files);
        tally.lines += keys.size();
        tally.lost += Math.abs(keys.size() - found.links().size()) + Math.abs(keys.size() - found.jsonLines().size());
        for (int i = 0; i < Math.min(keys.size(), found.links().size()); i++) {
            String expected = clean.links().get(form).get(keys.get(i));
            boolean wrong = expected == null ? !fits(form, files, i, found.links().get(i))
                : !expected.equals(found.links().get(i));
            tally.untouched += expected == null ? 0 : 1;
            tally.empty += found.links().get(i).isEmpty() && !keys.get(i).isBlank() ? 1 : 0;
            if (wrong) {
                tally.wrong++;
                System.err.println("seed " + seed + ", " + mutation + " in " + form + ", line " + (i + 1) + ": expected " + expected
                    + ", found " + found.links().get(i));
            }
        }
        if (whole) {
            tally.whole++;
            Found again = command(form, write(form, files));
            if (again.code() != found.code() || !again.links().equals(found.links())) {
                tally.wrong++;
                System.err.println("seed " + seed + ": the command's exit code is " + again.code() + ", or its links are others");
            }
        }
    }

    /** Whether links of a damaged line name words that it has, by a split of our own; of raw text that is not known here. */
    private static boolean fits(Form form, byte[][] files, int line, String links) {
        if (links.isEmpty() || form == Form.RAW) {
            return true;
        }
        if (files.length == 2) {
            return fits(links, lines(files[0]).get(line), lines(files[1]).get(line));
        }
        String text = lines(files[0]).get(line);
        String separator = form == Form.TAB ? "\t" : "(?:^|(?<=[ \t]))\\|\\|\\|(?:$|(?=[ \t]))";
        String[] sides = text.split(separator, -1);
        return sides.length == 2 && fits(links, sides[0], sides[1]);
    }

    private static boolean fits(String links, String source, String target) {
        return Stream.of(links.split(" ")).map(link -> link.split("-")).allMatch(link ->
            Integer.parseInt(link[0]) < words(source) && Integer.parseInt(link[1]) < words(target));
    }

    private static int words(String side) {
        return (int) Stream.of(side.split("[ \t]+")).filter(word -> !word.isEmpty()).count();
    }

    /** Two files of unequal length must be refused before any work. */
    private void refuse(Form form, byte[][] files, Tally tally) throws IOException {
        List<Path> written = write(form, files);
        try {
            ParallelReader.requireSameLineCount(written.get(0), written.get(1));
            tally.wrong++;
        } catch (CorpusException expected) {
            tally.refused++;
        }
    }

    private Found align(Form form, byte[][] files) throws IOException {
        List<Path> written = write(form, files);
        Path jsonLines = folder.resolve("lines.jsonl");
        Outputs outputs = new Outputs();
        CommandLine command = new CommandLine(outputs).registerConverter(Path.class, new PathConverter());
        command.parseArgs("--jsonl", jsonLines.toString(), "--overwrite");
        StringWriter out = new StringWriter();
        AlignRun run;
        try (StopSignal stop = new StopSignal(); ParallelReader reader = open(form, files, written);
                Progress progress = new Progress("align", -1, Progress.Display.quiet(NOWHERE));
                AlignmentOutputs results = AlignmentOutputs.open(outputs.options, new PrintWriter(out), Map.of(), aligner,
                    aligner.method())) {
            run = new AlignRun(new CorpusOptions(), reader, results, progress);
            run.align(aligner, stop);
        }
        return new Found(run.bad() > 0 ? ExitCode.SKIPPED : ExitCode.DONE, split(out.toString()),
            split(Files.readString(jsonLines)));
    }

    private ParallelReader open(Form form, byte[][] files, List<Path> written) {
        return switch (form) {
            case TWO_FILES -> ParallelReader.open(written.get(0), written.get(1));
            case RAW -> ParallelReader.open(written.get(0), written.get(1)).withWords(IcuSegmenter.of("en"), IcuSegmenter.of("pt"));
            case GZIP, ZSTD -> ParallelReader.open(written.get(0));
            default -> new ParallelReader(new ByteArrayInputStream(files[0]), "<stdin>");
        };
    }

    private Found command(Form form, List<Path> written) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("align", "--model", MODEL, "--threads", 2, "-q"));
        if (form == Form.RAW) {
            arguments.add("--raw");
        }
        arguments.addAll(written.size() == 2 ? List.of("--source", written.get(0), "--target", written.get(1))
            : List.of("--input", written.get(0)));
        CommandRun run = CommandRun.of(arguments.toArray());
        return new Found(run.code(), run.lines(), List.of());
    }

    private List<Path> write(Form form, byte[][] files) throws IOException {
        List<Path> written = new ArrayList<>();
        for (int i = 0; i < files.length; i++) {
            Path file = folder.resolve(i + (form == Form.GZIP ? ".gz" : form == Form.ZSTD ? ".zst" : ".txt"));
            try (OutputStream out = Compression.of(file).pack(Files.newOutputStream(file))) {
                out.write(files[i]);
            }
            written.add(file);
        }
        return written;
    }

    private byte[][] files(Form form) {
        if (form == Form.TWO_FILES || form == Form.RAW) {
            return new byte[][] {clean.source(), clean.target()};
        }
        List<String> sources = lines(clean.source());
        List<String> targets = lines(clean.target());
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            joined.add(sources.get(i) + (form == Form.TAB ? "\t" : " ||| ") + targets.get(i));
        }
        return new byte[][] {bytes(joined)};
    }

    /** The lines of one file, or of two files side by side, by which pairs are known again. */
    private static List<String> keys(byte[][] files) {
        List<String> first = lines(files[0]);
        if (files.length == 1) {
            return first;
        }
        List<String> second = lines(files[1]);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            keys.add(first.get(i) + "\n" + second.get(i));
        }
        return keys;
    }

    /** Lines by a rule of our own; bytes that are no UTF-8 become another text than any clean line. */
    private static List<String> lines(byte[] file) {
        int from = file.length >= 3 && file[0] == (byte) 0xEF && file[1] == (byte) 0xBB && file[2] == (byte) 0xBF ? 3 : 0;
        List<String> lines = new ArrayList<>();
        for (int at = from; at < file.length; at++) {
            if (file[at] == '\n') {
                lines.add(new String(file, from, at - from - (at > from && file[at - 1] == '\r' ? 1 : 0), StandardCharsets.UTF_8));
                from = at + 1;
            }
        }
        if (from < file.length) {
            lines.add(new String(file, from, file.length - from, StandardCharsets.UTF_8));
        }
        return lines;
    }

    private static List<String> split(String output) {
        return output.isEmpty() ? List.of() : List.of(output.substring(0, output.length() - 1).split("\n", -1));
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    /** Lines of the sample, from all over it, no two the same. */
    private static List<String> sample(String language, int pairs) throws IOException {
        Path file = Path.of("eval/data/python-docs-3000." + language + ".gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            List<String> all = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            List<String> some = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                some.add(all.get(i * (all.size() / pairs)));
            }
            return some;
        }
    }

    @Override
    public void close() throws IOException {
        aligner.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
