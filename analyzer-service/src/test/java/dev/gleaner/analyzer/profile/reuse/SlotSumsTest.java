package dev.gleaner.analyzer.profile.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.util.Random;
import java.util.stream.LongStream;

class SlotSumsTest {

    @SeededTest(40)
    void shouldSumUpAllSlotsFromTheOneItReturns(long seed) {
        Random random = new Random(seed);
        int slots = 1 + random.nextInt(5000);
        SlotSums sums = new SlotSums();
        sums.allocate(slots);
        long[] units = new long[slots];
        long[] bytes = new long[slots];
        for (int change = 0; change < 1000; change++) {
            int slot = random.nextInt(slots);
            int more = random.nextInt(1000) - 300;
            units[slot] += more;
            bytes[slot] += 3L * more + 1;
            sums.add(slot, more, 3L * more + 1);
            int measured = random.nextInt(slots);
            int from = sums.measure(measured);

            assertThat(from).isBetween(measured + 1, measured + 16);
            assertThat(sums.unitsAfter()).isEqualTo(sum(units, from));
            assertThat(sums.bytesAfter()).isEqualTo(sum(bytes, from));
        }
        sums.clear();
        sums.measure(0);
        assertThat(sums.unitsAfter()).isZero();
        assertThat(sums.bytesAfter()).isZero();
    }

    private static long sum(long[] numbers, int from) {
        return from >= numbers.length ? 0 : LongStream.of(numbers).skip(from).sum();
    }
}
