package io.github.normalign.model;

import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.AlignmentOutputs;
import io.github.normalign.onnx.GraphForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Model directories made to do harm, each a tiny sound one with one thing changed, and what becomes of opening them. */
final class HostileModels {

    /** Longer than this is hung: opening the sound model takes a tenth of a second on an idle machine. */
    static final int MOST_SECONDS = 60;

    private HostileModels() {
    }

    /** Changes a model directory for the worse. */
    @FunctionalInterface
    interface Change {
        void apply(Path model) throws Exception;
    }

    /** Does something with a model directory. */
    @FunctionalInterface
    interface Use {
        void apply(Path model) throws Exception;
    }

    /**
     * One hostile model.
     *
     * @param kind the class that the table counts it in
     * @param name what is wrong, in words
     * @param change makes it of a sound one
     * @param use how it is used
     * @param part what its refusal has to say; empty if it has to be accepted
     * @param large whether it is left to the table
     */
    record Case(String kind, String name, Change change, Use use, String part, boolean large) {

        Case(String kind, String name, Change change, Use use, String part) {
            this(kind, name, change, use, part, false);
        }

        /** The same, left to the table: making or refusing it takes a second. */
        Case asLarge() {
            return new Case(kind, name, change, use, part, true);
        }

        @Override
        public String toString() {
            return kind + ": " + name;
        }
    }

    /**
     * What became of a case.
     *
     * @param end {@code refused}, {@code accepted}, {@code crashed} or {@code hung}
     * @param message of the refusal, or what was thrown
     * @param millis time taken
     * @param bytes memory that Java took meanwhile
     */
    record Outcome(String end, String message, long millis, long bytes) {
    }

    /** All cases. */
    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        all.addAll(HostileGraphs.cases());
        all.addAll(HostileFiles.cases());
        return all;
    }

    /** Reads everything of a model as opening does, and makes the graphs to run, up to where ONNX Runtime would be called. */
    static void beforeNative(Path model) {
        ModelDirectory directory = ModelDirectory.open(model);
        directory.fingerprint();
        ModelParts parts = ModelParts.read(directory);
        parts.encoder().ifPresent(encoder -> encoder.prepare(GraphForm.onProcessor(Map.of())));
        parts.decoder().prepare(Set.of(), AlignmentOutputs.SELF_CHECK);
    }

    /** Reads the decoder's graph only, and makes the graph to run. */
    static void decoderBeforeNative(Path model) {
        ModelDirectory.open(model).decoderGraph().prepare(Set.of(), AlignmentOutputs.SELF_CHECK);
    }

    /** Opens a model for good, ONNX Runtime and self-check and all. */
    static void open(Path model) {
        AttentionReader.open(ModelDirectory.open(model), ReaderOptions.DEFAULT).close();
    }

    /** Makes the model of a case in a folder of its own, uses it and takes the folder away again. */
    static Outcome run(Case hostile) throws IOException {
        Path folder = Files.createTempDirectory("normalign-hostile");
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "hostile");
            made.setDaemon(true);
            return made;
        });
        try {
            Path model = Files.createDirectory(folder.resolve("model"));
            copyTiny(model);
            hostile.change().apply(model);
            return outcome(hostile, model, thread);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the case cannot be made: " + hostile, e);
        } finally {
            thread.shutdownNow();
            delete(folder);
        }
    }

    private static Outcome outcome(Case hostile, Path model, ExecutorService thread) throws InterruptedException {
        long start = System.nanoTime();
        long[] bytes = new long[1];
        try {
            thread.submit(() -> {
                com.sun.management.ThreadMXBean memory =
                    (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
                long before = memory.getCurrentThreadAllocatedBytes();
                try {
                    hostile.use().apply(model);
                } finally {
                    bytes[0] = memory.getCurrentThreadAllocatedBytes() - before;
                }
                return null;
            }).get(MOST_SECONDS, TimeUnit.SECONDS);
            return new Outcome("accepted", "", millis(start), bytes[0]);
        } catch (ExecutionException e) {
            boolean sentence = e.getCause() instanceof ModelException && e.getCause().getMessage().contains(" ");
            return new Outcome(sentence ? "refused" : "crashed",
                sentence ? e.getCause().getMessage() : String.valueOf(e.getCause()), millis(start), bytes[0]);
        } catch (TimeoutException e) {
            return new Outcome("hung", "", millis(start), -1);
        }
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static void copyTiny(Path model) throws IOException {
        try (Stream<Path> files = Files.list(TinyMarian.MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
