package dev.gleaner.analyzer.profile.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.RowWriter;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RereadSketchesTest {

    private static final String PREFIX = "data/";

    /** The first day of a period. */
    private static final long FIRST = 227L * RereadSketches.DAYS;

    private static final double LIMIT = 0.3;

    /** Above which a profile begins; see decision 113. */
    private static final double BEGINNING = 0.18;

    /** The rows of {@link #shouldReadTheFormatBefore()}: of final days, and of the hour after them. */
    private static final String FINAL_BEFORE =
            "01e30102c6df8af780b518105732364236434705345323634454444327235437545348532325737543531365445432336349"
                    + "47665144541367373344234342542126432342334223422484522434426232432d465435134233c335432234164642232234"
                    + "532e6633552493a533232342f5725453242626213438365645345745253b49c24442331455345933245333453233945a3342"
                    + "32544245224432b235125534262459333346638254d22336343242583255342422342a328553352254524634662272343436"
                    + "3367334654153833763228347434566233681352272234148431334434334233453345345474226346233333553575252421"
                    + "2226326454481365423324847144433346541fd27b72f080b518105732364236434705345323634454444327235437545348"
                    + "53232573754353136544543233634947665144541367373344234342542126432342334223422484522434426232432d4654"
                    + "35134233c335432234164642232234532e6633552493a533232342f5725453242626213438365645345745253b49c2444233"
                    + "1455345933245333453233945a334232544245224432b235125534262459333346638254d22336343242583255342422342a"
                    + "3285533522545246346622723434363367334654153833763228347434566233681352272234148431334434334233453345"
                    + "3454742263462333335535752524212226326454481365423324847144433346541f";

    private static final String HOUR_BEFORE =
            "0102c6df8af70f0f140d151515321635150a151915b901191b14121311140514141314150a14d27b72f0040f140d15850313"
                    + "1614";

    private final Map<String, byte[]> rows = new TreeMap<>();
    private int events;

    /** Popular objects, epochs of some days, sizes from equal to heavy-tailed, hosts at the same time, ranges: in any mixture. */
    @SeededTest(60)
    void shouldShowEveryPrefixWithMoreReReadsThanTheLimit(long seed) {
        Random random = new Random(seed);
        double share = LIMIT + random.nextDouble() * (1 - LIMIT);
        int objects = 1 + random.nextInt(3000);
        double skew = random.nextDouble() * 3;
        double spread = random.nextDouble() * 3;
        int hosts = 1 + random.nextInt(8);
        int every = 1 + random.nextInt(7);
        RereadSketches sketches = new RereadSketches();
        Truth truth = new Truth();
        boolean isShown = false;
        boolean paid = false;
        for (int day = 0; day < 28; day++) {
            List<ObjectRead> reads = new ArrayList<>();
            for (int read = 0; read < 300; read++) {
                boolean again = random.nextDouble() < share;
                long key = again ? (long) (objects * Math.pow(random.nextDouble(), 1 + skew)) : random.nextLong();
                if (again && day % every != 0) {
                    continue;
                }
                long bytes = size(key, spread);
                long time = time(day, random);
                for (int host = 0; host < (again ? hosts : 1); host++) {
                    reads.add(read(key, bytes, time));
                }
            }
            truth.add(reads);
            sketches.add(PREFIX, reads);
            sketches.closeDay(FIRST + day, Map.of(PREFIX, bytes(reads)));
            paid |= day >= 7 && truth.repeated() > LIMIT;
            isShown |= sketches.repeated(PREFIX) > BEGINNING;
        }

        assertThat(isShown || !paid).as("share %s", truth.repeated()).isTrue();
    }

    @SeededTest(60)
    void shouldShowWhatIsReadAgainAMonthLater(long seed) {
        Random random = new Random(seed);
        RereadSketches sketches = new RereadSketches();
        for (int round = 0; round < 2; round++) {
            List<ObjectRead> reads = new ArrayList<>();
            for (int key = 0; key < 500; key++) {
                reads.add(read(key, size(key, 1), time(30 * round, random)));
            }
            sketches.add(PREFIX, reads);
            sketches.closeDay(FIRST + 30L * round, Map.of(PREFIX, bytes(reads)));
        }

        assertThat(sketches.repeated(PREFIX)).isBetween(0.4, 0.6);
    }

    /** On no day of four weeks; a few re-reads are not many. */
    @SeededTest(60)
    void shouldNotShowAPrefixWithoutReReads(long seed) {
        Random random = new Random(seed);
        double spread = random.nextDouble() * 2;
        int ranges = 1 + random.nextInt(4);
        RereadSketches sketches = new RereadSketches();
        long key = 0;
        for (int day = 0; day < 28; day++) {
            long sum = 0;
            for (int signal = 0; signal < 30; signal++) {
                List<ObjectRead> reads = new ArrayList<>();
                for (int read = 0; read < 10; read++) {
                    long object = random.nextInt(50) == 0 ? random.nextInt(100) : 1000 + key++;
                    long time = time(day, random);
                    for (int range = 0; range < ranges; range++) {
                        reads.add(read(object, size(object, spread), time));
                    }
                }
                sketches.add(PREFIX, reads);
                sum += bytes(reads);
            }
            sketches.closeDay(FIRST + day, Map.of(PREFIX, sum));
            assertThat(sketches.repeated(PREFIX)).as("day %d", day).isLessThan(BEGINNING);
        }
    }

    /** Also when reads of some days come before the days before them are final, and rows are stored in between. */
    @SeededTest(60)
    void shouldNotDependOnOrderRepetitionAndStorage(long seed) {
        Random random = new Random(seed);
        int days = 5;
        // A period ends among them.
        long first = FIRST - 2;
        List<List<ObjectRead>> signals = new ArrayList<>();
        Map<Long, Long> bytes = new HashMap<>();
        for (int signal = 0; signal < 100; signal++) {
            List<ObjectRead> reads = new ArrayList<>();
            long day = first + random.nextInt(days);
            for (int read = 0; read < 5; read++) {
                reads.add(read(
                        random.nextInt(300),
                        1 + random.nextInt(1000),
                        day * Hour.PER_DAY * Hour.MILLIS + random.nextInt(86_400_000)));
            }
            bytes.merge(day, bytes(reads), Long::sum);
            signals.add(reads);
        }
        signals.sort((one, other) -> Long.compare(day(one.get(0)), day(other.get(0))));

        List<Double> expected = play(signals, bytes, first, days, new Random(-1), false);
        List<List<ObjectRead>> twice = new ArrayList<>(signals);
        twice.addAll(signals.subList(0, 50));
        Collections.shuffle(twice, random);

        assertThat(play(twice, bytes, first, days, random, true)).isEqualTo(expected);
        assertThat(expected).doesNotHaveDuplicates();
    }

    @Test
    void shouldHaveNoRowAfterItsPeriod() {
        RereadSketches sketches = new RereadSketches();
        sketches.add(PREFIX, List.of(read(1, 100, FIRST * Hour.PER_DAY * Hour.MILLIS)));
        sketches = stored(sketches);
        assertThat(rows.keySet()).containsExactly("k" + FIRST * Hour.PER_DAY);

        sketches.closeDay(FIRST, Map.of(PREFIX, 100L));
        sketches = stored(sketches);
        assertThat(rows.keySet()).containsExactly("s");
        sketches.closeDay(FIRST + RereadSketches.DAYS, Map.of());
        sketches = stored(sketches);

        assertThat(rows).isEmpty();
        assertThat(sketches.isEmpty()).isTrue();
    }

    @Test
    void shouldReadTheFormatBefore() {
        RereadSketches sketches = new RereadSketches();
        Map<String, Long> bytes = Map.of("data/", 400_000L, "models/", 400_000L);
        bytes.keySet().forEach(prefix -> sketches.add(prefix, distinct(0, 0, 400)));
        sketches.closeDay(FIRST, bytes);
        sketches.add("data/", distinct(1, 400, 420));
        sketches.add("models/", distinct(1, 400, 406));
        stored(sketches);
        String hour = "k" + (FIRST + 1) * Hour.PER_DAY;
        Map<String, byte[]> before = Map.of(
                "s", HexFormat.of().parseHex(FINAL_BEFORE), hour, HexFormat.of().parseHex(HOUR_BEFORE));
        assertThat(rows.keySet()).isEqualTo(before.keySet());
        assertThat(before)
                .allSatisfy((name, row) -> assertThat(rows.get(name).length).isLessThan(row.length));
        RereadSketches restored = new RereadSketches();
        before.forEach(restored::restore);

        sketches.closeDay(FIRST + 1, bytes);
        restored.closeDay(FIRST + 1, bytes);

        Map<String, byte[]> written = new TreeMap<>();
        restored.drain(written::put, (name, row) -> assertThat(row).isNull());
        stored(sketches);
        assertThat(written.get("s")).isEqualTo(rows.get("s"));
    }

    /** Also where reads of the hour came before the days became final. */
    @Test
    void shouldKeepNothingOfAnHourThatFinalDaysHave() {
        RereadSketches sketches = new RereadSketches();
        sketches.add(PREFIX, distinct(0, 0, 2000));
        sketches.add(PREFIX, distinct(1, 0, 1));
        sketches.closeDay(FIRST, Map.of(PREFIX, 2_000_000L));
        stored(sketches);
        Map<String, byte[]> before = Map.copyOf(rows);

        sketches.add(PREFIX, distinct(1, 0, 2000));
        stored(sketches);

        assertThat(rows).isEqualTo(before);
    }

    /** The shares at the end of each day. Each signal comes at some time at which its day is not final, or in the given order. */
    private List<Double> play(
            List<List<ObjectRead>> signals,
            Map<Long, Long> bytes,
            long first,
            int days,
            Random random,
            boolean isShuffled) {
        RereadSketches sketches = new RereadSketches();
        List<List<ObjectRead>> left = new ArrayList<>(signals);
        List<Double> shares = new ArrayList<>();
        for (long day = first; day < first + days; day++) {
            for (List<ObjectRead> signal : List.copyOf(left)) {
                boolean isDue = day(signal.get(0)) == day;
                if (isDue || (isShuffled && random.nextInt(days) == 0)) {
                    sketches.add(PREFIX, signal);
                    left.remove(signal);
                    if (isShuffled && random.nextInt(5) == 0) {
                        sketches = stored(sketches);
                    }
                }
            }
            sketches.closeDay(day, Map.of(PREFIX, bytes.get(day)));
            shares.add(sketches.repeated(PREFIX));
        }
        return shares;
    }

    private RereadSketches stored(RereadSketches sketches) {
        RowWriter writer = (name, row) -> {
            if (row == null) {
                rows.remove(name);
            } else {
                rows.put(name, row);
            }
        };
        sketches.drain(writer, writer);
        RereadSketches restored = new RereadSketches();
        rows.forEach(restored::restore);
        return restored;
    }

    private ObjectRead read(long key, long bytes, long time) {
        return new ObjectRead(events++, key * 0x9e3779b97f4a7c15L, bytes, time);
    }

    private List<ObjectRead> distinct(int day, int from, int until) {
        List<ObjectRead> reads = new ArrayList<>();
        for (int key = from; key < until; key++) {
            reads.add(read(key, 1000, (FIRST + day) * Hour.PER_DAY * Hour.MILLIS));
        }
        return reads;
    }

    private static long day(ObjectRead read) {
        return Math.floorDiv(read.time(), Hour.PER_DAY * Hour.MILLIS);
    }

    private static long time(int day, Random random) {
        return (FIRST + day) * Hour.PER_DAY * Hour.MILLIS + random.nextInt(86_400_000);
    }

    /** Of an object the same each time. */
    private static long size(long key, double spread) {
        return 1 + (long) (1e6 * Math.exp(spread * new Random(key).nextGaussian()));
    }

    private static long bytes(List<ObjectRead> reads) {
        return reads.stream().mapToLong(ObjectRead::bytes).sum();
    }

    /** The share as a {@link ReuseProfile} counts it, without forgetting. */
    private static final class Truth {

        private final Set<Long> known = new HashSet<>();
        private double repeated;
        private double all;

        void add(List<ObjectRead> reads) {
            Map<Long, Map<Long, Long>> quarters = new TreeMap<>();
            reads.forEach(read -> quarters.computeIfAbsent(ReadBuffer.quarter(read.time()), key -> new TreeMap<>())
                    .merge(read.keyHash(), read.bytes(), Long::sum));
            quarters.values()
                    .forEach(quarter -> quarter.forEach((key, bytes) -> {
                        repeated += known.add(key) ? 0 : bytes;
                        all += bytes;
                    }));
        }

        double repeated() {
            return all == 0 ? 0 : repeated / all;
        }
    }
}
