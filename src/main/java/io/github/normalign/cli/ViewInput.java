package io.github.normalign.cli;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.IndexBase;
import io.github.normalign.format.LinkCheck;
import io.github.normalign.format.LinkFile;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.gold.GoldSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The lines that a page is made of.
 *
 * @param pairs the words of every line, none for a line that is no pair
 * @param faults what is wrong with each line, as many, with its position; empty for a line without a fault
 * @param positions where each line stands, as messages name it
 */
record ViewInput(List<SentencePair> pairs, List<Optional<String>> faults, List<String> positions) {

    /** Reads a corpus, all of it: what belongs to it line by line is checked before any of it is left out. */
    static ViewInput read(CorpusOptions corpus) throws IOException {
        corpus.lines();
        List<SentencePair> pairs = new ArrayList<>();
        List<Optional<String>> faults = new ArrayList<>();
        List<String> positions = new ArrayList<>();
        try (ParallelReader reader = corpus.open()) {
            while (reader.hasNext()) {
                CorpusLine line = reader.next();
                pairs.add(line instanceof CorpusLine.Pair pair ? pair.words() : new SentencePair(List.of(), List.of()));
                faults.add(line instanceof CorpusLine.Bad bad ? Optional.of(bad.message()) : Optional.empty());
                positions.add(line.position().toString());
            }
        }
        return new ViewInput(pairs, faults, positions);
    }

    static ViewInput of(GoldSet gold) {
        return new ViewInput(gold.pairs(), gold.pairs().stream().map(pair -> Optional.<String>empty()).toList(),
            IntStream.rangeClosed(1, gold.pairs().size()).mapToObj(number -> gold.name() + ", pair " + number).toList());
    }

    /** An alignment of all lines, checked against them. */
    List<Alignment> alignment(Path file, IndexBase base, boolean swapped) {
        LinkFile links = PharaohFormat.readLinks(file);
        links.requireSentences(pairs.size(), "the text");
        new LinkCheck(links, Optional.of(pairs), swapped, LinkCheck.Role.ALIGNMENT).require(base);
        List<Alignment> all = links.alignments(base, pairs.size());
        return swapped ? all.stream().map(Alignment::swapped).toList() : all;
    }
}
