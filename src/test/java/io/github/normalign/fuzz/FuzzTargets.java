package io.github.normalign.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.github.normalign.error.NormalignException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What classes of fuzz targets share. A target is a method annotated with {@link FuzzTest} that takes bytes, gives them to a parser
 * and returns if the parser read them, or refused them by an exception that its documentation names; anything else is a finding.
 * {@code scripts/fuzz.sh} runs targets for long, guided by coverage; {@code mvn verify} runs every seed and a few mutations.
 */
public abstract class FuzzTargets {

    /** Mutated inputs a target in {@code mvn verify}. */
    private static final int MUTATIONS = Integer.getInteger("fuzz.mutations", 40);

    /** What a parser may allocate over all, whatever it is given: buffers, tables, the dictionaries of ICU. */
    private static final long FREE_BYTES = 96L << 20;

    /** What it may allocate for a byte of input; far above what any needs, far below what a length that a file declares can be. */
    private static final long BYTES_FOR_ONE = 1 << 14;

    /** What it may take of a processor's time for one input, which is a few kilobytes. */
    private static final long MOST_SECONDS = 10;

    /** Separates the files of an input of several. */
    private static final byte SEPARATOR = 0x1E;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Path scratch;

    /** Every seed, and what a fixed random number makes of the seeds. */
    @TestFactory
    Stream<DynamicTest> everySeedAndWhatBecomesOfItIsReadOrRefused() {
        return targets(getClass()).stream().map(target -> DynamicTest.dynamicTest(target.getName(), () -> {
            List<byte[]> seeds = seeds(target);
            if (seeds.isEmpty()) {
                throw new IllegalStateException(target + " has no seeds");
            }
            for (byte[] seed : seeds) {
                run(target, seed);
            }
            Mutations mutations = new Mutations(seeds, new Random(target.getName().hashCode()));
            for (int i = 0; i < MUTATIONS; i++) {
                run(target, mutations.next());
            }
        }));
    }

    /** The targets of a class, by name. */
    static List<Method> targets(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).filter(method -> method.isAnnotationPresent(FuzzTest.class))
            .sorted(Comparator.comparing(Method::getName)).toList();
    }

    /** The committed seeds of a target: its own files, and those of other tests that {@link Seeds} names. */
    static List<byte[]> seeds(Method target) throws IOException {
        Path resources = Path.of("src/test/resources");
        Path own = resources.resolve(target.getDeclaringClass().getName().replace('.', '/') + "Inputs").resolve(target.getName());
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(own)) {
            try (Stream<Path> found = Files.list(own)) {
                found.sorted().forEach(files::add);
            }
        }
        if (target.isAnnotationPresent(Seeds.class)) {
            Arrays.stream(target.getAnnotation(Seeds.class).value()).map(resources::resolve).forEach(files::add);
        }
        List<byte[]> seeds = new ArrayList<>();
        for (Path file : files) {
            seeds.add(Files.readAllBytes(file));
        }
        return seeds;
    }

    /** Gives a target one input, and watches what it takes of memory and time. */
    void run(Method target, byte[] data) {
        // The first time classes are loaded, and rewritten by Jazzer, in the same thread.
        if (!cost(target, data).isEmpty()) {
            String cost = cost(target, data);
            if (!cost.isEmpty()) {
                throw new AssertionError(target.getName() + " " + cost + " for " + shown(data));
            }
        }
    }

    /** Runs a target, and returns what it took too much of; empty if it was modest. */
    private String cost(Method target, byte[] data) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long start = THREADS.getCurrentThreadCpuTime();
        try {
            target.setAccessible(true);
            target.invoke(this, (Object) data);
        } catch (InvocationTargetException e) {
            throw new AssertionError(target.getName() + " on " + shown(data), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        long seconds = (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000_000;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        return seconds > MOST_SECONDS ? "took " + seconds + " s"
            : allocated > FREE_BYTES + BYTES_FOR_ONE * data.length ? "allocated " + allocated + " bytes" : "";
    }

    private static String shown(byte[] data) {
        StringBuilder text = new StringBuilder(data.length + " bytes: ");
        for (int i = 0; i < Math.min(data.length, 2000); i++) {
            char c = (char) (data[i] & 0xFF);
            text.append(c >= 0x20 && c < 0x7F && c != '\\' ? String.valueOf(c) : String.format("\\x%02x", (int) c));
        }
        return text.toString();
    }

    /** What reading gives, or empty if it is refused by one of the project's own exceptions, with a message. */
    protected static <T> Optional<T> read(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (NormalignException refusal) {
            if (refusal.getMessage() == null || refusal.getMessage().isBlank()) {
                throw new AssertionError("refused without a word", refusal);
            }
            return Optional.empty();
        }
    }

    /** The same where the documentation names {@link IllegalArgumentException}, and that only. */
    protected static <T> Optional<T> readArgument(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (IllegalArgumentException refusal) {
            if (refusal.getClass() != IllegalArgumentException.class) {
                throw refusal;
            }
            return Optional.empty();
        }
    }

    /** An input as several files: cut at each {@code U+001E} but those behind the last part; parts that are not there are empty. */
    protected static List<byte[]> parts(byte[] data, int count) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        while (parts.size() < count) {
            int to = from;
            while (to < data.length && (data[to] != SEPARATOR || parts.size() == count - 1)) {
                to++;
            }
            parts.add(Arrays.copyOfRange(data, Math.min(from, data.length), to));
            from = to + 1;
        }
        return parts;
    }

    protected static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** A folder of this process's own. */
    protected static synchronized Path scratch() {
        try {
            if (scratch == null) {
                scratch = Files.createTempDirectory("normalign-fuzz");
                Path made = scratch;
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made)));
            }
            return scratch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file in that folder. */
    protected static Path file(String name, byte[] content) {
        try {
            Path file = scratch().resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of a file among the test resources. */
    protected static byte[] resource(String name) {
        try {
            return Files.readAllBytes(Path.of("src/test/resources", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
