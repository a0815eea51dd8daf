package io.github.normalign.eval;

import io.github.normalign.AlignedPair;
import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.corpus.Words;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.Precision;
import io.github.normalign.words.Combination;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.LogProbability;
import io.github.normalign.words.SentenceScores;
import io.github.normalign.words.TwoWaySetting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Do the sentence scores find spoilt pairs? Spoils each target of a text in five ways ({@link Damage}) and prints, for every
 * score and for the models' log-probabilities, the area under the ROC curve of clean against spoilt pairs, as Markdown. Not a
 * test: it takes minutes. From the project's folder, after {@code mvn package}:
 *
 * <pre>java -cp target/test-classes:target/normalign-all.jar io.github.normalign.eval.DamageExperiment \
 *     MODEL REVERSE-MODEL SOURCE.gz TARGET.gz FIRST-LINE PAIRS SEED</pre>
 */
final class DamageExperiment {

    private static final Map<String, ToDoubleFunction<AlignedPair>> SCORES = new LinkedHashMap<>();

    static {
        Map<String, ToDoubleFunction<SentenceScores>> scores = new LinkedHashMap<>();
        scores.put("**score**", SentenceScores::score);
        scores.put("support", SentenceScores::support);
        scores.put("sourceSupport", SentenceScores::sourceSupport);
        scores.put("targetSupport", SentenceScores::targetSupport);
        scores.put("weakest", SentenceScores::weakest);
        scores.put("share", SentenceScores::share);
        scores.put("attended", SentenceScores::attended);
        scores.put("sourceCoverage", SentenceScores::sourceCoverage);
        scores.put("targetCoverage", SentenceScores::targetCoverage);
        scores.put("mean of both coverages", found -> (found.sourceCoverage() + found.targetCoverage()) / 2);
        scores.put("agreement", found -> found.agreement().orElse(Double.NaN));
        scores.forEach((name, score) -> SCORES.put(name, pair -> score.applyAsDouble(pair.scores().orElseThrow())));
        SCORES.put("log-probability of the target", pair -> mean(pair, LogProbabilities::forward));
        SCORES.put("log-probability of the source", pair -> mean(pair, LogProbabilities::reverse));
        SCORES.put("mean of both log-probabilities", pair ->
            (mean(pair, LogProbabilities::forward) + mean(pair, LogProbabilities::reverse)) / 2);
    }

    private final List<List<String>> sources;
    private final List<List<String>> targets;
    private final long seed;

    private DamageExperiment(List<List<String>> sources, List<List<String>> targets, long seed) {
        this.sources = sources;
        this.targets = targets;
        this.seed = seed;
    }

    /** NaN with one model, for the direction it has not. */
    private static double mean(AlignedPair pair, Function<LogProbabilities, Optional<LogProbability>> side) {
        return pair.logProbabilities().flatMap(side).map(LogProbability::mean).orElse(Double.NaN);
    }

