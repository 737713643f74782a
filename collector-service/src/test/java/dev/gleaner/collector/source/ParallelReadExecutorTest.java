package dev.gleaner.collector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ParallelReadExecutorTest {

    @Test
    void shouldWorkAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);

        assertThat(new ParallelReadExecutor(2).runAll(() -> met(both), () -> {}))
                .isTrue();
    }

    @Test
    void shouldSayNoWhenOneDoes() {
        AtomicInteger calls = new AtomicInteger();

        assertThat(new ParallelReadExecutor(3).runAll(() -> calls.incrementAndGet() != 2, () -> {}))
                .isFalse();
        assertThat(calls).hasValue(3);
    }

    /** Else the others would go on sending to a broker that is gone. */
    @Test
    void shouldLeaveTheOthersNothingWhenOneFails() {
        Queue<Integer> left = new ConcurrentLinkedQueue<>(
                IntStream.range(0, 1_000_000).boxed().collect(Collectors.toList()));
        Set<Integer> done = ConcurrentHashMap.newKeySet();

        assertThatThrownBy(() -> new ParallelReadExecutor(2).runAll(() -> work(left, done), left::clear))
                .hasRootCauseMessage("of the third");
        assertThat(done).hasSizeLessThan(1_000_000);
    }

    @Test
    void shouldNotStartThreadsForAFewFiles() {
        Thread caller = Thread.currentThread();

        assertThat(ParallelReadExecutor.of(3).runAll(() -> Thread.currentThread() == caller, () -> {}))
                .isTrue();
    }

    private static boolean work(Queue<Integer> left, Set<Integer> done) {
        for (Integer next = left.poll(); next != null; next = left.poll()) {
            if (next == 3) {
                throw new IllegalStateException("of the third");
            }
            done.add(next);
        }
        return true;
    }

    private static boolean met(CountDownLatch both) {
        both.countDown();
        try {
            return both.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
