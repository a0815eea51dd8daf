package io.github.normalign.words;

/**
 * One way of aligning with two models of opposite directions, or with one multilingual model used both ways.
 *
 * @param forward how the model from source to target is read
 * @param reverse how the model from target to source is read; its "target words" are the source words
 * @param combination how the two become one
 */
public record TwoWaySetting(AlignmentSetting forward, AlignmentSetting reverse, Combination combination) {

    /** The setting as options of the command line. */
    @Override
    public String toString() {
        return forward + " " + reverse.toString().replace("--", "--reverse-") + " " + combination;
    }
}
