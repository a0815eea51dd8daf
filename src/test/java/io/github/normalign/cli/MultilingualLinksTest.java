package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import com.google.common.primitives.Ints;
import io.github.normalign.AlignedPair;
import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.cli.MultilingualModels.Direction;
import io.github.normalign.cli.MultilingualModels.Pair;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.Device;
import io.github.normalign.model.Languages;
import io.github.normalign.model.ModelChoice;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.PairAttention;
import io.github.normalign.model.PiecePair;
import io.github.normalign.model.ReaderOptions;
import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.LinkExtractor;
import io.github.normalign.words.WordRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Complete directories of models of many languages, opened as they are found, give the links that transformers, PyTorch and
 * numpy give: tokenizer files, language codes, decoder start, graphs and words together.
 */
@TestInstance(Lifecycle.PER_CLASS)
class MultilingualLinksTest {

    /** As many as a model has of layers, heads (and all), measures and readings. */
    private static final int SETTINGS = 2 * (4 + 1) * 2 * 2;

    @TempDir
    private static Path folder;

    private MultilingualModels models;

    @BeforeAll
    void putTogether() throws IOException {
        models = new MultilingualModels(folder);
    }

    private List<Direction> directions() {
        return models.directions();
    }

    private Collection<Direction> oneOfEachModel() {
        return directions().stream().collect(Collectors.toMap(Direction::directory, it -> it, (first, next) -> first)).values();
    }

    private ModelDirectory open(Direction direction) {
        return ModelDirectory.open(models.path(direction.directory()), new ModelChoice(Optional.empty(), direction.asked()));
    }

    private static AlignmentSetting setting(String name) {
        String[] parts = name.split(" ");
        return new AlignmentSetting(Integer.parseInt(parts[0]), HeadSelection.parse(parts[1]), Measure.parse(parts[2]),
            Reading.parse(parts[3]), WordRule.WORD);
    }

    /** One setting for each direction: between them they have all layers, heads, measures and readings. */
    private String one(Direction direction, int shift) {
        List<String> settings = List.of("1 1 weight awo", "2 all norm awi", "1 3 norm awo", "2 4 weight awi", "1 all weight awi",
            "2 2 norm awo");
        return settings.get((models.directions().indexOf(direction) + shift) % settings.size());
    }

    @ParameterizedTest
    @MethodSource("directions")
    void idsLinksOfAllSettingsAndLogProbabilitiesAreThoseOfTransformersAndPyTorch(Direction direction) {
        ReaderOptions everything =
            new ReaderOptions(ImmutableSortedSet.of(1, 2), true, Device.CPU, 1, 8).withLogProbabilities(true);
        try (AttentionReader reader = AttentionReader.open(open(direction), everything)) {
            assertEquals(direction.known(), reader.directory().languages());
            List<PairAttention> read = reader.read(
                direction.pairs().stream().map(Pair::words).toList(), (i, attention) -> attention);
            for (int i = 0; i < read.size(); i++) {
                Pair expected = direction.pairs().get(i);
                PiecePair pieces = read.get(i).pieces();
                assertEquals(expected.sourceIds(), sourceIds(pieces), expected.source());
                assertEquals(expected.decoderIds(), decoderIds(pieces), expected.target());
                assertEquals(expected.logProbability(), read.get(i).logProbability().orElseThrow().mean(),
                    1e-4 * Math.abs(expected.logProbability()), expected.target());
                assertEquals(SETTINGS, expected.links().size());
                for (String name : expected.links().keySet()) {
                    List<ScoredLink> links = LinkExtractor.extract(
                        read.get(i).attention().orElseThrow(), pieces.source(), pieces.target(), setting(name));
                    assertEquals(expected.links().get(name), Alignment.of(links.stream().map(ScoredLink::link).toList()).toString(),
                        expected.source() + ", " + name);
                }
            }
        }
    }

    private static List<Integer> sourceIds(PiecePair pair) {
        PieceFrame frame = pair.frame();
        return Ints.asList(Ints.concat(frame.beforeSource().toArray(), pair.source().ids(), frame.afterSource().toArray()));
    }

    private static List<Integer> decoderIds(PiecePair pair) {
        return Ints.asList(Ints.concat(pair.frame().decoderStart().toArray(), pair.target().ids()));
    }

    @ParameterizedTest
    @MethodSource("oneOfEachModel")
    void theFacadeGivesThem(Direction direction) {
        String name = one(direction, 0);
        AlignerOptions options = AlignerOptions.DEFAULT.withThreads(1).withSetting(setting(name));
        try (WordAligner aligner = WordAligner.open(open(direction), options)) {
            List<SentencePair> pairs = direction.pairs().stream().map(Pair::words).toList();
            assertEquals(direction.links(name), aligner.align(pairs).stream().map(AlignedPair::alignment)
                .map(Alignment::toString).toList(), name);
        }
    }

    @ParameterizedTest
    @MethodSource("directions")
    void theCommandGivesThem(Direction direction) {
        String name = one(direction, 1);
        List<Object> options = new ArrayList<>(asOptions(name, "--"));
        options.addAll(languages(direction, code -> code));
        CommandRun run = models.align(direction, options.toArray());
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertEquals(direction.links(name), run.lines(), name);
    }

