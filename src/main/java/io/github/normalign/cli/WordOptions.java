package io.github.normalign.cli;

import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSegmenter;
import io.github.normalign.format.AlignmentMethod;
import io.github.normalign.model.Languages;
import io.github.normalign.segmentation.IcuSegmenter;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the words of a line are: what the caller separated by spaces, or what is found in raw text. */
@Section(Section.TEXT)
final class WordOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--raw",
        description = "The text is raw: find the words in it, by ICU's rules for the language (see --source-lang), with "
            + "dictionaries for Chinese, Japanese, Thai, Lao, Khmer and Burmese. Punctuation marks become words. Links count these "
            + "words; --words or --jsonl shows them. Without --raw, words are what spaces separate.")
    private boolean raw;

    boolean isRaw() {
        return raw;
    }

    /**
     * What finds the words of both sides.
     *
     * @param source what finds those of the source side
     * @param target what finds those of the target side
     */
    record Segmenters(WordSegmenter source, WordSegmenter target) {

        private static final Segmenters SPACES = new Segmenters(SegmentedText::ofWords, SegmentedText::ofWords);

        /** The same method with these words, as JSON Lines name them. */
        AlignmentMethod in(AlignmentMethod method) {
            return this == SPACES ? method : method.withWords(source.toString(), target.toString());
        }

        /** What messages say; empty for words between spaces. */
        Optional<String> description() {
            return this == SPACES ? Optional.empty() : Optional.of("words of raw text by " + source + " and " + target);
        }
    }

    /**
     * What finds the words.
     *
     * @param languages the direction, as options or the model directory say it; an unknown one gets the rules of any language
     * @throws ParameterException if a language is no code of one
     */
    Segmenters segmenters(Languages languages) {
        if (!raw) {
            return Segmenters.SPACES;
        }
        return new Segmenters(segmenter("--source-lang", languages.source()), segmenter("--target-lang", languages.target()));
    }

    private WordSegmenter segmenter(String option, Optional<String> language) {
        if (language.isEmpty()) {
            return IcuSegmenter.ofAnyLanguage();
        }
        try {
            return IcuSegmenter.of(language.get());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }
}
