package dev.gleaner.analyzer.profile.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HourlyCounterHistoryTest {

    private static final Hour HOUR = Sights.LAST;
    private static final int KEPT = 400;
    private static final CounterKey KNOWN = new CounterKey("a/", "eu-west-1");
    private static final CounterKey UNKNOWN = new CounterKey("a/", "");

    @SeededTest(50)
    void shouldCountEachEventOnceWhereverItsReaderIsKnownBest(long seed) {
        Random random = new Random(seed);
        List<CounterSample> told = new ArrayList<>();
        for (int event = 0; event < 20; event++) {
            told.add(transfer("e" + event, KNOWN, 10));
            told.add(transfer("e" + event, UNKNOWN, 10));
            told.add(transfer("e" + event, KNOWN, random.nextBoolean() ? 10 : 9));
        }
        told.add(transfer("only", UNKNOWN, 7));
        Collections.shuffle(told, random);
        HourlyCounterHistory traffic = new HourlyCounterHistory(10);
        told.forEach(transfer -> traffic.put(HOUR, List.of(transfer)));

        assertThat(traffic.window(HOUR, 1, null))
                .isEqualTo(Map.of(KNOWN, new CounterSum(200, 1), UNKNOWN, new CounterSum(7, 1)));
        traffic.close(HOUR, KEPT);
        assertThat(traffic.window(HOUR, 1, null))
                .isEqualTo(Map.of(KNOWN, new CounterSum(200, 1), UNKNOWN, new CounterSum(7, 1)));
    }

    @Test
    void shouldTellEventsApartThatConcernSeveralObjects() {
        assertThat(CounterSample.id("e", 1))
                .isNotEqualTo(CounterSample.id("e", 2))
                .isNotEqualTo(CounterSample.id("f", 1));
    }

    @Test
    void shouldSumUpPartsBeyondTheLimitAndKeepThoseThatItKnows() {
        HourlyCounterHistory traffic = new HourlyCounterHistory(2);
        put(traffic, HOUR, "b/", 5);
        put(traffic, HOUR, "a/", 5);
        put(traffic, HOUR, "c/", 1);
        put(traffic, HOUR, "d/", 9);
        traffic.close(HOUR, KEPT);
        assertThat(traffic.finalParts()).containsExactly("a/", "d/");
        assertThat(traffic.window(HOUR, 1, null))
                .containsEntry(new CounterKey(CounterKey.OTHER, "x"), new CounterSum(6, 1));

        put(traffic, HOUR.plus(1), "b/", 100);
        put(traffic, HOUR.plus(1), "a/", 1);
        traffic.close(HOUR.plus(1), KEPT);

        assertThat(traffic.finalParts()).containsExactly("a/", "d/");
        assertThat(traffic.window(HOUR.plus(1), 1, null))
                .isEqualTo(Map.of(
                        new CounterKey("a/", "x"),
                        new CounterSum(1, 1),
                        new CounterKey(CounterKey.OTHER, "x"),
                        new CounterSum(100, 1)));
    }

    @Test
    void shouldForgetOldDaysAndMakeRoom() {
        HourlyCounterHistory traffic = new HourlyCounterHistory(1);
        put(traffic, HOUR, "a/", 5);
        traffic.close(HOUR, KEPT);

        traffic.close(HOUR.plus(1), 1);

        assertThat(traffic.isEmpty()).isTrue();
        assertThat(traffic.finalParts()).isEmpty();
    }

    /** Whatever is restored from rows between two steps. */
    @Test
    void shouldKeepTalkersInRowsUntilTheirDayIsForgotten() {
        Rows rows = new Rows();
        HourlyCounterHistory traffic = new HourlyCounterHistory(10);
        traffic.put(HOUR, transfer("f1", KNOWN, 9), Map.of("i-1", 6L, "i-2", 3L));
        traffic = rows.restored(traffic);
        traffic.put(HOUR, transfer("f1", KNOWN, 9), Map.of("i-1", 6L, "i-2", 3L));
        traffic.put(HOUR, transfer("f2", KNOWN, 4), Map.of("i-1", 4L));
        traffic = rows.restored(traffic);
        assertThat(traffic.talkers(HOUR, 24, "eu-west-1")).isEqualTo(Map.of("i-1", 10L, "i-2", 3L));
        assertThat(traffic.talkers(HOUR, 24, "us-west-2")).isEmpty();

        traffic.close(HOUR, KEPT);
        traffic = rows.restored(traffic);
        assertThat(traffic.talkers(HOUR, 24, "eu-west-1")).isEqualTo(Map.of("i-1", 10L, "i-2", 3L));
        assertThat(traffic.window(HOUR, 1, null)).isEqualTo(Map.of(KNOWN, new CounterSum(13, 1)));
        // The day of the hour does not lie in the last 24 hours as a whole.
        assertThat(traffic.talkers(HOUR.plus(2), 24, "eu-west-1")).isEmpty();

        traffic.close(HOUR.plus(1), 1);
        rows.restored(traffic);
        assertThat(rows.byName).isEmpty();
    }

    /** The rows of a store. */
    private static final class Rows {

        private final Map<String, byte[]> byName = new TreeMap<>();

        HourlyCounterHistory restored(HourlyCounterHistory traffic) {
            traffic.drain(this::write, this::write);
            HourlyCounterHistory restored = new HourlyCounterHistory(10);
            byName.forEach(restored::restore);
            return restored;
        }

        private void write(String name, byte @Nullable [] row) {
            if (row == null) {
                byName.remove(name);
            } else {
                byName.put(name, row);
            }
        }
    }

    private static void put(HourlyCounterHistory traffic, Hour hour, String part, long bytes) {
        traffic.put(hour, List.of(transfer(part + hour.number(), new CounterKey(part, "x"), bytes)));
    }

    private static CounterSample transfer(String event, CounterKey counterKey, long bytes) {
        return new CounterSample(CounterSample.id(event, 0), 0, counterKey, bytes);
    }
}
