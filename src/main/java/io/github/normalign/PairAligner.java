package io.github.normalign;

import io.github.normalign.corpus.SentencePair;
import io.github.normalign.model.OpenedDevice;
import java.util.List;

/** Aligns with one direction or with two. */
interface PairAligner extends AutoCloseable {

    List<AlignedPair> align(List<SentencePair> pairs);

    OpenedDevice device();

    @Override
    void close();
}
