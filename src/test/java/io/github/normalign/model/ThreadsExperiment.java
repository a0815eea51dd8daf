package io.github.normalign.model;

import io.github.normalign.AlignedPair;
import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.SentencePair;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Threads that share one aligner of two models for a while: is every answer the one that a single thread gets, and is memory given
 * back? Not a test; {@code ClosingTest} holds to a few calls what is measured here over many. Prints Markdown. From the project's
 * folder, after {@code mvn package}:
 *
 * <pre>java -Xmx1g -cp target/test-classes:target/normalign-all.jar io.github.normalign.model.ThreadsExperiment [MINUTES [THREADS]]
 * </pre>
 *
 * <p>Each thread takes pairs of the sample at random, one by one or some in a list, and compares. Every 30 seconds the calls
 * are let end, and before the next ones what is resident (VmRSS, Linux), the heap behind a collection, and the native objects
 * that are open are noted. The trend is that of least squares from the second minute on, with its 95 % interval.
 */
final class ThreadsExperiment {

    private static final int PAIRS = 300;
    private static final int LIST = 12;
    private static final int PAUSE_SECONDS = 30;
    private static final double MIB = 1 << 20;

    private final WordAligner aligner;
    private final List<SentencePair> pairs;
    private final List<AlignedPair> expected;
    private final ReadWriteLock pause = new ReentrantReadWriteLock(true);
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private volatile double difference;
    private volatile boolean ended;

    private record Sample(double minutes, double resident, double heap) {
    }

    private ThreadsExperiment(WordAligner aligner, List<SentencePair> pairs, List<AlignedPair> expected) {
        this.aligner = aligner;
        this.pairs = pairs;
        this.expected = expected;
    }

    /**
     * Runs it.
     *
     * @param arguments minutes, 10 if not given, and threads, 8 if not given
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        double minutes = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 10;
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        List<SentencePair> pairs = pairs();
        List<AlignedPair> expected;
        try (WordAligner alone = open(1)) {
            expected = pairs.stream().map(alone::align).toList();
        }
        try (WordAligner shared = open(2)) {
            new ThreadsExperiment(shared, pairs, expected).run(minutes, threads);
        }
        System.out.println("After closing: " + open());
    }

    private static WordAligner open(int threads) {
        return WordAligner.open(Path.of("onnx-models/en-pt"), Path.of("onnx-models/pt-en"),
            AlignerOptions.DEFAULT.withThreads(threads));
    }

    private static List<SentencePair> pairs() {
        List<SentencePair> pairs = new ArrayList<>();
        try (LineReader source = LineReader.openByName(Path.of("eval/data/python-docs-3000.en.gz"));
                LineReader target = LineReader.openByName(Path.of("eval/data/python-docs-3000.pt.gz"))) {
            while (pairs.size() < PAIRS) {
                pairs.add(SentencePair.of(source.next().text(), target.next().text()));
            }
        }
        return pairs;
    }

    private void run(double minutes, int count) throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int seed = i;
            threads.add(new Thread(() -> work(new Random(seed)), "caller-" + i));
        }
        System.out.println(count + " threads, one aligner, " + pairs.size() + " pairs, Java "
            + System.getProperty("java.version") + "\n");
        System.out.println("| minute | calls | answers | wrong | largest difference of a score | resident MiB | heap MiB"
            + " | open while no call runs |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        long start = System.nanoTime();
        threads.forEach(Thread::start);
        List<Sample> samples = new ArrayList<>();
        for (int i = 1; i * PAUSE_SECONDS <= minutes * 60; i++) {
            Thread.sleep(Math.max(0, i * PAUSE_SECONDS * 1000L - (System.nanoTime() - start) / 1_000_000));
            samples.add(sample((System.nanoTime() - start) / 60e9));
        }
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        trend("resident", samples.stream().filter(it -> it.minutes() >= 2).map(it -> new double[] {it.minutes(), it.resident()})
            .toList());
        trend("heap", samples.stream().filter(it -> it.minutes() >= 2).map(it -> new double[] {it.minutes(), it.heap()}).toList());
    }

    private Sample sample(double minutes) throws IOException {
        pause.writeLock().lock();
        try {
            System.gc();
            System.gc();
            double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
            double resident = resident().orElse(Double.NaN);
            System.out.printf(Locale.ROOT, "| %.1f | %d | %d | %d | %.1e | %.1f | %.1f | %s |%n", minutes, calls.get(),
                answers.get(), wrong.get(), difference, resident, heap, open());
            return new Sample(minutes, resident, heap);
        } finally {
            pause.writeLock().unlock();
        }
    }

    private static Optional<Double> resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.isReadable(status) ? Optional.empty() : Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:")).map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0).findAny();
    }

    private static String open() {
        return Stream.of(NativeObject.Kind.values()).filter(kind -> kind.opened() > 0)
            .map(kind -> kind.name().toLowerCase(Locale.ROOT) + " " + (kind.opened() - kind.closed()) + " of " + kind.opened())
            .collect(Collectors.joining(", "));
    }

    private void work(Random random) {
        while (!ended) {
            pause.readLock().lock();
            try {
                call(random);
            } catch (RuntimeException | Error e) {
                wrong.incrementAndGet();
                e.printStackTrace();
            } finally {
                pause.readLock().unlock();
            }
        }
    }

    private void call(Random random) {
        List<Integer> chosen = random.ints(random.nextBoolean() ? 1 : LIST, 0, pairs.size()).boxed().toList();
        List<AlignedPair> found = chosen.size() == 1 ? List.of(aligner.align(pairs.get(chosen.get(0))))
            : aligner.align(chosen.stream().map(pairs::get).toList());
        for (int i = 0; i < found.size(); i++) {
            compare(expected.get(chosen.get(i)), found.get(i));
        }
        calls.incrementAndGet();
        answers.addAndGet(found.size());
    }

    private void compare(AlignedPair one, AlignedPair other) {
        if (!one.alignment().equals(other.alignment()) || !one.skipped().equals(other.skipped())) {
            wrong.incrementAndGet();
            return;
        }
        for (int i = 0; i < one.links().size(); i++) {
            ScoredLink first = one.links().get(i);
            double apart = Math.abs(first.score() - other.links().get(i).score());
            if (apart > difference) {
                difference = apart;
            }
        }
    }

    /** Least squares of y on x, and what Student's t of n - 2 degrees leaves open, by Cornish and Fisher's expansion. */
    private static void trend(String what, List<double[]> points) {
        int n = points.size();
        if (n < 4) {
            return;
        }
        double meanX = points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
        double meanY = points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
        double xx = points.stream().mapToDouble(point -> (point[0] - meanX) * (point[0] - meanX)).sum();
        double xy = points.stream().mapToDouble(point -> (point[0] - meanX) * (point[1] - meanY)).sum();
        double slope = xy / xx;
        double rest = points.stream().mapToDouble(point -> {
            double off = point[1] - meanY - slope * (point[0] - meanX);
            return off * off;
        }).sum();
        double z = 1.959964;
        double df = n - 2.0;
        double t = z + (Math.pow(z, 3) + z) / (4 * df) + (5 * Math.pow(z, 5) + 16 * Math.pow(z, 3) + 3 * z) / (96 * df * df);
        double half = t * Math.sqrt(rest / df / xx);
        System.out.printf(Locale.ROOT, "%nTrend of %s from minute 2 on: %+.3f MiB a minute, 95 %% interval %+.3f to %+.3f%n", what,
            slope, slope - half, slope + half);
    }
}
