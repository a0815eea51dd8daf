package io.github.normalign.model;

import ai.onnxruntime.OrtException;
import com.google.common.base.Stopwatch;
import io.github.normalign.onnx.AlignmentOutputs;
import io.github.normalign.tokenizer.PairTokenizer;
import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.tokenizer.PieceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long a large model takes to open: ONNX Runtime alone with the graphs as they lie on disk, this library (its graphs read,
 * cut, and opened), and the self-check, round by round, as Markdown. Not a test: it wants the model of {@code
 * eval/opening/make_big_marian.py}. From the project's folder, after {@code mvn package}:
 *
 * <pre>java -Xmx256m -cp target/test-classes:target/normalign-all.jar io.github.normalign.model.OpeningExperiment DIR</pre>
 */
final class OpeningExperiment {

    private static final int ROUNDS = 5;

    private final Path path;

    private OpeningExperiment(Path path) {
        this.path = path;
    }

    /**
     * Prints the table.
     *
     * @param arguments the model directory
     * @throws IOException if its files cannot be listed
     * @throws OrtException if ONNX Runtime refuses it
     */
    public static void main(String[] arguments) throws IOException, OrtException {
        new OpeningExperiment(Path.of(arguments[0])).run();
    }

    private void run() throws IOException, OrtException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
                readOnce(file);
            }
        }
        System.out.printf(Locale.ROOT, "%,d bytes of files, read once before; heap of at most %,d MB%n%n", bytes,
            Runtime.getRuntime().maxMemory() >> 20);
        OnnxSession.environment();
        System.out.println("| round | ONNX Runtime alone, ms | normalign, ms | ratio | self-check on top, ms"
            + " | heap in use after, MB |");
        System.out.println("|---|---|---|---|---|---|");
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            double alone = alone();
            double[] ours = ours();
            ratios.add(ours[0] / alone);
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(Locale.ROOT, "| %d | %.0f | %.0f | %.2f | %.0f | %d |%n", round, alone, ours[0], ours[0] / alone,
                ours[1], runtime.totalMemory() - runtime.freeMemory() >> 20);
        }
        ratios.sort(null);
        System.out.printf(Locale.ROOT, "%nMedian ratio %.2f.%n", ratios.get(ROUNDS / 2));
    }

    /** So that the first round does not wait for the disk where the others do not. */
    private static void readOnce(Path file) throws IOException {
        byte[] buffer = new byte[1 << 20];
        try (var stream = Files.newInputStream(file)) {
            while (stream.read(buffer) >= 0) {
                continue;
            }
        }
    }

    private double alone() throws OrtException {
        Stopwatch watch = Stopwatch.createStarted();
        OnnxSession encoder = OnnxSession.open(path.resolve("encoder_model.onnx"), false);
        OnnxSession decoder = OnnxSession.open(path.resolve("decoder_model.onnx"), false);
        double opening = milliseconds(watch);
        decoder.close();
        encoder.close();
        return opening;
    }

    /** The steps of {@link ForcedDecoder#open} with a clock between them: opening, and the self-check. */
    private double[] ours() {
        PieceTokenizer none = words -> {
            throw new IllegalStateException("this model has no tokenizer");
        };
        Stopwatch watch = Stopwatch.createStarted();
        ModelDirectory directory = ModelDirectory.open(path);
        PairTokenizer tokenizer = new PairTokenizer(none, none, PieceFrame.plain(1, 0));
        ModelParts parts = new ModelParts(tokenizer, directory.encoderGraph(), directory.decoderGraph());
        try (ModelSessions sessions =
                ModelSessions.open(directory, parts, AlignmentOutputs.WEIGHTS_AND_GRAM, ReaderOptions.DEFAULT)) {
            double opening = milliseconds(watch);
            watch.reset().start();
            SelfCheck.run(directory, parts, Set.of(), sessions).require(directory, false);
            return new double[] {opening, milliseconds(watch)};
        }
    }

    private static double milliseconds(Stopwatch watch) {
        return watch.elapsed(TimeUnit.MICROSECONDS) / 1000.0;
    }
}
