package dev.gleaner.analyzer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowBufferTest {

    /** Also none, equal ones, and the smallest beside the largest one. */
    @SeededTest(300)
    void shouldKeepAnyNumbers(long seed) {
        Random random = new Random(seed);
        long base = random.nextLong() >> random.nextInt(64);
        int bits = random.nextInt(65);
        long[] numbers = new long[random.nextInt(30)];
        for (int index = 0; index < numbers.length; index++) {
            long difference = bits == 0 ? 0 : random.nextLong() >>> (64 - bits);
            numbers[index] = random.nextInt(50) == 0 ? random.nextLong() : base + difference;
        }

        assertKept(numbers);
        assertKept(new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1});
    }

    @Test
    void shouldWriteNumbersInTheShorterWay() {
        long[] near = new Random(1).longs(24, 4_000_000_000L, 4_000_001_000L).toArray();
        assertThat(encode(near)).hasSize(1 + 5 + 24 * 10 / Byte.SIZE);
        long[] far = new long[24];
        far[23] = 1L << 40;
        assertThat(encode(far)).hasSize(1 + 23 + 6);
    }

    private static void assertKept(long[] numbers) {
        RowBuffer row = RowBuffer.of(encode(numbers));

        assertThat(row.getNumbers(numbers.length)).isEqualTo(numbers);
        assertThat(row.isAtEnd()).isTrue();
    }

    private static byte[] encode(long[] numbers) {
        RowBuffer row = RowBuffer.ofSize(8);
        row.putNumbers(numbers);
        return row.toBytes();
    }
}
