package dev.gleaner.analyzer.profile.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.analyzer.fixture.ReadBucket;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.SubjectStore;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReuseHistoryTest {

    private static final String KEY = "reads arn:aws:s3:::lake";
    private static final String READS = KEY + "\nr";
    private static final long LAST_DAY = ReadBucket.FIRST;

    private final PartitionStores stores = PartitionStores.inMemory();

    @SeededTest(25)
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
                assertThat(stored.profile().history().reuse(prefix))
                        .as(prefix)
                        .isEqualTo(kept.profile().history().reuse(prefix));
            }
            assertThat(stored.profile().parts()).isEqualTo(kept.profile().parts());
        }

        assertThat(kept.profile().history().reused()).hasSize(ReadBucket.LIMIT);
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
        PrefixReuse known = Objects.requireNonNull(bucket.profile().history().reuse("a/"));
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

        assertThat(bucket.profile().history().reused()).containsExactly("p3/", "p4/", "p5/");
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
        assertThat(bucket.profile().history().isEmpty()).isTrue();
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

        PrefixReuse known = Objects.requireNonNull(bucket.profile().history().reuse("a/"));
        assertThat(known.sampledPart()).isEqualTo(0.5);
        assertThat(known.historyDays(ReadBucket.FIRST + 2)).isEqualTo(1);
        assertThat(known.shares().repeated()).isBetween(0.49, 0.51);
        assertThat(known.knee().orElseThrow().size()).isBetween(24_000_000L, 29_000_000L);
        assertThat(known.requestsPerMonth(ReadBucket.FIRST + 2)).isBetween(49_000 * 730 / 72.0, 51_000 * 730 / 72.0);
        assertThat(known.bytesPerMonth(ReadBucket.FIRST + 2).get("")).isCloseTo(140_000_000L * 730 / 72.0, within(1.0));
    }

    /** Without the end of the profiles it is more than a megabyte, and more each day. */
    @Test
    void shouldKeepLittleOfPrefixesWhoseObjectsAreReadOnce() {
        int prefixes = 20;
        ReadBucket bucket = new ReadBucket(prefixes).listedIn(Signals.REGION);
        for (int day = 0; day < 14; day++) {
            for (int hour = 0; hour < 24; hour++) {
                for (int prefix = 0; prefix < prefixes; prefix++) {
                    bucket.read("p" + prefix + "/", "eu-west-1", once(prefix, day, 3600 * hour, 40));
                }
            }
            bucket.closeBefore(day);
            save(bucket);
        }

        assertThat(bucket.profile().history().reused()).hasSize(prefixes);
        assertThat(reuseBytes()).isBetween(300L * prefixes, 900L * prefixes);
    }

    @Test
    void shouldKeepAProfileOfFewObjectsAndOfOneThatIsReadAgain() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);
        for (int day = 0; day < 6; day++) {
            bucket.read("few/", "", once(1, day, 0, 40));
            bucket.read("once/", "", once(0, day, 0, 300));
            bucket.read("again/", "", again(day, 300));
            bucket.closeBefore(day + 1);
        }
        save(bucket);

        assertThat(rows(stores.days(), KEY + "\np")).containsOnlyKeys(KEY + "\npfew/", KEY + "\npagain/");
        assertThat(known(bucket, "again/").shares().repeated()).isBetween(0.8, 0.9);
        assertThat(known(bucket, "again/").historyDays(ReadBucket.FIRST + 5)).isEqualTo(6);
        // Nothing is repeated, and what is read is known all the same.
        assertThat(known(bucket, "once/").shares()).isEqualTo(PrefixReuse.Shares.NONE);
        assertThat(known(bucket, "once/").historyDays(ReadBucket.FIRST + 5)).isEqualTo(6);
        assertThat(known(bucket, "once/").requestsPerMonth(ReadBucket.FIRST + 5))
                .isCloseTo(300 * 730 / 24.0, within(1e-6));
        assertThat(known(bucket, "once/").bytesPerMonth(ReadBucket.FIRST + 5).get(""))
                .isCloseTo(300_000 * 730 / 24.0, within(1e-6));
    }

    /** Three days later, whenever the reads of these days came; until then nothing is known of repetitions. */
    @SeededTest(25)
    void shouldBeginAProfileWhenTheSketchShowsReReads(long seed) {
        Random random = new Random(seed);
        ReadBucket prompt = new ReadBucket().listedIn(Signals.REGION);
        ReadBucket early = new ReadBucket().listedIn(Signals.REGION);
        List<List<ObjectAccess>> days = new ArrayList<>();
        for (int day = 0; day < 14; day++) {
            days.add(day < 4 ? once(0, day, 0, 300) : again(day, 300));
        }
        int came = 0;
        for (int day = 0; day < 14; day++) {
            prompt.read("a/", "", days.get(day));
            for (int until = Math.min(14, day + 1 + random.nextInt(8)); came < until; came++) {
                early.read("a/", "", days.get(came));
            }
            save(early);
            prompt.closeBefore(day + 1);
            early.closeBefore(day + 1);
            save(early);
            assertThat(early.profile().history().reuse("a/"))
                    .as("day %d", day)
                    .isEqualTo(prompt.profile().history().reuse("a/"));
            if (day == 5) {
                // Of six days of 300 objects one has objects that were read before: 17 %, with the error of the sketch.
                assertThat(known(prompt, "a/").historyDays(ReadBucket.FIRST + day))
                        .isIn(0L, 6L);
            }
        }
        long history = known(prompt, "a/").historyDays(ReadBucket.FIRST + 13);
        assertThat(history).isBetween(5L, 6L);
        assertThat(known(prompt, "a/").shares().repeated()).isEqualTo((history - 1.0) / history);
        assertThat(rows(stores.days(), KEY + "\np")).hasSize(1);
    }

    @Test
    void shouldNotBeginAProfileOfReReadsThatCostLittle() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION).worth((reuse, repeated, part) -> false);
        for (int day = 0; day < 10; day++) {
            bucket.read("a/", "", again(day, 300));
            bucket.closeBefore(day + 1);
        }
        save(bucket);

        assertThat(rows(stores.days(), KEY + "\np")).isEmpty();
        assertThat(known(bucket, "a/").historyDays(ReadBucket.FIRST + 9)).isEqualTo(10);
    }

    /** The sketch counts what several hosts read at the same time as read again. */
    @Test
    void shouldEndAProfileThatShowsFewerReReadsThanTheSketchAndRest() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);
        List<Boolean> profiles = new ArrayList<>();
        for (int day = 0; day < 80; day++) {
            bucket.read("a/", "", once(0, day, 0, 300));
            if (day > 2) {
                for (int host = 0; host < 3; host++) {
                    bucket.read("a/", "", hosts(once(0, day, 0, 300), host));
                }
            }
            bucket.closeBefore(day + 1);
            save(bucket);
            profiles.add(!rows(stores.days(), KEY + "\np").isEmpty());
        }

        // Of the trial, after the sketch, and after the rest.
        int first = profiles.subList(2, 80).indexOf(true) + 2;
        int end = profiles.subList(first, 80).indexOf(false) + first;
        assertThat(first).isBetween(6, 9);
        assertThat(end - first).isBetween(PrefixReuse.HORIZON_DAYS - 1, 35);
        assertThat(profiles.subList(end, end + 35)).containsOnly(false);
        assertThat(known(bucket, "a/").shares().repeated()).isZero();
    }

    /** As the release before sketches stored it: the profile goes on, and ends if it shows too few re-reads. */
    @Test
    void shouldReadRowsWithoutSketches() {
        ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);
        for (int day = 0; day < 3; day++) {
            bucket.read("again/", "", again(day, 300));
            bucket.closeBefore(day + 1);
        }
        save(bucket);
        String name = KEY + "\nuagain/";
        byte[] row = Objects.requireNonNull(stores.days().get(name));
        byte[] before = new byte[row.length - 2 * Long.BYTES];
        before[0] = 1;
        System.arraycopy(row, 1 + 2 * Long.BYTES, before, 1, before.length - 1);
        stores.days().put(name, before);
        stores.days().put(KEY + "\ns", null);
        bucket.restore(new SubjectStore<>(bucket.mapper(), stores, 0).find(KEY).orElseThrow());

        assertThat(known(bucket, "again/").historyDays(ReadBucket.FIRST + 2)).isEqualTo(3);
        bucket.read("again/", "", again(3, 300));
        bucket.closeBefore(4);
        assertThat(known(bucket, "again/").historyDays(ReadBucket.FIRST + 3)).isEqualTo(4);
        assertThat(known(bucket, "again/").shares().repeated()).isEqualTo(0.75);
    }

    private long reuseBytes() {
        long bytes = 0;
        for (StateStore store : List.of(stores.days(), stores.hours())) {
            for (Map.Entry<String, byte[]> row : rows(store, KEY + "\n").entrySet()) {
                boolean isTraffic = "do".indexOf(row.getKey().charAt(KEY.length() + 1)) >= 0;
                bytes += isTraffic ? 0 : row.getKey().length() + row.getValue().length;
            }
        }
        return bytes;
    }

    private static PrefixReuse known(ReadBucket bucket, String prefix) {
        return Objects.requireNonNull(bucket.profile().history().reuse(prefix));
    }

    /** New objects of 1000 bytes, one a second. */
    private static List<ObjectAccess> once(int prefix, int day, int second, int count) {
        return objects(day, second, count, (1000L * prefix + day + 1) * 100_000_000L + second * 1000L);
    }

    /** The same objects each day. */
    private static List<ObjectAccess> again(int day, int count) {
        return objects(day, 0, count, 0);
    }

    private static List<ObjectAccess> hosts(List<ObjectAccess> reads, int host) {
        return reads.stream()
                .map(read -> read.toBuilder()
                        .setEventId(read.getEventId() + "-" + host)
                        .build())
                .toList();
    }

    private static List<ObjectAccess> objects(int day, int second, int count, long first) {
        return IntStream.range(0, count)
                .mapToObj(read -> ObjectAccess.newBuilder()
                        .setTime(ReadBucket.time(day, second + read))
                        .setEventId(day + "-" + second + "-" + read)
                        .setKeyHash((first + read) * 0x9e3779b97f4a7c15L)
                        .setBytes(1000)
                        .build())
                .toList();
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
        SubjectStore<InventoryProfile<BucketFacts, ReadHistory>> subjects =
                new SubjectStore<>(bucket.mapper(), stores, 0);
        subjects.save(bucket.profile());
        bucket.restore(subjects.find(KEY).orElseThrow());
    }

    private static Map<String, byte[]> rows(StateStore store, String prefix) {
        Map<String, byte[]> rows = new TreeMap<>();
        store.scan(prefix, rows::put);
        return rows;
    }
}
