package io.github.normalign.format;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.error.CorpusException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The links of a file as written: base and direction are not settled yet. {@link LinkCheck} settles them. Immutable.
 *
 * @param name the file, for messages
 * @param links all links in the order of the file
 * @param lines how many sentence pairs the file has, one a line; empty for NAACL, whose sentences without links leave no trace
 * @param ids the id of each line where lines start with one, else empty
 */
public record LinkFile(String name, List<WrittenLink> links, OptionalInt lines, List<String> ids) {

    /** Copies the lists. */
    public LinkFile {
        links = List.copyOf(links);
        ids = List.copyOf(ids);
    }

    /**
     * How many sentence pairs the file shows.
     *
     * @return the number of lines, or for NAACL the highest sentence id
     */
    public int sentences() {
        return lines.orElseGet(() -> links.stream().mapToInt(link -> link.sentence() + 1).max().orElse(0));
    }

    /**
     * The first link with an index 0: a proof that the file counts from 0.
     *
     * @return the link, if there is one
     */
    public Optional<WrittenLink> firstZero() {
        return links.stream().filter(link -> link.first() == 0 || link.second() == 0).findFirst();
    }

    /**
     * Refuses a file that does not belong to so many sentence pairs.
     *
     * @param count number of sentence pairs
     * @param counterpart the file or files that have so many, for the message
     * @throws CorpusException if the numbers differ; a NAACL file may end earlier, but may not name a sentence beyond
     */
    public void requireSentences(int count, String counterpart) {
        if (lines.isPresent() && lines.getAsInt() != count) {
            throw new CorpusException(name + ": " + lines.getAsInt() + " lines, but " + counterpart + " has " + count
                + "; line i of the one must belong to line i of the other.");
        }
        links.stream().filter(link -> link.sentence() >= count).findFirst().ifPresent(link -> {
            throw new CorpusException(at(link) + ": sentence " + (link.sentence() + 1) + ", but " + counterpart + " has " + count
                + " sentences; sentence ids count from 1.");
        });
    }

    /**
     * The links by sentence.
     *
     * @param count number of sentence pairs
     * @return one list a sentence pair, empty for one without links
     */
    public List<List<WrittenLink>> bySentence(int count) {
        ImmutableListMultimap<Integer, WrittenLink> grouped = Multimaps.index(links, WrittenLink::sentence);
        return IntStream.range(0, count).mapToObj(sentence -> (List<WrittenLink>) grouped.get(sentence)).toList();
    }

    /**
     * The links, sure and possible alike, counted from 0, first index as source.
     *
     * @param base what the file calls the first word
     * @param count number of sentence pairs
     * @return one alignment a sentence pair
     * @throws CorpusException if an index 0 contradicts base 1
     */
    public List<Alignment> alignments(IndexBase base, int count) {
        requireNoZero(base, "Read it with base 0");
        return bySentence(count).stream()
            .map(sentence -> Alignment.of(sentence.stream().map(link -> link.in(base)).toList())).toList();
    }

    /**
     * Refuses base 1 for a file that holds an index 0.
     *
     * @param base the base to be used
     * @param remedy what to do, without a full stop
     * @throws CorpusException if the file contradicts it
     */
    void requireNoZero(IndexBase base, String remedy) {
        if (base == IndexBase.ONE) {
            firstZero().ifPresent(link -> {
                throw new CorpusException(at(link) + ": link " + link + " holds index 0, which proves that the file counts words"
                    + " from 0, not from 1. " + remedy + (lines.isPresent() ? "."
                    : ". (If 0 stands for NULL, as in some WPT files, remove those links first.)"));
            });
        }
    }

    /** File and line of a link. */
    String at(WrittenLink link) {
        return name + ":" + link.line();
    }
}
