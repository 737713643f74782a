package dev.gleaner.analyzer.profile.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReuseProfileTest {

    private static final long DAY = 86_400_000L;
    private static final long START = 20_000 * DAY;
    private static final ReuseLimits EXACT = new ReuseLimits(1, 1 << 20, 100, 20, 90);

    @SeededTest(40)
    void shouldPredictTheHitsOfEachCacheExactlyIfEveryObjectIsSampled(long seed) {
        List<Read> reads = reads(new Random(seed), 3000);
        ReuseSummary summary = profile(reads, EXACT).summary();

        for (MissRatioCurve.Point point : summary.readsByObjects().points()) {
            LruCache cache = LruCache.ofObjects(point.size());
            reads.forEach(read -> cache.read(read.key(), read.bytes()));
            assertThat(point.missRatio())
                    .as("a cache of %d", point.size())
                    .isEqualTo(1 - (double) cache.hits() / reads.size());
        }
        for (MissRatioCurve.Point point : summary.readsByBytes().points()) {
            LruCache cache = LruCache.ofBytes(point.size());
            reads.forEach(read -> cache.read(read.key(), read.bytes()));
            assertThat(point.missRatio())
                    .as("a cache of %d", point.size())
                    .isEqualTo(1 - (double) cache.hits() / reads.size());
            assertThat(summary.bytesByBytes().missRatio(point.size()))
                    .isCloseTo(1 - (double) cache.bytesHit() / summary.bytes(), within(1e-12));
        }
    }

    @SeededTest(40)
    void shouldBeExactIfAllObjectsCanBeFrequent(long seed) {
        List<Read> reads = reads(new Random(seed), 3000);

        assertThat(profile(reads, EXACT.withRate(0.01).withObjects(10, 1000)).summary())
                .isEqualTo(profile(reads, EXACT).summary());
    }

    @SeededTest(40)
    void shouldCountTheBytesThatAreReadAgainWithinDaysExactlyIfEveryObjectIsSampled(long seed) {
        List<Read> reads = reads(new Random(seed), 3000);
        ReuseSummary summary = profile(reads, EXACT).summary();

        for (int days : new int[] {1, 2, 7, 30, 90}) {
            Map<Long, Long> last = new HashMap<>();
            long expected = 0;
            for (Read read : reads) {
                Long before = last.put(read.key(), read.time());
                expected += before != null && read.time() - before <= days * DAY ? read.bytes() : 0;
            }
            assertThat(summary.bytesReReadWithin(days)).isEqualTo(expected);
        }
    }

    @SeededTest(40)
    void shouldGoOnExactlyAfterItWasStored(long seed) {
        Random random = new Random(seed);
        ReuseLimits limits =
                new ReuseLimits(random.nextBoolean() ? 1 : 0.3, 1 + random.nextInt(200), random.nextInt(100), 2, 10);
        List<Read> reads = reads(random, 3000);
        ReuseProfile kept = new ReuseProfile(limits);
        ReuseProfile stored = new ReuseProfile(limits);
        for (Read read : reads) {
            kept.add(read.key(), read.bytes(), read.time());
            stored.add(read.key(), read.bytes(), read.time());
            if (random.nextInt(100) == 0) {
                stored = ReuseProfile.of(stored.toRow(), limits);
            }
        }

        assertThat(stored.toRow()).isEqualTo(kept.toRow());
        assertThat(stored.summary()).isEqualTo(kept.summary());
        assertThat(stored.rate()).isEqualTo(kept.rate());
    }

    @SeededTest(40)
    void shouldOrderReadsOfOneTimeByEventId(long seed) {
        Random random = new Random(seed);
        List<ObjectAccess> batch = new ArrayList<>();
        for (int read = 0; read < 500; read++) {
            batch.add(ObjectAccess.newBuilder()
                    .setKeyHash(random.nextInt(50))
                    .setBytes(random.nextInt(1000))
                    .setTime(START + random.nextInt(20))
                    .setEventId("event-" + read)
                    .build());
        }
        ReuseProfile ordered = new ReuseProfile(EXACT);
        batch.stream()
                .sorted((one, other) -> one.getTime() == other.getTime()
                        ? one.getEventId().compareTo(other.getEventId())
                        : Long.compare(one.getTime(), other.getTime()))
                .forEach(read -> ordered.add(read.getKeyHash(), read.getBytes(), read.getTime()));
        ReuseProfile shuffled = new ReuseProfile(EXACT);
        Collections.shuffle(batch, random);
        shuffled.addAll(batch);

        assertThat(shuffled.toRow()).isEqualTo(ordered.toRow());
    }

    @SeededTest(40)
    void shouldNeverKeepMoreObjectsThanAllowed(long seed) {
        Random random = new Random(seed);
        int most = 1 + random.nextInt(300);
        ReuseProfile profile = new ReuseProfile(new ReuseLimits(1, most, 50, 20, 90));
        SampleRate before = SampleRate.EVERYTHING;
        for (Read read : reads(random, 3000)) {
            profile.add(read.key(), read.bytes(), read.time());
            assertThat(profile.sampledObjects()).isLessThanOrEqualTo(most);
            assertThat(profile.frequentObjects()).isLessThanOrEqualTo(50);
            SampleRate now = profile.sampleRate();
            assertThat(now.perObject()).isLessThanOrEqualTo(before.perObject());
            assertThat(now.perByte()).isLessThanOrEqualTo(before.perByte());
            before = now;
        }
        assertThat(profile.toRow().length).isLessThan(60_000 + 18 * (most + 50));
    }

    /** Of 100,000 objects that are read once, large and small. */
    @Test
    void shouldSampleTheShareOfItsRateAndFewObjectsAllTheSame() {
        ReuseProfile profile = new ReuseProfile(EXACT.withRate(0.1).withObjects(1 << 20, 0));
        for (int object = 0; object < 100_000; object++) {
            profile.add(object, 1 + (Long.rotateLeft(object * 0x9e3779b97f4a7c15L, 20) & 0xffff), START + object);
            if (object < 4096) {
                assertThat(profile.sampledObjects()).isEqualTo(object + 1);
            }
        }

        assertThat(profile.rate()).isBetween(0.09, 0.1 * 17 / 16);
        assertThat(profile.sampledObjects() / profile.rate()).isCloseTo(100_000, withinPercentage(3));
    }

    /**
     * Every eighth read is of one object, of 40 that are all frequent; the others come in turn. If every eighth read were measured, these
     * would be all reads of that object or none.
     */
    @SeededTest(40)
    void shouldMeasureReadsThatHaveAPeriodOfTheirOwn(long seed) {
        Random random = new Random(seed);
        List<Read> reads = new ArrayList<>();
        // Of 45 objects only 41 are kept, so that the profile is not exact any more; and then 40 become frequent.
        for (int read = 0; read < 10_000; read++) {
            reads.add(new Read(random.nextInt(read < 100 ? 45 : 40), 100, START + read));
        }
        int phase = random.nextInt(8);
        int turn = 0;
        for (int read = 0; read < 40_000; read++) {
            long key = read % 8 == phase ? 0 : 1 + turn++ % 39;
            reads.add(new Read(key, 100, START + 10_000 + read));
        }
        ReuseProfile profile = profile(reads, new ReuseLimits(1, 1, 40, 20, 90));

        assertThat(profile.sampleRate()).isNotEqualTo(SampleRate.EVERYTHING);
        assertThat(error(
                        profile.summary().readsByObjects(),
                        profile(reads, EXACT).summary().readsByObjects()))
                .isLessThan(0.01);
    }

    /** 200,000 objects, a hundredth of them popular; 4,096 are sampled. */
    @Test
    void shouldEstimateACurveFromFewObjects() {
        List<Read> reads = popular(new Random(7), 200_000, 1_000_000);
        ReuseSummary exact = profile(reads, EXACT).summary();
        ReuseLimits few = ReuseLimits.ofDefaults().withRate(1).withObjects(4096, 1024);
        ReuseProfile profile = profile(reads, few);
        ReuseSummary estimate = profile.summary();

        assertThat(profile.rate()).isBetween(0.015, 0.03);
        assertThat(estimate.bytes()).isEqualTo(exact.bytes());
        assertThat(error(estimate.readsByObjects(), exact.readsByObjects())).isLessThan(0.01);
        assertThat(error(estimate.readsByBytes(), exact.readsByBytes())).isLessThan(0.01);
        assertThat(error(estimate.bytesByBytes(), exact.bytesByBytes())).isLessThan(0.02);
        assertThat((double) estimate.bytesReReadWithin(1) / exact.bytesReReadWithin(1))
                .isBetween(0.97, 1.03);
        assertThat(profile.toRow().length).isLessThan(100_000);
    }

    @Test
    void shouldForgetWhatWasNotReadWithinTheHorizon() {
        ReuseProfile profile = new ReuseProfile(new ReuseLimits(1, 100, 1, 9, 10));
        profile.add(1, 100, START);
        profile.add(2, 100, START + 1);
        profile.add(1, 100, START + 10 * DAY);
        profile.add(2, 100, START + 2 + 10 * DAY);

        assertThat(profile.summary().bytesReReadWithin(10)).isEqualTo(100);
        assertThat(profile.summary().bytesReReadWithin(9)).isZero();
        profile.add(3, 100, START + 30 * DAY);
        assertThat(profile.frequentObjects()).isEqualTo(1);
        assertThat(profile.sampledObjects()).isZero();
    }

    @Test
    void shouldCountTheReadsOfTheLastWeeksOnly() {
        ReuseProfile profile = new ReuseProfile(new ReuseLimits(1, 100, 1, 2, 90));
        profile.add(1, 100, START);
        profile.add(1, 100, START + 7 * DAY);
        assertThat(profile.summary().reads()).isEqualTo(2);
        profile.add(1, 100, START + 14 * DAY);

        assertThat(profile.summary().reads()).isEqualTo(2);
        assertThat(profile.summary().bytesReReadWithin(7)).isEqualTo(200);
    }

    @Test
    void shouldNarrowAStoredProfileToNarrowerLimits() {
        List<Read> reads = popular(new Random(3), 5_000, 20_000);
        byte[] row = profile(reads, EXACT).toRow();

        ReuseProfile fewer = ReuseProfile.of(row, EXACT.withObjects(64, 10));
        assertThat(fewer.sampledObjects()).isBetween(48, 64);
        assertThat(fewer.frequentObjects()).isEqualTo(10);
        assertThat(fewer.rate()).isBetween(0.005, 0.03);
        List<Read> more = popular(new Random(3), 200_000, 100_000);
        ReuseProfile rarer = ReuseProfile.of(profile(more, EXACT).toRow(), EXACT.withRate(0.1));
        assertThat(rarer.rate()).isBetween(0.09, 0.11);
        assertThat(ReuseProfile.of(rarer.toRow(), EXACT).toRow()).isEqualTo(rarer.toRow());
    }

    @Test
    void shouldHaveEmptyCurvesWithoutReads() {
        ReuseProfile profile = ReuseProfile.of(new ReuseProfile(EXACT).toRow(), EXACT);

        assertThat(profile.summary().readsByBytes().isEmpty()).isTrue();
        assertThat(profile.summary().bytesReReadWithin(30)).isZero();
    }

    @Test
    void shouldRefuseReadsThatAreEarlierOrNegativeAndRowsOfOtherVersions() {
        ReuseProfile profile = new ReuseProfile(EXACT);
        profile.add(1, 0, START);

        assertThatThrownBy(() -> profile.add(1, 1, START - 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> profile.add(1, -1, START)).isInstanceOf(IllegalArgumentException.class);
        byte[] row = profile.toRow();
        for (byte version : new byte[] {1, 3}) {
            row[0] = version;
            assertThatThrownBy(() -> ReuseProfile.of(row, EXACT)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldPinTheDefaults() {
        assertThat(ReuseLimits.ofDefaults()).isEqualTo(new ReuseLimits(0.01, 16384, 8192, 5, 90));
    }

    /** Mean absolute difference over the sizes of the estimate. */
    private static double error(MissRatioCurve estimate, MissRatioCurve exact) {
        return estimate.points().stream()
                .mapToDouble(point -> Math.abs(point.missRatio() - exact.missRatio(point.size())))
                .average()
                .orElseThrow();
    }

    private static ReuseProfile profile(List<Read> reads, ReuseLimits limits) {
        ReuseProfile profile = new ReuseProfile(limits);
        reads.forEach(read -> profile.add(read.key(), read.bytes(), read.time()));
        return profile;
    }

    /** A mixture of popular objects, scans, ranges of objects, and pauses of up to days. */
    private static List<Read> reads(Random random, int count) {
        List<Read> reads = new ArrayList<>();
        long time = START;
        long scan = 0;
        int objects = 1 + random.nextInt(1000);
        for (int read = 0; read < count; read++) {
            time += random.nextInt(200) == 0 ? random.nextInt(3 * 86_400_000) : random.nextInt(3);
            boolean scanning = read / 100 % 3 == 0;
            long key = scanning ? scan++ % objects : (long) (objects * Math.pow(random.nextDouble(), 3));
            long size = Long.rotateLeft(key * 0x9e3779b97f4a7c15L, 20) & 0xfff;
            reads.add(new Read(key, random.nextInt(5) == 0 ? random.nextInt(1 + (int) size) : size, time));
        }
        return reads;
    }

    private static List<Read> popular(Random random, int objects, int count) {
        List<Read> reads = new ArrayList<>();
        for (int read = 0; read < count; read++) {
            long key = (long) (objects * Math.pow(random.nextDouble(), 2));
            reads.add(new Read(key, 1 + (Long.rotateLeft(key * 0x9e3779b97f4a7c15L, 20) & 0xffff), START + read));
        }
        return reads;
    }

    private record Read(long key, long bytes, long time) {}
}