    private static double score(AlignedPair pair) {
        return pair.scores().orElseThrow().score();
    }

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 7) {
            System.err.println("expected MODEL REVERSE-MODEL SOURCE.gz TARGET.gz FIRST-LINE PAIRS SEED");
            System.exit(2);
        }
        int first = Integer.parseInt(arguments[4]);
        int pairs = Integer.parseInt(arguments[5]);
        DamageExperiment experiment = new DamageExperiment(lines(arguments[2], first, pairs), lines(arguments[3], first, pairs),
            Long.parseLong(arguments[6]));
        Path model = Path.of(arguments[0]);
        Path reverse = Path.of(arguments[1]);
        ModelDirectory forward = ModelDirectory.open(model);
        ModelDirectory back = ModelDirectory.open(reverse);
        TwoWaySetting setting = forward.setting(back).orElseGet(() -> new TwoWaySetting(forward.setting().orElseThrow(),
            back.setting().orElseThrow(), new Combination.OfScores(ScoreFusion.GEOMETRIC,
                new LinkCriterion(LinkCriterion.Kind.MUTUAL, 0))));
        // In float32, as the published figures were made.
        AlignerOptions options = AlignerOptions.DEFAULT.withSetting(setting).withPrecision(Precision.FLOAT32)
            .withLogProbabilities(true);
        try (WordAligner aligner = WordAligner.open(model, reverse, options)) {
            experiment.run("Two directions: " + setting, aligner);
        }
        AlignerOptions one = AlignerOptions.DEFAULT.withPrecision(Precision.FLOAT32).withLogProbabilities(true);
        try (WordAligner aligner = WordAligner.open(model, one)) {
            experiment.run("One direction: " + forward.setting().orElseThrow(), aligner);
        }
    }

    private static List<List<String>> lines(String file, int first, int count) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Path.of(file))), StandardCharsets.UTF_8))) {
            return reader.lines().skip(first - 1L).limit(count).map(Words::split).toList();
        }
    }

    private void run(String title, WordAligner aligner) {
        AlignedPair[] clean = aligned(aligner, targets);
        Map<Damage, AlignedPair[]> spoilt = new EnumMap<>(Damage.class);
        for (Damage damage : Damage.values()) {
            spoilt.put(damage, aligned(aligner, damage.apply(targets, seed)));
        }
        System.out.printf("### %s%n%n%d pairs.%n%n", title, targets.size());
        System.out.println("| score | other target | of like length | first half | last third | one word |");
        System.out.println("|---|---|---|---|---|---|");
        SCORES.forEach((name, score) -> {
            if (!Double.isNaN(score.applyAsDouble(clean[0]))) {
                System.out.println("| " + name + row(score, clean, spoilt, 0, false));
            }
        });
        ToDoubleFunction<AlignedPair> score = DamageExperiment::score;
        System.out.println("| score, 95 % interval" + row(score, clean, spoilt, 0, true));
        SCORES.forEach((name, likely) -> {
            if (name.contains("log-prob") && !Double.isNaN(likely.applyAsDouble(clean[0]))) {
                System.out.println("| " + name + ", 95 % interval" + row(likely, clean, spoilt, 0, true));
            }
        });
        System.out.println("| score, both sides of 10 words and more" + row(score, clean, spoilt, 10, false));
        System.out.println("| score, a side below 10 words" + row(score, clean, spoilt, -10, false));
        limits(score, clean, spoilt);
        worst(clean);
    }

    /** By line; null where there is nothing to score. */
    private AlignedPair[] aligned(WordAligner aligner, List<List<String>> spoilt) {
        List<Integer> there = IntStream.range(0, spoilt.size()).filter(i -> spoilt.get(i) != null).boxed().toList();
        List<AlignedPair> aligned =
            aligner.align(there.stream().map(i -> new SentencePair(sources.get(i), spoilt.get(i))).toList());
        AlignedPair[] byLine = new AlignedPair[spoilt.size()];
        for (int k = 0; k < there.size(); k++) {
            byLine[there.get(k)] = aligned.get(k).scores().isPresent() ? aligned.get(k) : null;
        }
        return byLine;
    }

    /** The areas of one score; of pairs of at least so many words on each side, or, for a negative number, of the others. */
    private String row(ToDoubleFunction<AlignedPair> score, AlignedPair[] clean, Map<Damage, AlignedPair[]> spoilt,
            int words, boolean interval) {
        StringBuilder row = new StringBuilder();
        for (AlignedPair[] damaged : spoilt.values()) {
            int[] used = IntStream.range(0, clean.length).filter(i -> clean[i] != null && damaged[i] != null)
                .filter(i -> words < 0 != Math.min(sources.get(i).size(), targets.get(i).size()) >= Math.abs(words)).toArray();
            double[] one = Arrays.stream(used).mapToDouble(i -> score.applyAsDouble(clean[i])).toArray();
            double[] other = Arrays.stream(used).mapToDouble(i -> score.applyAsDouble(damaged[i])).toArray();
            double[] ends = interval ? RocArea.interval(one, other, seed) : new double[2];
            row.append(interval ? String.format(Locale.ROOT, " | %.4f to %.4f", ends[0], ends[1])
                : String.format(Locale.ROOT, " | %.4f", RocArea.of(one, other)));
        }
        return row.append(" |").toString();
    }

    /** What a limit on the score leaves out. */
    private static void limits(ToDoubleFunction<AlignedPair> score, AlignedPair[] clean,
            Map<Damage, AlignedPair[]> spoilt) {
        System.out.println("\nShare of pairs, in percent, that `--min-score` leaves out:\n");
        System.out.println("| limit | clean | other target | of like length | first half | last third | one word |");
        System.out.println("|---|---|---|---|---|---|---|");
        List<AlignedPair[]> columns = new ArrayList<>(List.of(new AlignedPair[][] {clean}));
        columns.addAll(spoilt.values());
        for (double limit = 0.1; limit < 0.75; limit += 0.05) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "| %.2f", limit));
            for (AlignedPair[] column : columns) {
                double least = limit;
                row.append(String.format(Locale.ROOT, " | %.1f", 100 * Arrays.stream(column).filter(found -> found != null)
                    .mapToDouble(found -> score.applyAsDouble(found) < least ? 1 : 0).average().orElseThrow()));
            }
            System.out.println(row.append(" |"));
        }
    }

    private void worst(AlignedPair[] clean) {
        System.out.println("\nThe clean pairs that score lowest:\n\n```");
        IntStream.range(0, clean.length).filter(i -> clean[i] != null).boxed()
            .sorted(Comparator.comparingDouble(i -> score(clean[i]))).limit(12)
            .forEach(i -> System.out.printf(Locale.ROOT, "%.3f  %s%n       %s%n", score(clean[i]),
                String.join(" ", sources.get(i)), String.join(" ", targets.get(i))));
        System.out.println("```\n");
    }
}
