package dev.gleaner.analyzer.profile.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadBufferTest {

    private static final long QUARTER = 1_982_400;
    private static final long START = QUARTER * ReadBuffer.QUARTER;

    @SeededTest(30)
    void shouldNotDependOnOrderOrRepetition(long seed) {
        Random random = new Random(seed);
        List<ObjectRead> reads = reads(random, 1 + random.nextInt(60_000), 1 + random.nextInt(20_000));
        ReadBuffer ordered = ReadBuffer.decode(ReadBuffer.append(null, QUARTER, 0, reads), QUARTER);
        List<ObjectRead> more = new ArrayList<>(reads);
        more.addAll(reads.subList(0, reads.size() / 3));
        Collections.shuffle(more, random);

        ReadBuffer shuffled = ReadBuffer.decode(inParts(more, random), QUARTER);

        assertThat(shuffled.halvings()).isEqualTo(ordered.halvings());
        assertThat(shuffled.count(0)).isEqualTo(ordered.count(0)).isLessThanOrEqualTo(ReadBuffer.MOST_READS);
        assertThat(shuffled.passes(0)).isEqualTo(ordered.passes(0));
        assertThat(shuffled.passes(3)).isEqualTo(ordered.passes(3));
    }

    @SeededTest(30)
    void shouldKeepAllReadsOfAnObjectOrNone(long seed) {
        Random random = new Random(seed);
        List<ObjectRead> reads = reads(random, 40_000, 5000);
        ReadBuffer buffer = ReadBuffer.decode(ReadBuffer.append(null, QUARTER, 0, reads), QUARTER);
        Map<Long, Long> expected = reads.stream()
                .collect(Collectors.groupingBy(ObjectRead::keyHash, Collectors.summingLong(ObjectRead::bytes)));

        List<ObjectRead> passes = buffer.passes(0);

        assertThat(buffer.halvings()).isEqualTo(2);
        assertThat(passes).allSatisfy(pass -> assertThat(pass.bytes()).isEqualTo(expected.get(pass.keyHash())));
        assertThat((long) buffer.count(0) << buffer.halvings()).isBetween(36_000L, 44_000L);
        assertThat(passes.size() << buffer.halvings()).isBetween(4500, 5500);
    }

    @Test
    void shouldJoinTheRangesOfADownloadAndOrderByTime() {
        List<ObjectRead> reads = List.of(
                new ObjectRead(3, 7, 8, START + 5000),
                new ObjectRead(1, 9, 100, START + 2000),
                new ObjectRead(2, 7, 8, START + 1000));

        assertThat(ReadBuffer.decode(ReadBuffer.append(null, QUARTER, 0, reads), QUARTER)
                        .passes(0))
                .containsExactly(new ObjectRead(2, 7, 16, START + 1000), new ObjectRead(1, 9, 100, START + 2000));
    }

    @Test
    void shouldCountTheLargerOfTwoReportsOfARead() {
        ObjectRead small = new ObjectRead(1, 9, 10, START);
        ObjectRead large = new ObjectRead(1, 9, 20, START);
        byte[] row = ReadBuffer.append(ReadBuffer.append(null, QUARTER, 0, List.of(large)), QUARTER, 0, List.of(small));

        assertThat(ReadBuffer.decode(row, QUARTER).passes(0)).containsExactly(large);
    }

    @Test
    void shouldStayBelowTheLimitOfTheBroker() {
        Random random = new Random(5);
        byte[] row = null;
        int longest = 0;
        for (int part = 0; part < 500; part++) {
            row = ReadBuffer.append(row, QUARTER, 0, reads(random, 200, 1_000_000));
            longest = Math.max(longest, row.length);
        }

        assertThat(longest).isBetween(500_000, 700_000);
    }

    private static byte[] inParts(List<ObjectRead> reads, Random random) {
        byte[] row = null;
        int from = 0;
        while (from < reads.size()) {
            int until = Math.min(reads.size(), from + 1 + random.nextInt(3000));
            row = ReadBuffer.append(row, QUARTER, 0, reads.subList(from, until));
            from = until;
        }
        return Objects.requireNonNull(row);
    }

    /** Reads with different ids. */
    private static List<ObjectRead> reads(Random random, int count, int objects) {
        List<ObjectRead> reads = new ArrayList<>();
        Set<Long> ids = new HashSet<>();
        while (reads.size() < count) {
            long id = random.nextLong();
            if (ids.add(id)) {
                reads.add(new ObjectRead(
                        id,
                        random.nextInt(objects),
                        random.nextInt(1 << 20),
                        START + 1000L * random.nextInt((int) (ReadBuffer.QUARTER / 1000))));
            }
        }
        return reads;
    }
}
