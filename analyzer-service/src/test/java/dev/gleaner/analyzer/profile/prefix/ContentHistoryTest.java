package dev.gleaner.analyzer.profile.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentHistoryTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final long DAY = 86_400_000L;
    private static final long REPORT = at(0, 1);

    private ContentHistory history = new ContentHistory();
    private int closed;

    @Test
    void shouldTellTheAgeOfWhatIsRead() {
        history.put(REPORT, prefix("a/", true, object(1, 40), object(2, 400)));
        read(1, "a/", at(2, 3), 100);
        read(2, "a/", at(2, 4), 1000);

        closeDays(3);

        assertThat(reads("a/").requests()).isEqualTo(bins(Map.of(60, 1.0, 545, 1.0)));
        assertThat(reads("a/").bytes()).isEqualTo(bins(Map.of(60, 100.0, 545, 1000.0)));
        assertThat(reads("a/").areAgesKnown()).isTrue();
    }

    @Test
    void shouldCountTheAgeFromTheLastWrite() {
        history.put(REPORT, prefix("a/", true, object(1, 400)));
        write(1, "a/", at(1, 3));
        read(1, "a/", at(1, 2), 1);
        read(1, "a/", at(1, 5), 1);

        closeDays(2);

        assertThat(reads("a/").requests()).isEqualTo(bins(Map.of(545, 1.0, 1, 1.0)));
    }

    @Test
    void shouldKnowThatAnObjectIsNewWhichAReportWouldHaveShown() {
        history.put(REPORT, prefix("a/", false, object(10, 40), object(100, 400)));
        read(50, ContentHistory.exact("a/"), at(4, 3), 1);
        read(101, ContentHistory.exact("a/"), at(4, 3), 1);

        closeDays(5);

        assertThat(reads("a/").requests()).isEqualTo(bins(Map.of(7, 1.0)));
        assertThat(reads("a/").unknownRequests()).isEqualTo(1);
    }

    @Test
    void shouldCountReadsOfTheLongestPrefixAndDoubtThoseThatMayBeOfALongerOne() {
        history.put(REPORT, prefix("a/", true, object(1, 40)));
        history.put(REPORT, prefix("a/b/", true, object(2, 40)));
        read(2, "a/", at(2, 0), 1);
        read(3, "a/", at(2, 0), 1);
        read(1, ContentHistory.exact("a/"), at(2, 0), 1);

        closeDays(3);

        assertThat(reads("a/b/").knownRequests()).isEqualTo(1);
        assertThat(reads("a/b/").doubtfulRequests()).isEqualTo(1);
        assertThat(reads("a/").knownRequests()).isEqualTo(1);
        assertThat(reads("a/").unknownRequests()).isEqualTo(1);
    }

    /** An hour in which the trail was not complete, and a month without any data event, are not observed: nothing is known. */
    @Test
    void shouldCountOnlyDaysInWhichReadsWouldHaveBeenSeen() {
        history.put(REPORT, prefix("a/", true, object(1, 40)));
        closeDays(10);
        assertThat(reads("a/").observedDays()).isZero();

        read(1, "a/", at(12, 0), 1);
        for (; closed < 20 * 24; closed++) {
            history.close(hour(closed), closed >= 15 * 24);
        }
        assertThat(reads("a/").observedDays()).isEqualTo(9 + 5);
    }

    @Test
    void shouldObserveAPrefixFromTheReportOnThatShowsIt() {
        history.put(REPORT, prefix("a/", true, object(1, 40)));
        read(1, "a/", at(2, 0), 1);
        closeDays(10);
        history.put(at(10, 0), prefix("a/", true, object(1, 50)));
        history.put(at(10, 0), prefix("a/b/", true, object(2, 50)));

        closeDays(15);

        assertThat(reads("a/").observedDays()).isEqualTo(14);
        assertThat(reads("a/b/").observedDays()).isEqualTo(5);
    }

    @Test
    void shouldKeepTheReadsOfAPrefixThatIsNoLongerShownForTheOneAboveIt() {
        history.put(REPORT, prefix("a/", true, object(1, 40)));
        history.put(REPORT, prefix("a/b/", true, object(2, 40)));
        read(2, "a/b/", at(2, 0), 1);
        closeDays(10);

        history.put(at(10, 0), prefix("a/", true, object(1, 50), object(2, 50)));
        closeDays(12);

        assertThat(history.asOf(hour(closed - 1)).prefixes()).containsOnlyKeys("a/");
        assertThat(reads("a/").knownRequests()).isEqualTo(1);
    }

    @Test
    void shouldUseAReportAnHourAfterItsCreationAndALateOneAtOnce() {
        history.put(at(1, 0), prefix("a/", true));
        closeDays(1);
        assertThat(history.asOf(hour(23)).reported()).isNull();
        history.close(hour(24), true);
        assertThat(history.asOf(hour(24)).reported()).isEqualTo(Instant.ofEpochMilli(at(1, 0)));

        closed = 25;
        closeDays(9);
        assertThat(history.put(at(5, 0), prefix("a/", true))).isZero();
        history.close(hour(closed), true);
        assertThat(history.asOf(hour(closed)).reported()).isEqualTo(Instant.ofEpochMilli(at(5, 0)));
        assertThat(history.put(at(3, 0), prefix("a/", true))).isEqualTo(1);
    }

    @Test
    void shouldEstimateReadsOfMoreObjectsThanItKeeps() {
        Random random = new Random(7);
        List<long[]> sample = new ArrayList<>();
        LongStream.generate(random::nextLong).limit(4000).forEach(key -> sample.add(object(key, 40)));
        history.put(REPORT, prefix("a/", true, sample.toArray(long[][]::new)));
        sample.forEach(object -> {
            for (int times = 0; times < 3; times++) {
                read(object[0], "a/", at(2, 0) + times, 10);
            }
        });

        closeDays(3);

        assertThat(reads("a/").knownRequests()).isCloseTo(12_000, within(1_800.0));
        assertThat(reads("a/").knownBytes()).isCloseTo(120_000, within(18_000.0));
        assertThat(rows().values().stream().mapToInt(row -> row.length).sum()).isLessThan(120_000);
    }

    /** In any order, twice, and with a restart between: the same contents after each day. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNotDependOnOrderOrDuplicates(long seed) {
        Random random = new Random(seed);
        List<Consumer<ContentHistory>> signals = new ArrayList<>();
        for (int report = 0; report < 3; report++) {
            long time = at(report, 1 + random.nextInt(20));
            for (String name : List.of("", "a/", "a/b/", "c/")) {
                if (random.nextInt(4) > 0) {
                    PrefixSize size = prefix(name, random.nextBoolean(), objects(random));
                    signals.add(one -> one.put(time, size));
                }
            }
        }
        for (int access = 0; access < 400; access++) {
            long key = random.nextInt(60);
            String folder = List.of("", "a/", "a/b/", "c/", "d/").get(random.nextInt(5));
            String path = random.nextBoolean() ? folder : ContentHistory.exact(folder);
            long id = random.nextInt(300);
            long time = at(0, 0) + Math.floorMod(new Random(id).nextLong(), 4 * DAY);
            boolean isWrite = id % 5 == 0;
            signals.add(one -> one.add(Hour.of(time), key, path, id * 0x9E3779B97F4A7C15L, time, 10 + key, isWrite));
        }
        List<BucketContents> inOrder = play(signals, 0, random);
        List<Consumer<ContentHistory>> shuffled = new ArrayList<>(signals);
        shuffled.addAll(signals.subList(0, signals.size() / 3));
        Collections.shuffle(shuffled, random);

        assertThat(play(shuffled, 5, random)).isEqualTo(inOrder);
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    private List<BucketContents> play(List<Consumer<ContentHistory>> signals, int restarts, Random random) {
        ContentHistory played = new ContentHistory();
        Map<String, byte[]> stored = new TreeMap<>();
        for (int index = 0; index < signals.size(); index++) {
            signals.get(index).accept(played);
            if (restarts > 0 && random.nextInt(signals.size() / restarts) == 0) {
                played = restarted(played, stored);
            }
        }
        List<BucketContents> contents = new ArrayList<>();
        for (int number = 0; number < 5 * 24; number++) {
            played.close(hour(number), true);
            contents.add(played.asOf(hour(number)));
            if (restarts > 0 && random.nextInt(20) == 0) {
                played = restarted(played, stored);
            }
        }
        return contents;
    }

    private static ContentHistory restarted(ContentHistory before, Map<String, byte[]> stored) {
        store(before, stored);
        ContentHistory after = new ContentHistory();
        stored.forEach(after::restore);
        return after;
    }

    private static void store(ContentHistory history, Map<String, byte[]> stored) {
        ContentHistory.RowWriter writer = (name, row) -> put(stored, name, row);
        history.drain(writer, writer);
    }

    private static void put(Map<String, byte[]> stored, String name, byte @Nullable [] row) {
        if (row == null) {
            stored.remove(name);
        } else {
            stored.put(name, row);
        }
    }

    private Map<String, byte[]> rows() {
        Map<String, byte[]> stored = new TreeMap<>();
        store(history, stored);
        return stored;
    }

    private void read(long key, String folder, long time, long bytes) {
        history.add(Hour.of(time), key, folder, time * 31 + key * 7, time, bytes, false);
    }

    private void write(long key, String folder, long time) {
        history.add(Hour.of(time), key, folder, time * 31 + key * 7, time, 1, true);
    }

    private void closeDays(int until) {
        for (; closed < until * 24; closed++) {
            history.close(hour(closed), true);
        }
    }

    private ReadsByAge reads(String prefix) {
        return history.asOf(hour(closed - 1)).prefixes().get(prefix).reads();
    }

    private static List<Double> bins(Map<Integer, Double> byLimit) {
        return ObjectHistogramBins.ageSteps().stream()
                .map(limit -> byLimit.getOrDefault(limit, 0.0))
                .toList();
    }

    private static long[][] objects(Random random) {
        return random.ints(0, 60)
                .distinct()
                .limit(10)
                .mapToObj(key -> object(key, random.nextInt(500)))
                .toArray(long[][]::new);
    }

    /** An object that was that many days old at the first report. */
    private static long[] object(long key, int days) {
        return new long[] {key, REPORT - days * DAY};
    }

    private static PrefixSize prefix(String name, boolean isAll, long[]... objects) {
        PrefixSize.Builder size = PrefixSize.newBuilder().setPrefix(name).setSampledAll(isAll);
        List.of(objects).stream()
                .sorted((one, other) -> Long.compareUnsigned(one[0], other[0]))
                .forEach(object -> size.addSampledKeys(object[0]).addSampledWritten(object[1]));
        return size.build();
    }

    private static Hour hour(int number) {
        return Hour.of(START).plus(number);
    }

    private static long at(int day, int hour) {
        return START.toEpochMilli() + day * DAY + hour * 3_600_000L;
    }
}
