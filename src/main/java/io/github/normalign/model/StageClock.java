package io.github.normalign.model;

import java.util.concurrent.atomic.LongAdder;

/** Adds up where a model's time goes: a few readings of the clock a batch, which cost nothing beside it. For many threads. */
final class StageClock {

    private final LongAdder tokenise = new LongAdder();
    private final LongAdder encode = new LongAdder();
    private final LongAdder decode = new LongAdder();
    private final LongAdder extract = new LongAdder();
    private final LongAdder use = new LongAdder();

    void tokenised(long since) {
        tokenise.add(System.nanoTime() - since);
    }

    /** Took the times between four readings of the clock. */
    void ran(long start, long encoded, long decoded, long extracted) {
        encode.add(encoded - start);
        decode.add(decoded - encoded);
        extract.add(extracted - decoded);
    }

    void used(long since) {
        use.add(System.nanoTime() - since);
    }

    StageTimes times() {
        return new StageTimes(tokenise.sum(), encode.sum(), decode.sum(), extract.sum(), use.sum());
    }
}