    /** Codes in the other case and with a hyphen, without script or place, and as the vocabulary has them. */
    @Test
    void languagesMayBeNamedInShort() {
        String setting = "1 2 weight awi";
        for (Direction direction : List.of(models.direction("nllb", "eng_Latn", "por_Latn"),
                models.direction("m2m100", "en", "pt"), models.direction("mbart50", "en_XX", "pt_XX"),
                models.direction("marian", null, "por"))) {
            for (Function<String, String> spelling : List.<Function<String, String>>of(
                    code -> code.toUpperCase(Locale.ROOT).replace('_', '-'),
                    code -> inVocabulary(direction.directory(), code.replaceFirst("_.*", "")))) {
                ModelDirectory named = ModelDirectory.open(models.path(direction.directory()), new ModelChoice(Optional.empty(),
                    new Languages(direction.asked().source().map(spelling), direction.asked().target().map(spelling))));
                assertEquals(direction.known(), named.languages());
                assertEquals(open(direction).fingerprint(), named.fingerprint(), "settings are found by it");
            }
            List<Object> options = new ArrayList<>(asOptions(setting, "--"));
            options.addAll(languages(direction, code -> inVocabulary(direction.directory(), code.replaceFirst("_.*", ""))));
            CommandRun run = models.align(direction, options.toArray());
            assertEquals(ExitCode.DONE, run.code(), run.err());
            assertEquals(direction.links(setting), run.lines(), options.toString());
        }
    }

    private static String inVocabulary(String directory, String code) {
        return switch (directory) {
            case "m2m100" -> "__" + code + "__";
            case "marian" -> ">>" + code + "<<";
            default -> code;
        };
    }

    @Test
    void oneModelIsItsOwnReverseWithTheLanguagesExchanged() {
        for (String[] names : new String[][] {
            {"nllb", "eng_Latn", "por_Latn"}, {"m2m100", "en", "pt"}, {"mbart50", "en_XX", "pt_XX"}}) {
            Direction forward = models.direction(names[0], names[1], names[2]);
            Direction reverse = models.direction(names[0], names[2], names[1]);
            List<Object> options = new ArrayList<>(languages(forward, code -> code));
            options.addAll(List.of("--reverse-model", models.path(names[0])));
            options.addAll(asOptions("2 1 norm awo", "--"));
            options.addAll(asOptions("1 all weight awi", "--reverse-"));
            for (String how : names[0].equals("nllb") ? List.of("intersection", "union") : List.of("union")) {
                List<Object> all = new ArrayList<>(options);
                Collections.addAll(all, "--symmetrize", how);
                List<Pair> common = forward.pairs().stream().filter(pair -> back(reverse, pair).isPresent()).toList();
                assertTrue(common.size() >= 3, "pairs that both directions have");
                Direction both = new Direction(names[0], names[1], names[2], forward.options(), common);
                CommandRun run = models.align(both, all.toArray());
                assertEquals(ExitCode.DONE, run.code(), run.err());
                assertEquals(common.stream().map(pair -> combined(pair.links().get("2 1 norm awo"),
                    back(reverse, pair).orElseThrow().links().get("1 all weight awi"), how.equals("union"))).toList(), run.lines());
                assertTrue(run.err().startsWith("normalign: %1$s (%2$s to %3$s) and %1$s (%3$s to %2$s), ".formatted(
                    (Object[]) names)) && !run.err().contains("warning"), run.err());
            }
        }
    }

    private static Optional<Pair> back(Direction reverse, Pair pair) {
        return reverse.pairs().stream().filter(other -> other.source().equals(pair.target())
            && other.target().equals(pair.source())).findFirst();
    }

    /** Union or intersection of links one way and links the other way, turned round, as text. */
    private static String combined(String forward, String reverse, boolean union) {
        Set<Link> links = links(forward);
        Set<Link> back = links(reverse).stream().map(Link::swapped).collect(Collectors.toSet());
        return Alignment.of(union ? Sets.union(links, back) : Sets.intersection(links, back)).toString();
    }

    private static Set<Link> links(String text) {
        return Stream.of(text.split(" ")).filter(link -> !link.isEmpty()).map(link -> link.split("-"))
            .map(link -> new Link(Integer.parseInt(link[0]), Integer.parseInt(link[1]))).collect(Collectors.toSet());
    }

    private static List<Object> languages(Direction direction, Function<String, String> spelling) {
        List<Object> options = new ArrayList<>();
        direction.asked().source().ifPresent(code -> Collections.addAll(options, "--source-lang", spelling.apply(code)));
        direction.asked().target().ifPresent(code -> Collections.addAll(options, "--target-lang", spelling.apply(code)));
        return options;
    }

    private static List<Object> asOptions(String name, String dashes) {
        String[] parts = name.split(" ");
        return List.of(dashes + "layer", parts[0], dashes + "head", parts[1], dashes + "measure", parts[2],
            dashes + "reading", parts[3], dashes + "rule", "word");
    }
}
