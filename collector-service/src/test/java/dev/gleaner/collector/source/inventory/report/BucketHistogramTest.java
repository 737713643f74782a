package dev.gleaner.collector.source.inventory.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import dev.gleaner.test.LawSeeds;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.model.StorageClass;

class BucketHistogramTest {

    /** With few prefixes, so that folders are removed while they are counted; with many, so that none is. */
    static IntStream limits() {
        return IntStream.of(1, 2, 5, 200);
    }

    static Stream<Arguments> seedsAndLimits() {
        return LawSeeds.upTo(60).boxed().flatMap(seed -> limits().mapToObj(limit -> Arguments.of(seed, limit)));
    }

    @ParameterizedTest
    @MethodSource("seedsAndLimits")
    void shouldReportTheSameForRowsInAnyOrder(long seed, int limit) {
        Random random = new Random(seed);
        List<Row> rows = rows(random, 1000);
        List<PrefixSize> reported = report(rows, limit);

        Collections.shuffle(rows, random);

        assertThat(report(rows, limit)).isEqualTo(reported);
    }

    @ParameterizedTest
    @MethodSource("seedsAndLimits")
    void shouldCountEachRowOnce(long seed, int limit) {
        List<Row> rows = rows(new Random(seed), 1000);

        List<PrefixSize> reported = report(rows, limit);

        assertThat(sum(reported, PrefixSize::getDeleteMarkers))
                .isEqualTo(rows.stream().filter(Row::isMarker).count());
        assertThat(sum(reported, PrefixSize::getObjects))
                .isEqualTo(rows.stream().filter(row -> !row.isMarker()).count());
        assertThat(sum(reported, PrefixSize::getBytes)).isEqualTo(bytes(rows));
        assertThat(sum(reported, size -> cells(size, StoredObjects::getBytesList)))
                .isEqualTo(bytes(rows));
        assertThat(sum(reported, size -> cells(size, StoredObjects::getObjectsList)))
                .isEqualTo(sum(reported, PrefixSize::getObjects));
    }

    @SeededTest(60)
    void shouldCountAnObjectUnderItsLongestPrefix(long seed) {
        List<Row> rows = rows(new Random(seed), 2000);

        Map<String, PrefixSize> reported = byPrefix(report(rows, 30));

        Map<String, List<Row>> expected = rows.stream()
                .filter(row -> !row.isMarker())
                .collect(Collectors.groupingBy(row -> longest(row.key(), reported), TreeMap::new, Collectors.toList()));
        reported.forEach((prefix, size) -> {
            List<Row> ofPrefix = expected.getOrDefault(prefix, List.of());
            assertThat(size.getObjects()).as(prefix).isEqualTo(ofPrefix.size());
            assertThat(size.getBytes()).as(prefix).isEqualTo(bytes(ofPrefix));
            assertThat(sample(size)).as(prefix).isEqualTo(sample(ofPrefix));
            assertThat(size.getSampledAll())
                    .as(prefix)
                    .isEqualTo(ofPrefix.stream().filter(Row::isCurrent).count() <= KeySample.SIZE);
        });
    }

