package dev.gleaner.analyzer.profile.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.history.RowWriter;
import dev.gleaner.analyzer.profile.prefix.OpenAccessHour.ObjectEvent;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.test.SeededTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContentHistoryTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final long DAY = 86_400_000L;
    private static final long REPORT = at(0, 1);

    private ContentHistory history = new ContentHistory();
    private int closed;

    @Test
    void shouldTellTheAgeOfWhatIsRead() {
        report(REPORT, prefix("a/", true, object(1, 40), object(2, 400)));
        read(1, "a/", at(2, 3), 100);
        read(2, "a/", at(2, 4), 1000);

        closeDays(3);

        assertThat(reads("a/").requests()).isEqualTo(bins(Map.of(60, 1.0, 545, 1.0)));
        assertThat(reads("a/").bytes()).isEqualTo(bins(Map.of(60, 100.0, 545, 1000.0)));
        assertThat(reads("a/").areAgesKnown()).isTrue();
    }

    @Test
    void shouldCountTheAgeFromTheLastWrite() {
        report(REPORT, prefix("a/", true, object(1, 400)));
        write(1, "a/", at(2, 3));
        read(1, "a/", at(2, 2), 1);
        read(1, "a/", at(2, 5), 1);

        closeDays(3);

        assertThat(reads("a/").requests()).isEqualTo(bins(Map.of(545, 1.0, 1, 1.0)));
    }

    @Test
    void shouldKnowThatAnObjectIsNewWhichAReportWouldHaveShown() {
        report(REPORT, prefix("a/", false, object(10, 40), object(100, 400)));
        read(50, ContentHistory.exact("a/"), at(4, 3), 1);
        read(101, ContentHistory.exact("a/"), at(4, 3), 1);

        closeDays(5);

        assertThat(reads("a/").requests()).isEqualTo(bins(Map.of(7, 1.0)));
        assertThat(reads("a/").unknownRequests()).isEqualTo(1);
    }

    @Test
    void shouldCountReadsOfTheLongestPrefixAndDoubtThoseThatMayBeOfALongerOne() {
        report(REPORT, prefix("a/", true, object(1, 40)));
        report(REPORT, prefix("a/b/", true, object(2, 40)));
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
        report(REPORT, prefix("a/", true, object(1, 40)));
        closeDays(10);
        assertThat(reads("a/").observedDays()).isZero();

        read(1, "a/", at(12, 0), 1);
        for (; closed < 20 * 24; closed++) {
            history.close(hour(closed), closed >= 15 * 24, false);
        }
        assertThat(reads("a/").observedDays()).isEqualTo(8 + 5);
    }

    /** S3 may have lost a record, so that no absence follows from server access logs; and they count only as far as they were delivered. */
    @Test
    void shouldNotTakeReadsByServerAccessLogsForAllReads() {
        report(REPORT, prefix("a/", true, object(1, 40)));
        logged(1, "a/", at(12, 0), 100);
        for (; closed < 20 * 24; closed++) {
            history.close(hour(closed), true, closed >= 15 * 24);
        }

        assertThat(reads("a/").knownBytes()).isEqualTo(100);
        assertThat(reads("a/").areAgesKnown()).isTrue();
        assertThat(reads("a/").isEachReadKnown()).isFalse();
        assertThat(reads("a/").observedDays()).isEqualTo(5);

        // What CloudTrail tells of may be writes only.
        read(1, "a/", at(20, 0), 1);
        closeDays(22);
        assertThat(reads("a/").isEachReadKnown()).isFalse();
        assertThat(reads("a/").observedDays()).isEqualTo(5);
        history = restarted(history, rows());
        assertThat(reads("a/").isEachReadKnown()).isFalse();
        assertThat(reads("a/").observedDays()).isEqualTo(5);
    }

    @Test
    void shouldObserveAPrefixFromTheReportOnThatShowsIt() {
        report(REPORT, prefix("a/", true, object(1, 40)));
        read(1, "a/", at(2, 0), 1);
        closeDays(10);
        report(at(10, 0), prefix("a/", true, object(1, 50)));
        report(at(10, 0), prefix("a/b/", true, object(2, 50)));

        closeDays(15);

        assertThat(reads("a/").observedDays()).isEqualTo(13);
        assertThat(reads("a/b/").observedDays()).isEqualTo(5);
    }

    @Test
    void shouldKeepTheReadsOfAPrefixThatIsNoLongerShownForTheOneAboveIt() {
        report(REPORT, prefix("a/", true, object(1, 40)));
        report(REPORT, prefix("a/b/", true, object(2, 40)));
        read(2, "a/b/", at(2, 0), 1);
        closeDays(10);

        report(at(10, 0), prefix("a/", true, object(1, 50), object(2, 50)));
        closeDays(12);

        assertThat(history.asOf(hour(closed - 1)).prefixes()).containsOnlyKeys("a/");
        assertThat(reads("a/").knownRequests()).isEqualTo(1);
    }

    @Test
    void shouldUseAReportAnHourAfterItsCreationAndALateOneAtOnce() {
        report(at(1, 0), prefix("a/", true));
        closeDays(1);
        assertThat(history.asOf(hour(23)).reported()).isNull();
        history.close(hour(24), true, false);
        assertThat(history.asOf(hour(24)).reported()).isEqualTo(Instant.ofEpochMilli(at(1, 0)));

        closed = 25;
        closeDays(9);
        assertThat(report(at(5, 0), prefix("a/", true))).isZero();
        history.close(hour(closed), true, false);
        assertThat(history.asOf(hour(closed)).reported()).isEqualTo(Instant.ofEpochMilli(at(5, 0)));
        assertThat(report(at(3, 0), prefix("a/", true))).isEqualTo(1);
    }

    @Test
    void shouldEstimateReadsOfMoreObjectsThanItKeeps() {
        Random random = new Random(7);
        List<long[]> sample = new ArrayList<>();
        LongStream.generate(random::nextLong).limit(4000).forEach(key -> sample.add(object(key, 40)));
        report(REPORT, prefix("a/", true, sample.toArray(long[][]::new)));
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
    @SeededTest(100)
    void shouldNotDependOnOrderOrDuplicates(long seed) {
        Random random = new Random(seed);
        List<BiConsumer<ContentHistory, @Nullable Hour>> signals = new ArrayList<>();
        for (int report = 0; report < 3; report++) {
            long time = at(report, 1 + random.nextInt(20));
            for (String name : List.of("", "a/", "a/b/", "c/")) {
                if (random.nextInt(4) > 0) {
                    PrefixSize size = prefix(name, random.nextBoolean(), objects(random));
                    signals.add((one, closed) -> one.put(time, size, closed));
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
            ObjectEvent event = new ObjectEvent(id * 0x9E3779B97F4A7C15L, time, 10 + key, isWrite);
            boolean byLog = random.nextInt(3) == 0;
            signals.add((one, closed) -> {
                if (byLog) {
                    one.addLogged(Hour.of(time), key, path, event, closed);
                } else {
                    one.add(Hour.of(time), key, path, event, closed);
                }
            });
        }
        List<BucketContents> inOrder = play(signals, 0, random);
        List<BiConsumer<ContentHistory, @Nullable Hour>> shuffled = new ArrayList<>(signals);
        shuffled.addAll(signals.subList(0, signals.size() / 3));
        Collections.shuffle(shuffled, random);

        assertThat(play(shuffled, 5, random)).isEqualTo(inOrder);
    }

    /** Nothing could be looked up: most buckets that are read have no report. */
    @Test
    void shouldKeepNoReadsWithoutAReport() {
        closeDays(2);
        read(1, "a/", at(2, 3), 1);
        read(1, "a/", at(3, 11), 1);
        assertThat(rows().keySet()).noneMatch(name -> name.charAt(0) == ContentHistory.HOUR);

        // So far ahead of the final hours, a report may be there in time.
        read(1, "a/", at(3, 12), 1);
        assertThat(rows())
                .containsKey(
                        ContentHistory.HOUR + String.valueOf(hour(3 * 24 + 12).number()));
    }

    @Test
    void shouldCountReadsFromAWhileAfterTheFirstReportOn() {
        closeDays(2);
        read(1, "a/", at(3, 13), 1000);
        report(REPORT, prefix("a/", true, object(1, 40)));
        read(1, "a/", at(3, 11), 10);
        read(1, "a/", at(3, 12), 100);
        history = restarted(history, new TreeMap<>());

        closeDays(6);

        assertThat(reads("a/").knownBytes()).isEqualTo(1100);
        assertThat(reads("a/").observedDays()).isEqualTo(2);
        read(1, "a/", at(6, 3), 10_000);
        closeDays(7);
        assertThat(reads("a/").knownBytes()).isEqualTo(11_100);
    }

    /** Reads before and after the first reports, which arrive while hours become final, and when nothing was final. */
    @SeededTest(100)
    void shouldNotDependOnWhetherAReportOrAReadArrivesFirst(long seed) {
        Random random = new Random(seed);
        int finalHours = 1 + random.nextInt(3 * 24);
        List<BiConsumer<ContentHistory, @Nullable Hour>> signals = new ArrayList<>();
        for (int report = 0; report < 2; report++) {
            long reported = at(0, finalHours + random.nextInt(20));
            for (String name : List.of("", "a/")) {
                PrefixSize size = prefix(name, true, objects(random));
                signals.add((one, closed) -> one.put(reported, size, closed));
            }
        }
        for (int access = 0; access < 200; access++) {
            long key = random.nextInt(60);
            long time = at(0, finalHours) + random.nextInt((int) (5 * DAY));
            ObjectEvent event = new ObjectEvent(random.nextLong(), time, 10 + key, random.nextInt(5) == 0);
            signals.add((one, closed) -> one.add(Hour.of(time), key, "a/", event, closed));
        }
        Collections.shuffle(signals, random);
        List<BucketContents> inOrder = playAfter(finalHours, signals, 0, random);
        Collections.shuffle(signals, random);

        assertThat(playAfter(finalHours, signals, 5, random)).isEqualTo(inOrder);
        int first = random.nextInt(signals.size());
        assertThat(playAfter(finalHours, signals, first, 5, random)).isEqualTo(inOrder);
        assertThat(Objects.requireNonNull(
                                inOrder.get(inOrder.size() - 1).prefixes().get("a/"))
                        .reads()
                        .knownRequests())
                .isPositive();
    }

    @Test
    void shouldReadTheSummaryOfTheFormatBefore() {
        RowBuffer row = RowBuffer.ofSize(16);
        row.putByte(1);
        row.putNumber(REPORT);
        row.putNumber(0);
        row.putNumber(0);
        history.restore("b", row.toBytes());
        PrefixSize size = prefix("a/", true, object(1, 40));
        byte[] report = new byte[size.getSerializedSize() + 1];
        report[0] = 1;
        System.arraycopy(size.toByteArray(), 0, report, 1, report.length - 1);
        history.restore("r" + REPORT + "\na/", report);
        closed = 24;
        read(1, "a/", at(1, 3), 100);

        closeDays(2);

        assertThat(reads("a/").knownBytes()).isEqualTo(100);
    }

    private List<BucketContents> play(
            List<BiConsumer<ContentHistory, @Nullable Hour>> signals, int restarts, Random random) {
        return playAfter(0, signals, restarts, random);
    }

    private List<BucketContents> playAfter(
            int finalHours, List<BiConsumer<ContentHistory, @Nullable Hour>> signals, int restarts, Random random) {
        return playAfter(finalHours, signals, 0, restarts, random);
    }

    /** The first signals come before any hour is final, the others after some hours are. */
    private List<BucketContents> playAfter(
            int finalHours,
            List<BiConsumer<ContentHistory, @Nullable Hour>> signals,
            int first,
            int restarts,
            Random random) {
        ContentHistory played = new ContentHistory();
        Map<String, byte[]> stored = new TreeMap<>();
        for (int index = 0; index < signals.size(); index++) {
            if (index == first) {
                for (int number = 0; number < finalHours; number++) {
                    played.close(hour(number), true, false);
                }
            }
            signals.get(index).accept(played, index < first || finalHours == 0 ? null : hour(finalHours - 1));
            if (restarts > 0 && random.nextInt(signals.size() / restarts) == 0) {
                played = restarted(played, stored);
            }
        }
        List<BucketContents> contents = new ArrayList<>();
        for (int number = finalHours; number < finalHours + 5 * 24; number++) {
            played.close(hour(number), true, false);
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
        RowWriter writer = (name, row) -> put(stored, name, row);
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
        add(key, folder, new ObjectEvent(time * 31 + key * 7, time, bytes, false));
    }

    private void logged(long key, String folder, long time, long bytes) {
        history.addLogged(
                Hour.of(time), key, folder, new ObjectEvent(time * 31 + key * 7, time, bytes, false), lastFinal());
    }

    private void write(long key, String folder, long time) {
        add(key, folder, new ObjectEvent(time * 31 + key * 7, time, 1, true));
    }

    private void add(long key, String folder, ObjectEvent event) {
        history.add(Hour.of(event.time()), key, folder, event, lastFinal());
    }

    private int report(long time, PrefixSize size) {
        return history.put(time, size, lastFinal());
    }

    private @Nullable Hour lastFinal() {
        return closed == 0 ? null : hour(closed - 1);
    }

    private void closeDays(int until) {
        for (; closed < until * 24; closed++) {
            history.close(hour(closed), true, false);
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
