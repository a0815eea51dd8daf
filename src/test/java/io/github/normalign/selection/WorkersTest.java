package io.github.normalign.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkersTest {

    @Test
    void resultsComeInOrderFromNoMoreThreadsThanAskedFor() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<Integer> squares = Workers.map(1000, 2, i -> {
            threads.add(Thread.currentThread());
            return i * i;
        });
        assertEquals(IntStream.range(0, 1000).map(i -> i * i).boxed().toList(), squares);
        assertFalse(threads.isEmpty() || threads.size() > 2, threads.toString());
    }

    @Test
    void aFailureIsThrownAsItIs() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        assertSame(failure, assertThrows(IllegalStateException.class, () -> Workers.map(3, 2, i -> {
            throw failure;
        })));
    }
}
