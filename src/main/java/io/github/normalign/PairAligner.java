package io.github.normalign;

import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.AlignmentMethod;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.StageTimes;
import java.util.List;
import java.util.Optional;

/** Aligns with one direction or with two. */
interface PairAligner extends AutoCloseable {

    /** Begins to align and does not wait. */
    Underway start(List<SentencePair> pairs);

    OpenedDevice device();

    /** What a self-check found that was let pass; empty if all is well. */
    Optional<String> warning();

    /** The model from source to target. */
    AttentionReader forward();

    /** Where the time of all models went. */
    StageTimes times();

    AlignmentMethod method();

    @Override
    void close();
}
