package io.github.normalign.selection;

import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.attention.Measure;
import io.github.normalign.model.PairAttention;
import io.github.normalign.tokenizer.Pieces;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordMerger;
import io.github.normalign.words.WordScores;
import java.util.List;

/**
 * Signs by which one setting of one model may be known for a good aligner without gold, summed over pairs.
 *
 * <ul>
 *   <li>self-agreement: F1 of the links that target words choose (the word rule) against the links that source words choose from
 *       the same shares, {@code argmax} over target words. Both choices use one matrix; in a matrix that aligns they fall on the
 *       same cells. This rule is ours; it is {@link DirectionAgreement} where there is no second model.
 *   <li>confidence: mean over target words of the greatest share that a source word, not a special piece, gets. Voita et al.:
 *       Analyzing Multi-Head Self-Attention, ACL 2019, section 4, there for self-attention.
 *   <li>entropy: mean over target words of the entropy of the shares, special pieces among them, in nats; low is sharp.
 *       (Ghader and Monz, IJCNLP 2017, relate it to alignment.)
 *   <li>norm: mean over target words of what source words, not special pieces, send in norm; empty for weights. It has the model's
 *       own unit. (Kobayashi et al., EMNLP 2020, section 5, for heads.)
 * </ul>
 *
 * @param words target words
 * @param chosen links that target words choose
 * @param chosenBack links that source words choose
 * @param mutual links that both choose
 * @param confidence sum over target words
 * @param entropy likewise
 * @param norm likewise
 */
record HeadSigns(long words, long chosen, long chosenBack, long mutual, double confidence, double entropy, double norm) {

    static final HeadSigns NONE = new HeadSigns(0, 0, 0, 0, 0, 0, 0);

    static List<HeadSigns> of(PairAttention pair, List<AlignmentSetting> settings) {
        Pieces source = pair.pieces().source().compacted();
        Pieces target = pair.pieces().target().compacted();
        return settings.stream().map(setting -> {
            int words = source.words();
            ScoreMatrix pieces = setting.pieceScores(pair.attention().orElseThrow());
            double norm = setting.measure() == Measure.NORM
                ? sum(WordMerger.merge(pieces, source, target).firstColumns(words)) : 0;
            return of(WordScores.shares(pieces, source, target, setting.measure()), words, norm);
        }).toList();
    }

    private static double sum(ScoreMatrix scores) {
        double sum = 0;
        for (int t = 0; t < scores.rows(); t++) {
            for (int s = 0; s < scores.columns(); s++) {
                sum += scores.at(t, s);
            }
        }
        return sum;
    }

    /** Counts one pair's shares, those of special pieces behind those of the source words. */
    static HeadSigns of(ScoreMatrix shares, int sourceWords, double norm) {
        ScoreMatrix words = shares.firstColumns(sourceWords);
        ScoreMatrix turned = words.transposed();
        long chosen = 0;
        long mutual = 0;
        double confidence = 0;
        double entropy = 0;
        for (int t = 0; t < shares.rows(); t++) {
            int choice = shares.argmax(t);
            if (choice >= 0 && choice < words.columns()) {
                chosen++;
                mutual += turned.argmax(choice) == t ? 1 : 0;
            }
            int greatest = words.argmax(t);
            confidence += greatest < 0 ? 0 : words.at(t, greatest);
            for (int s = 0; s < shares.columns(); s++) {
                double share = shares.at(t, s);
                entropy -= share > 0 ? share * Math.log(share) : 0;
            }
        }
        long back = 0;
        for (int s = 0; s < turned.rows(); s++) {
            back += turned.argmax(s) >= 0 ? 1 : 0;
        }
        return new HeadSigns(shares.rows(), chosen, back, mutual, confidence, entropy, norm);
    }

    HeadSigns plus(HeadSigns other) {
        return new HeadSigns(words + other.words, chosen + other.chosen, chosenBack + other.chosenBack, mutual + other.mutual,
            confidence + other.confidence, entropy + other.entropy, norm + other.norm);
    }

    double selfAgreement() {
        return chosen + chosenBack == 0 ? 0 : 2.0 * mutual / (chosen + chosenBack);
    }

    /** Whether at least half of the target words choose a source word; see {@link DirectionAgreement#covers}. */
    boolean covers() {
        return 2 * chosen >= words;
    }

    double meanConfidence() {
        return words == 0 ? 0 : confidence / words;
    }

    double meanEntropy() {
        return words == 0 ? 0 : entropy / words;
    }

    double meanNorm() {
        return words == 0 ? 0 : norm / words;
    }
}
