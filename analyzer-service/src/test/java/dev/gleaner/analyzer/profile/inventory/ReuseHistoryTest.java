package dev.gleaner.analyzer.profile.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.analyzer.fixture.ReadBucket;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.SubjectStore;
import dev.gleaner.analyzer.profile.reuse.PrefixReuse;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReuseHistoryTest {

    private static final String KEY = "reads arn:aws:s3:::lake";
    private static final String READS = KEY + "\nr";
    private static final long LAST_DAY = ReadBucket.FIRST;

    private final PartitionStores stores = PartitionStores.inMemory();

    static LongStream seeds() {
        return LongStream.range(0, 25);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGoOnExactlyAfterItWasStored(long seed) {
        Random random = new Random(seed);
        ReadBucket kept = new ReadBucket().listedIn(Signals.REGION);
        ReadBucket stored = new ReadBucket().listedIn(Signals.REGION);
        save(stored);
        for (int day = 0; day < 12; day++) {
            for (int read = random.nextInt(60); read > 0; read--) {
                String prefix = "p" + random.nextInt(5) + "/";
                String region = random.nextBoolean() ? "eu-west-1" : "";
                // Also reads of the next day, whose hours are not final yet.
                int second = random.nextInt(2 * 86_400);
                int key = random.nextInt(20);
                int bytes = random.nextInt(1000);
                String event = "e" + random.nextInt(500);
                kept.read(prefix, region, day, second, key, bytes, event);
                stored.read(prefix, region, day, second, key, bytes, event);
                if (random.nextInt(4) == 0) {
                    save(stored);
                }
            }
            save(stored);
            kept.closeBefore(day + 1);
            stored.closeBefore(day + 1);
            save(stored);
            for (String prefix : kept.profile().parts()) {
                assertThat(stored.profile().reuse().of(prefix))
                        .as(prefix)
                        .isEqualTo(kept.profile().reuse().of(prefix));
            }
            assertThat(stored.profile().parts()).isEqualTo(kept.profile().parts());
        }

        assertThat(kept.profile().reuse().known()).hasSize(ReadBucket.LIMIT);
    }

    @Test
    void shouldHaveNoRowOfABucketWithoutReads() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);
        bucket.closeBefore(9);
        save(bucket);

        assertThat(rows(stores.days(), "")).isEmpty();
        assertThat(rows(stores.hours(), "")).isEmpty();
    }

    @Test
    void shouldKeepTheReadsOfADayUntilItIsFinal() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);
        bucket.read("a/", "", 0, 0, 1, 10);
        bucket.read("a/", "", 0, 899, 1, 10);
        bucket.read("a/", "", 0, 900, 1, 10);
        bucket.read("a/", "", 1, 0, 1, 10);
        save(bucket);
        long quarter = ReadBucket.FIRST * 96;
        assertThat(rows(stores.hours(), READS))
                .containsOnlyKeys(
                        READS + "a/\n" + quarter, READS + "a/\n" + (quarter + 1), READS + "a/\n" + (quarter + 96));

        bucket.closeBefore(1);
        save(bucket);

        assertThat(rows(stores.hours(), READS)).containsOnlyKeys(READS + "a/\n" + (quarter + 96));
        assertThat(rows(stores.days(), KEY + "\np")).containsOnlyKeys(KEY + "\npa/");
        PrefixReuse known = Objects.requireNonNull(bucket.profile().reuse().of("a/"));
        assertThat(known.requestsPerMonth(LAST_DAY)).isEqualTo(3 * 730 / 24.0);
        assertThat(known.bytesPerMonth(LAST_DAY)).isEqualTo(Map.of("", 30 * 730 / 24.0));
        // Two passes of the object, of 20 and 10 bytes.
        assertThat(known.shares().repeated()).isEqualTo(1 / 3.0);
    }

    @Test
    void shouldKeepThePrefixesWithTheMostBytesOnly() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);
        for (int prefix = 0; prefix < 6; prefix++) {
            bucket.read("p" + prefix + "/", "", 0, 0, 1, prefix);
        }
        save(bucket);
        bucket.closeBefore(1);
        save(bucket);

        assertThat(bucket.profile().reuse().known()).containsExactly("p3/", "p4/", "p5/");
        assertThat(rows(stores.hours(), READS)).isEmpty();
        assertThat(rows(stores.days(), KEY + "\nu")).hasSize(3);
    }

    @Test
    void shouldForgetEverythingFiveWeeksAfterTheLastRead() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);
        bucket.read("a/", "", 0, 0, 1, 10);
        bucket.closeBefore(35);
        save(bucket);
        assertThat(rows(stores.days(), KEY)).isNotEmpty();

        bucket.closeBefore(36);
        save(bucket);

        assertThat(rows(stores.days(), KEY)).isEmpty();
        assertThat(bucket.profile().reuse().isEmpty()).isTrue();
    }

    /** The sizes that decision 72 states. */
    @Test
    void shouldHaveRowsOfSizesThatAreKnown() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);
        Random random = new Random(3);
        for (int day = 0; day < 36; day++) {
            int today = day;
            bucket.read(
                    "a/",
                    day % 2 == 0 ? "eu-west-1" : Signals.REGION,
                    reads(read -> ReadBucket.time(today, random.nextInt(86_400))));
            if (day == 35) {
                save(bucket);
                long bytes = rows(stores.hours(), READS).values().stream()
                        .mapToLong(row -> row.length)
                        .sum();
                assertThat(bytes / 25_000.0).isBetween(20.0, 26.0);
            }
            bucket.closeBefore(day + 1);
        }
        save(bucket);

        assertThat(rows(stores.days(), KEY + "\np").values().iterator().next().length)
                .isBetween(200_000, 500_000);
        assertThat(rows(stores.days(), KEY + "\nu").values().iterator().next().length)
                .isBetween(200, 500);
    }

    /** Beyond the limit of a quarter half of the objects stand for all of them; what came before no longer counts. */
    @Test
    void shouldCountHalfOfTheObjectsOfAPrefixThatIsReadTooOften() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);
        for (int quarter = 0; quarter < 90; quarter++) {
            bucket.read("a/", "", 0, 900 * quarter, 1, 1_000_000);
        }
        bucket.closeBefore(1);
        bucket.read("a/", "", reads(read -> ReadBucket.time(1, read % 900)));
        bucket.read("a/", "", reads(read -> ReadBucket.time(2, 900 * (read / 1000))));
        save(bucket);
        bucket.closeBefore(3);

        PrefixReuse known = Objects.requireNonNull(bucket.profile().reuse().of("a/"));
        assertThat(known.sampledPart()).isEqualTo(0.5);
        assertThat(known.historyDays(ReadBucket.FIRST + 2)).isEqualTo(1);
        assertThat(known.shares().repeated()).isBetween(0.49, 0.51);
        assertThat(known.knee().orElseThrow().size()).isBetween(24_000_000L, 29_000_000L);
        assertThat(known.requestsPerMonth(ReadBucket.FIRST + 2)).isBetween(49_000 * 730 / 72.0, 51_000 * 730 / 72.0);
        assertThat(known.bytesPerMonth(ReadBucket.FIRST + 2).get("")).isCloseTo(140_000_000L * 730 / 72.0, within(1.0));
    }

    /** Of 25,000 objects of 1000 bytes. */
    private static List<ObjectAccess> reads(IntToLongFunction times) {
        return IntStream.range(0, 25_000)
                .mapToObj(read -> ObjectAccess.newBuilder()
                        .setTime(times.applyAsLong(read))
                        .setEventId("e" + read)
                        .setKeyHash(read)
                        .setBytes(1000)
                        .build())
                .toList();
    }

    /** Stores a bucket, and goes on with what is stored. */
    private void save(ReadBucket bucket) {
        SubjectStore<InventoryProfile<BucketFacts>> subjects = new SubjectStore<>(ReadBucket.MAPPER, stores, 0);
        subjects.save(bucket.profile());
        bucket.restore(subjects.find(KEY).orElseThrow());
    }

    private static Map<String, byte[]> rows(StateStore store, String prefix) {
        Map<String, byte[]> rows = new TreeMap<>();
        store.scan(prefix, rows::put);
        return rows;
    }
}
