package io.github.normalign.format;

import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import java.util.List;
import java.util.Optional;

/**
 * Settles what the indices of a file mean, and refuses what cannot be true: 1-based gold read as 0-based scores an error rate of
 * 60 % instead of 20 % without any other sign.
 *
 * <ul>
 *   <li>An index 0 proves that a file counts from 0.
 *   <li>Where the texts are known, an index equal to the sentence's length proves that it counts from 1, unless all links fit
 *       the other way round from 0; and an index beyond the length proves a wrong base, side or file.
 * </ul>
 *
 * <p>Immutable.
 *
 * @param file the links as written
 * @param pairs the words they count; empty if not known. Their number is that of the file's sentences
 * @param swapped whether the first index of a link is that of the target word
 * @param role what the file is, which decides how a message names the remedy
 */
public record LinkCheck(LinkFile file, Optional<List<SentencePair>> pairs, boolean swapped, Role role) {

    /** What a file of links is, and how its base and direction are set right. */
    public enum Role {
        /** A gold file by itself. */
        GOLD_FILE("--gold-base ", "", "use --swap-gold", "leave out --swap-gold"),
        /** A gold file that a gold.json describes. */
        GOLD_SET("--gold-base ", " (or \"base\" in gold.json)", "exchange source and target in gold.json",
            "exchange source and target in gold.json"),
        /** The alignment to be judged. */
        ALIGNMENT("--alignment-base ", "", "use --swap-alignment", "leave out --swap-alignment"),
        /** The alignment that the first is compared with. */
        AGAINST("--alignment-base ", "", "use --swap-against", "leave out --swap-against");

        private final String baseFlag;
        private final String baseRemark;
        private final String swap;
        private final String swapBack;

        Role(String baseFlag, String baseRemark, String swap, String swapBack) {
            this.baseFlag = baseFlag;
            this.baseRemark = baseRemark;
            this.swap = swap;
            this.swapBack = swapBack;
        }

        private String base(IndexBase base) {
            return baseFlag + base.first() + baseRemark;
        }
    }

    /**
     * The base the file itself proves. That base 0 does not fit is no proof of base 1: links of the other direction that count
     * from 0 look the same in sentences of unequal length.
     *
     * @return the base; empty where nothing settles it, and {@link #openBase()} says why
     * @throws CorpusException if neither base fits this direction; the message names what does
     */
    public Optional<IndexBase> provenBase() {
        if (file.firstZero().isPresent()) {
            return Optional.of(IndexBase.ZERO);
        }
        if (pairs.isEmpty() || fits(IndexBase.ZERO, swapped)) {
            return Optional.empty();
        }
        require(IndexBase.ONE);
        return fits(IndexBase.ZERO, !swapped) ? Optional.empty() : Optional.of(IndexBase.ONE);
    }

    /**
     * Why {@link #provenBase()} is empty, and what to do.
     *
     * @return sentences that name the flags
     */
    public String openBase() {
        String open = "nothing settles whether it counts words from 0 or from 1: no index is 0";
        String zero = role.base(IndexBase.ZERO);
        String one = role.base(IndexBase.ONE);
        if (pairs.isEmpty()) {
            return open + ". Say so with " + zero + " or " + one + ", or give --source and --target.";
        }
        if (fits(IndexBase.ZERO, swapped)) {
            return open + ", and all fit the texts either way. Say so with " + zero + " or " + one + ".";
        }
        return open + "; counted from 1 all fit the texts as they are, counted from 0 all fit the other way round. Give "
            + one + ", or give " + zero + " and " + (swapped ? role.swapBack : role.swap) + ".";
    }

    /**
     * Refuses links that cannot be true.
     *
     * @param base the base the file is to be read with
     * @throws CorpusException if an index 0 contradicts base 1, or an index lies outside its sentence; the message says where,
     *     and what makes all links fit if anything does
     */
    public void require(IndexBase base) {
        file.requireNoZero(base, "Use " + role.base(IndexBase.ZERO));
        if (pairs.isEmpty()) {
            return;
        }
        List<WrittenLink> outside = file.links().stream().filter(link -> !fits(link, base, swapped)).toList();
        if (!outside.isEmpty()) {
            throw new CorpusException(describe(outside.get(0), base) + " " + outside.size() + " of " + file.links().size()
                + " links lie outside their sentences. " + remedy(base));
        }
    }

    private String describe(WrittenLink link, IndexBase base) {
        SentencePair pair = pairs.orElseThrow().get(link.sentence());
        int sources = pair.source().size();
        int targets = pair.target().size();
        boolean firstIsOutside = !inside(link.first(), swapped ? targets : sources, base);
        boolean isSource = firstIsOutside != swapped;
        return file.at(link) + ": link " + link + ": index " + (firstIsOutside ? link.first() : link.second()) + " is outside the "
            + (isSource ? "source" : "target") + " sentence, which has " + (isSource ? sources : targets)
            + " words (counted from " + base.first() + ").";
    }

    private String remedy(IndexBase base) {
        boolean otherBase = base == IndexBase.ONE || file.firstZero().isEmpty();
        String swap = swapped ? role.swapBack : role.swap;
        if (otherBase && fits(base.other(), swapped)) {
            return "All fit with " + role.base(base.other()) + ": use it.";
        }
        if (fits(base, !swapped)) {
            return "All fit the other way round: " + swap + ".";
        }
        if (otherBase && fits(base.other(), !swapped)) {
            return "All fit the other way round and with the other base: use " + role.base(base.other()) + ", and " + swap
                + ".";
        }
        return "Neither base and neither direction makes all fit: do the file and the texts belong together, or is the line wrong?";
    }

    private boolean fits(IndexBase base, boolean turned) {
        return file.links().stream().allMatch(link -> fits(link, base, turned));
    }

    private boolean fits(WrittenLink link, IndexBase base, boolean turned) {
        SentencePair pair = pairs.orElseThrow().get(link.sentence());
        int firsts = turned ? pair.target().size() : pair.source().size();
        int seconds = turned ? pair.source().size() : pair.target().size();
        return inside(link.first(), firsts, base) && inside(link.second(), seconds, base);
    }

    private static boolean inside(int index, int length, IndexBase base) {
        return index >= base.first() && index < length + base.first();
    }
}
