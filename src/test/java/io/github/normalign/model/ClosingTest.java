package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.ModelException;
import io.github.normalign.model.NativeObject.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is opened of native memory is given back, once, whatever goes wrong; and closing while others align. */
class ClosingTest {

    @TempDir
    private Path folder;

    private final Map<Kind, Long> opened = new EnumMap<>(Kind.class);
    private final Map<Kind, Long> closed = new EnumMap<>(Kind.class);

    @BeforeEach
    void count() {
        for (Kind kind : Kind.values()) {
            opened.put(kind, kind.opened());
            closed.put(kind, kind.closed());
        }
    }

    private long openedOf(Kind kind) {
        return kind.opened() - opened.get(kind);
    }

    private void assertAllIsGivenBack() {
        for (Kind kind : Kind.values()) {
            assertEquals(openedOf(kind), kind.closed() - closed.get(kind), kind.toString());
        }
    }

    private static List<SentencePair> pairs() {
        return TinyMarian.pairs().stream().map(TinyMarian.Pair::words).toList();
    }

    private static AttentionReader open(Path model) {
        return AttentionReader.open(ModelDirectory.open(model), ReaderOptions.DEFAULT);
    }

    /** The tiny model, to be spoilt. */
    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(TinyMarian.MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static void replace(Path file, String what, String with) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(what), what);
        Files.writeString(file, text.replace(what, with), StandardCharsets.ISO_8859_1);
    }

    @Test
    void everySessionTensorAndResultIsClosedOnce() {
        AttentionReader reader = open(TinyMarian.MODEL);
        reader.read(pairs(), (i, pair) -> i);
        reader.close();
        reader.close();
        assertEquals(3, openedOf(Kind.SESSION), "encoder, decoder, and the decoder of the self-check");
        assertEquals(3, openedOf(Kind.OPTIONS));
        assertTrue(openedOf(Kind.TENSOR) >= 8, "the self-check's inputs and a batch's");
        assertTrue(openedOf(Kind.RESULT) >= 4, "encoder's and decoder's of both");
        assertAllIsGivenBack();
    }

    @Test
    void nothingStaysOpenWhereTheSecondGraphIsRefused() throws IOException {
        Path model = copy("model");
        // ONNX Runtime alone knows that there is no such operator.
        replace(model.resolve("decoder_model.onnx"), "Sigmoid", "Sigmoyd");
        assertThrows(ModelException.class, () -> open(model));
        assertTrue(openedOf(Kind.SESSION) >= 1, "the encoder's was open");
        assertAllIsGivenBack();
    }

    @Test
    void nothingIsOpenedWhereTheTokenizerIsBad() throws IOException {
        Path model = copy("model");
        Files.writeString(model.resolve("source.spm"), "no tokenizer");
        assertThrows(ModelException.class, () -> open(model));
        assertEquals(0, openedOf(Kind.SESSION));
    }

    @Test
    void theFirstModelIsClosedWhereTheSecondIsBad() throws IOException {
        Path model = copy("model");
        replace(model.resolve("decoder_model.onnx"), "Sigmoid", "Sigmoyd");
        ReaderThreads threads = ReaderThreads.of(1);
        try (AttentionReader first = AttentionReader.open(ModelDirectory.open(TinyMarian.MODEL), ReaderOptions.DEFAULT, threads)) {
            assertThrows(ModelException.class,
                () -> AttentionReader.open(ModelDirectory.open(model), ReaderOptions.DEFAULT, threads));
            assertEquals(pairs().size(), first.read(pairs(), (i, pair) -> i).size());
            threads.close();
        }
        assertAllIsGivenBack();
    }

    @Test
    void nothingStaysOpenBehindARunThatFails() throws IOException {
        Path model = copy("model");
        // More than the graph's table of positions holds.
        replace(model.resolve("config.json"), "\"max_position_embeddings\": 64", "\"max_position_embeddings\": 640");
        SentencePair tooLong = new SentencePair(Collections.nCopies(200, "a"), List.of("a"));
        try (AttentionReader reader = open(model)) {
            long tensors = Kind.TENSOR.opened();
            assertThrows(ModelException.class, () -> reader.read(List.of(tooLong), (i, pair) -> i));
            assertTrue(Kind.TENSOR.opened() > tensors);
        }
        assertAllIsGivenBack();
    }

    @Test
    void closingTwiceAndUsingWhatIsClosedDoesNotReachNativeCode() throws OrtException {
        NativeObject<ai.onnxruntime.OrtSession.SessionOptions> options =
            NativeObject.of(new ai.onnxruntime.OrtSession.SessionOptions());
        options.close();
        options.close();
        assertEquals(1, Kind.OPTIONS.closed() - closed.get(Kind.OPTIONS));
        assertThrows(IllegalStateException.class, options::get);
    }

    @Test
    void tokenizersHoldNoNativeMemory() throws IOException, ClassNotFoundException {
        Path classes = Path.of("target/classes/io/github/normalign/tokenizer");
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes)) {
            files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".class") && !name.contains("package"))
                .forEach(name -> names.add(name.substring(0, name.length() - ".class".length())));
        }
        assertTrue(names.size() > 20);
        for (String name : names) {
            assertFalse(AutoCloseable.class.isAssignableFrom(Class.forName("io.github.normalign.tokenizer." + name, false,
                ClosingTest.class.getClassLoader())), name + " has to be closed: count it as NativeObject does");
        }
    }

    @Test
    void closingWaitsForCallsThatHaveBegunAndRefusesLaterOnes() throws InterruptedException {
        AttentionReader reader = open(TinyMarian.MODEL);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<List<Integer>> results = new AtomicReference<>();
        Thread caller = new Thread(() -> results.set(reader.read(pairs(), (i, pair) -> {
            begun.countDown();
            Uninterruptibles.awaitUninterruptibly(goOn);
            return i;
        })));
        caller.start();
        begun.await();
        CountDownLatch freed = new CountDownLatch(1);
        Thread closer = new Thread(() -> {
            reader.close();
            freed.countDown();
        });
        closer.start();
        assertFalse(freed.await(50, TimeUnit.MILLISECONDS), "closing waits");
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> reader.read(pairs(), (i, pair) -> i));
        assertTrue(refused.getMessage().endsWith("is closed"), refused.getMessage());
        goOn.countDown();
        caller.join();
        closer.join();
        assertEquals(pairs().size(), results.get().size(), "the call has its results");
        assertAllIsGivenBack();
    }

    @Test
    void manyThreadsThatCloseWhileOthersAlignCrashNothing() throws InterruptedException {
        WordAligner aligner = WordAligner.open(Path.of("onnx-models/en-pt"), AlignerOptions.DEFAULT.withThreads(2));
        SentencePair pair = SentencePair.of("the white house", "a casa branca");
        String expected = aligner.align(pair).alignment().toString();
        AtomicReference<Throwable> odd = new AtomicReference<>();
        CountDownLatch several = new CountDownLatch(6);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> {
                try {
                    while (true) {
                        assertEquals(expected, aligner.align(pair).alignment().toString());
                        several.countDown();
                    }
                } catch (IllegalStateException refused) {
                    several.countDown();
                } catch (RuntimeException | Error e) {
                    odd.set(e);
                }
            }));
        }
        for (int i = 0; i < 2; i++) {
            threads.add(new Thread(() -> {
                Uninterruptibles.awaitUninterruptibly(several, 5, TimeUnit.SECONDS);
                aligner.close();
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(null, odd.get());
        assertAllIsGivenBack();
    }

    @Test
    void aPairForWhichMemoryIsTooShortIsSkippedAndTheOthersAreRead() {
        try (AttentionReader reader = open(TinyMarian.MODEL)) {
            List<String> read = reader.read(pairs(), (i, pair) -> {
                if (i == 1 && pair.skipped().isEmpty()) {
                    throw new OutOfMemoryError("Java heap space");
                }
                return pair.skipped().orElse("read");
            });
            assertTrue(read.get(1).startsWith("there is not enough memory for its "), read.get(1));
            assertEquals(read.size() - 1, Collections.frequency(read, "read"));
        }
    }

    /** Messages that were seen: from the arena under a limit of address space, from the C++ library, from CUDA. */
    @Test
    void aLackOfMemoryIsToldFromOtherFailures() {
        for (String message : List.of("Non-zero status code returned while running Scan node. Name:'decoder_l1_rnn/Scan' Status"
                + " Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:359 void* AllocateRawInternal(size_t) Failed"
                + " to allocate memory for requested buffer of size 871424", "std::bad_alloc", "bad allocation",
                "CUDA failure 2: out of memory ; GPU=0", "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED")) {
            assertTrue(NoMemoryException.isMeantBy(new OrtException(message)), message);
        }
        assertFalse(NoMemoryException.isMeantBy(new OrtException("indices element out of data bounds, idx=64 must be within the"
            + " inclusive range [-64,63]")));
    }

    @Test
    void aModelThatIsWrittenToWhileInUseGivesNothingOut() throws IOException {
        Path model = copy("model");
        try (AttentionReader reader = open(model)) {
            assertEquals(pairs().size(), reader.read(pairs(), (i, pair) -> i).size());
            Files.writeString(model.resolve("decoder_model.onnx"), "more", StandardOpenOption.APPEND);
            ModelException failure = assertThrows(ModelException.class, () -> reader.read(pairs(), (i, pair) -> i));
            assertTrue(failure.getMessage().contains("was changed while it was in use"), failure.getMessage());
        }
        assertAllIsGivenBack();
    }

    @Test
    void aModelWhoseFilesAreReplacedOrDeletedWhileInUseReadsOn() throws IOException {
        Path model = copy("model");
        try (AttentionReader reader = open(model)) {
            Path other = Files.writeString(folder.resolve("other"), "another model");
            Files.move(other, model.resolve("decoder_model.onnx"), StandardCopyOption.REPLACE_EXISTING);
            assertEquals(pairs().size(), reader.read(pairs(), (i, pair) -> i).size());
            Files.delete(model.resolve("encoder_model.onnx"));
            assertEquals(pairs().size(), reader.read(pairs(), (i, pair) -> i).size());
        }
    }
}
