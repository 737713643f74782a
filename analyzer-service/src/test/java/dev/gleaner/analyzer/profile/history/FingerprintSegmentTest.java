package dev.gleaner.analyzer.profile.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FingerprintSegmentTest {

    @SeededTest(50)
    void shouldContainTheSameFingerprintsAfterItWasStored(long seed) {
        Random random = new Random(seed);
        int number = random.nextInt(40);
        FingerprintSegment segment = FingerprintSegment.empty(number);
        Map<String, TreeSet<Long>> expected = new HashMap<>();
        for (int batch = 0; batch < random.nextInt(20); batch++) {
            String place = random.nextInt(3) == 0 ? "" : "eu-west-" + random.nextInt(3);
            long[] ids = sortedIds(random, 1 + random.nextInt(100));
            for (long id : ids) {
                expected.computeIfAbsent(place, key -> new TreeSet<>()).add(segment.fingerprint(id));
            }
            segment = segment.plus(place, ids);
        }

        FingerprintSegment restored = FingerprintSegment.stored(number, segment.row());

        assertThat(restored.size())
                .isEqualTo(segment.size())
                .isEqualTo(expected.values().stream().mapToInt(TreeSet::size).sum());
        assertThat(restored.places()).isEqualTo(expected.keySet());
        expected.forEach((place, fingerprints) -> assertThat(restored.fingerprints(place))
                .containsExactly(
                        fingerprints.stream().mapToLong(Long::longValue).toArray()));
    }

    @Test
    void shouldKeepTheFirstAndTheLastId() {
        FingerprintSegment segment = FingerprintSegment.empty(0).plus("", new long[] {0, Long.MIN_VALUE, -1});

        assertThat(segment.fingerprints("")).containsExactly(0, 1L << 23, (1L << 24) - 1);
    }

    @Test
    void shouldCostAboutTwoBytesForEachFingerprint() {
        long[] ids = sortedIds(new Random(1), FingerprintSegment.CAPACITY);

        int first = FingerprintSegment.empty(0).plus("eu-west-1", ids).row().length;
        int second = FingerprintSegment.empty(1).plus("eu-west-1", ids).row().length;

        assertThat((double) first / ids.length).isBetween(1.9, 2.0);
        assertThat((double) second / ids.length).isBetween(2.15, 2.25);
    }

    /** The probability that a new transfer has a stored fingerprint: in each segment the part of all values that is taken. */
    @Test
    void shouldTakeAtMostOneNewTransferInTenThousandForARepetition() {
        double probability = IntStream.range(0, 100_000)
                .mapToDouble(number -> FingerprintSegment.CAPACITY / (double) (1L << FingerprintSegment.width(number)))
                .sum();

        assertThat(probability).isBetween(9e-5, 1e-4);
    }

    private static long[] sortedIds(Random random, int count) {
        return random.longs(count)
                .boxed()
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray();
    }
}