    @ParameterizedTest
    @MethodSource("seedsAndLimits")
    void shouldSampleTheSmallestHashesOfEachReportedPrefix(long seed, int limit) {
        List<Row> rows = rows(new Random(seed), 3000);

        for (PrefixSize size : report(rows, limit)) {
            assertThat(size.getSampledKeysCount()).isEqualTo(size.getSampledWrittenCount());
            assertThat(size.getSampledKeysList())
                    .hasSizeLessThanOrEqualTo(KeySample.SIZE)
                    .isSortedAccordingTo(Long::compareUnsigned);
            long current = size.getStoredList().stream()
                    .filter(stored -> !stored.getNoncurrent())
                    .flatMap(stored -> stored.getObjectsList().stream())
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat((long) size.getSampledKeysCount()).isEqualTo(Math.min(KeySample.SIZE, current));
            assertThat(size.getSampledAll()).isEqualTo(current <= KeySample.SIZE);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 8", "30, 60", "200, 400"})
    void shouldReportTheLargestFolders(int limit, int number) {
        LawSeeds.upTo(60).forEach(seed -> shouldReportTheLargest(rows(new Random(seed), number), limit));
    }

    private static void shouldReportTheLargest(List<Row> rows, int limit) {
        long all = bytes(rows);
        Map<String, Long> byFolder = new TreeMap<>();
        for (Row row : rows) {
            folders(row.key()).forEach(folder -> byFolder.merge(folder, row.isMarker() ? 0L : row.size(), Long::sum));
        }

        List<String> reported = report(rows, limit).stream()
                .map(PrefixSize::getPrefix)
                .filter(prefix -> !prefix.isEmpty() && !prefix.equals("*"))
                .toList();

        List<String> largest = byFolder.keySet().stream()
                .filter(folder -> slashes(folder) == 1 || byFolder.getOrDefault(folder, 0L) * 100 >= Math.max(1, all))
                .sorted(Comparator.<String>comparingLong(folder -> -byFolder.getOrDefault(folder, 0L))
                        .thenComparingLong(BucketHistogramTest::slashes)
                        .thenComparing(Comparator.naturalOrder()))
                .limit(limit)
                .sorted()
                .toList();
        assertThat(reported).isEqualTo(largest);
    }

    @Test
    void shouldReportFoldersWithinTheLargestOnes() {
        List<Row> rows = new ArrayList<>();
        IntStream.range(0, 100).forEach(at -> rows.add(row("data/train/v1/part/%d".formatted(at), 1000)));
        IntStream.range(0, 100).forEach(at -> rows.add(row("data/old-%02d/x".formatted(at), 10)));
        rows.add(row("data/index", 500));
        rows.add(row("logs/2026/1", 50));
        rows.add(row("README", 5));

        List<PrefixSize> reported = report(rows, 200);

        assertThat(reported)
                .extracting(PrefixSize::getPrefix)
                .containsExactly("", "data/", "data/train/", "data/train/v1/", "data/train/v1/part/", "logs/");
        assertThat(reported).extracting(PrefixSize::getBytes).containsExactly(5L, 1500L, 0L, 0L, 100_000L, 50L);
    }

    @Test
    void shouldReportTheSmallestFoldersTogether() {
        List<Row> rows = IntStream.range(0, 200)
                .mapToObj(at -> row("p%02d/%d".formatted(at % 20, at), at))
                .toList();

        List<PrefixSize> reported = report(rows, 5);

        assertThat(reported)
                .extracting(PrefixSize::getPrefix)
                .containsExactly("p15/", "p16/", "p17/", "p18/", "p19/", "*");
        assertThat(reported).extracting(PrefixSize::getObjects).containsExactly(10L, 10L, 10L, 10L, 10L, 150L);
    }

    @Test
    void shouldReportNoOthersWhereThereAreNone() {
        List<Row> rows = IntStream.range(0, 200)
                .mapToObj(at -> row("p%02d/%d".formatted(at % 20, at), at))
                .toList();

        assertThat(report(rows, 20))
                .hasSize(20)
                .extracting(PrefixSize::getPrefix)
                .doesNotContain("*");
    }

    @Test
    void shouldReportFoldersUpToFourSlashesDeep() {
        assertThat(report(List.of(row("a/b/c/d/e/f", 1)), 200))
                .extracting(PrefixSize::getPrefix)
                .containsExactly("a/", "a/b/", "a/b/c/", "a/b/c/d/");
    }

    /** A million folders below one folder leave those of the others their share. */
    @Test
    void shouldLeaveEachFolderOfTheFirstSlashItsShare() {
        List<Row> rows = new ArrayList<>();
        IntStream.range(0, 1000).forEach(at -> rows.add(row("shards/%04d/x".formatted(at), 1)));
        rows.add(row("runs/a/x", 1000));
        rows.add(row("runs/b/x", 1000));

        assertThat(report(rows, 5))
                .extracting(PrefixSize::getPrefix)
                .containsExactly("runs/", "runs/a/", "runs/b/", "shards/");
    }

    private static List<PrefixSize> report(List<Row> rows, int limit) {
        BucketHistogram bucketHistogram = new BucketHistogram(limit);
        for (Row row : rows) {
            PrefixHistogram histogram = bucketHistogram.forKey(row.key());
            if (row.isMarker()) {
                histogram.addDeleteMarker();
                continue;
            }
            histogram.add(row.storageClass(), row.noncurrent(), row.days(), row.size());
            if (!row.noncurrent()) {
                histogram.sample(row.hash(), row.days());
            }
        }
        List<PrefixSize> reported = new ArrayList<>();
        bucketHistogram.forEach((prefix, histogram) -> reported.add(histogram.message(prefix, true)));
        return reported;
    }

    /** Names are drawn with the square of a number, so that some folders have most of the objects. */
    private static List<Row> rows(Random random, int number) {
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at < number; at++) {
            int depth = random.nextInt(7);
            StringBuilder key = new StringBuilder();
            for (int level = 0; level < depth; level++) {
                double drawn = random.nextDouble();
                key.append((char) ('a' + (int) (drawn * drawn * 8))).append('/');
            }
            rows.add(new Row(
                    key.append(at % 900).toString(),
                    random.nextInt(10) == 0,
                    random.nextInt(5) == 0,
                    random.nextBoolean() ? StorageClass.STANDARD : StorageClass.GLACIER_IR,
                    random.nextInt(1000),
                    random.nextInt(1000) == 0 ? 0 : (long) Math.exp(random.nextDouble() * 25),
                    random.nextLong()));
        }
        return rows;
    }

    private static Row row(String key, long size) {
        return new Row(key, false, false, StorageClass.STANDARD, 1, size, key.hashCode());
    }

    private static String longest(String key, Map<String, PrefixSize> reported) {
        List<String> folders = folders(key);
        String found = folders.isEmpty() ? "" : "*";
        for (String folder : folders) {
            found = reported.containsKey(folder) ? folder : found;
        }
        return found;
    }

    /** Those of at most four slashes, the shortest first. */
    private static List<String> folders(String key) {
        return IntStream.range(0, key.length())
                .filter(at -> key.charAt(at) == '/')
                .limit(4)
                .mapToObj(at -> key.substring(0, at + 1))
                .toList();
    }

    private static long slashes(String folder) {
        return folder.chars().filter(character -> character == '/').count();
    }

    private static List<String> sample(PrefixSize size) {
        return IntStream.range(0, size.getSampledKeysCount())
                .mapToObj(at -> Long.toHexString(size.getSampledKeys(at)) + " " + size.getSampledWritten(at))
                .toList();
    }

    private static List<String> sample(List<Row> rows) {
        return rows.stream()
                .filter(Row::isCurrent)
                .sorted(Comparator.comparing(Row::hash, Long::compareUnsigned).thenComparingLong(Row::days))
                .limit(KeySample.SIZE)
                .map(row -> Long.toHexString(row.hash()) + " " + row.days())
                .toList();
    }

    private static long bytes(Collection<Row> rows) {
        return rows.stream().filter(row -> !row.isMarker()).mapToLong(Row::size).sum();
    }

    private static long cells(PrefixSize size, Function<StoredObjects, List<Long>> column) {
        return size.getStoredList().stream()
                .flatMap(stored -> column.apply(stored).stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long sum(List<PrefixSize> sizes, ToLongFunction<PrefixSize> of) {
        return sizes.stream().mapToLong(of).sum();
    }

    private static Map<String, PrefixSize> byPrefix(List<PrefixSize> sizes) {
        return sizes.stream().collect(Collectors.toMap(PrefixSize::getPrefix, size -> size));
    }

    private record Row(
            String key,
            boolean isMarker,
            boolean noncurrent,
            StorageClass storageClass,
            long days,
            long size,
            long hash) {

        boolean isCurrent() {
            return !isMarker && !noncurrent;
        }
    }
}
