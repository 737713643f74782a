package dev.gleaner.analyzer.profile.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstanceUsageHistoryTest {

    private static final Hour FIRST = new Hour(500_000);
    private static final int KEPT = 48;
    private static final int HOURS = 120;
    private static final int LATENESS = 24;
    private static final HourQuantizer QUANTIZER = new HourQuantizer(HourQuantizer.Limits.NONE);

    private byte @Nullable [] past;

    /** An hour's points, delivered at an hour. */
    private record Delivery(int at, int hour, InstanceMetric metric, List<OpenHour.Point> points) {}

    /**
     * Hours come early or late, repeated, in parts, and are stored and restored in between, also without being read: what is read are
     * the hours as they were measured.
     */
    @SeededTest(100)
    void shouldReadWhatWasMeasuredInAnyOrder(long seed) {
        Random random = new Random(seed);
        InstanceHours expected = new InstanceHours(FIRST, HOURS);
        List<Delivery> deliveries = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            if (random.nextInt(5) > 0) {
                measure(hour, random, expected, deliveries);
            }
        }
        Collections.shuffle(deliveries, random);
        InstanceUsageHistory history = history();

        for (int now = 0; now <= HOURS + LATENESS; now++) {
            for (Delivery delivery : deliveries) {
                if (delivery.at() == now) {
                    history.put(
                            delivery.metric(),
                            FIRST.plus(delivery.hour()),
                            delivery.points(),
                            delivery.hour() <= now - 2);
                }
            }
            history.settle(FIRST.plus(now - 2L));
            if (now >= LATENESS) {
                history.close(FIRST.plus(now - LATENESS));
            }
            for (int stored = random.nextInt(3); stored > 0; stored--) {
                history = stored(history);
            }
            if (random.nextBoolean() || now == HOURS + LATENESS) {
                assertRead(history, expected, Math.max(0, now - LATENESS));
            }
        }
    }

    @Test
    void shouldKeepTheBetterValueOfAPeriodUntilTheHourHasSettled() {
        InstanceUsageHistory history = history();
        put(history, false, cpu(0, 3, 10), cpu(0, 5, 20), cpu(0, 4, 90));
        put(history, true, cpu(0, 60, 99), cpu(4, 60, 99), cpu(5, 5, 40));

        assertThat(history.read(FIRST, 1).cpuMean(0)).isEqualTo(30);
    }

    @Test
    void shouldNotKeepHoursOfTheFarFutureForEachHourBeforeThem() {
        InstanceUsageHistory history = history();
        history.put(InstanceMetric.CPU, FIRST, List.of(cpu(0, 1, 10)), false);
        history.put(InstanceMetric.CPU, FIRST.plus(1_000_000), List.of(cpu(0, 1, 10)), false);

        assertThat(encode(history)).hasSizeLessThan(120);
        assertThat(stored(history).read(FIRST.plus(1_000_000), 1).cpuMean(0)).isEqualTo(10);
    }

    @Test
    void shouldTakeLessThanTwoKilobytesForTwoWeeks() {
        InstanceUsageHistory history = new InstanceUsageHistory(QUANTIZER, 336, () -> null);
        for (int hour = 0; hour < 400; hour++) {
            for (InstanceMetric metric : InstanceMetric.values()) {
                List<OpenHour.Point> points = new ArrayList<>();
                for (int minute = 0; minute < 60; minute += 5) {
                    points.add(
                            metric == InstanceMetric.CPU
                                    ? cpu(minute, 5, 10 + 0.37 * hour % 7)
                                    : bytes(minute, 40_000 + 7L * hour));
                }
                history.put(metric, FIRST.plus(hour), points, false);
            }
            history.settle(FIRST.plus(hour - 2L));
            history.close(FIRST.plus(hour - 24L));
        }

        byte[] row = history.takeChangedPast();
        assertThat(row).isNotNull().hasSizeLessThan(1_950);
        assertThat(encode(history)).hasSizeLessThan(450);
    }

    /** Hours of equal traffic, of a burst, of a missing five minutes, of as much received as sent, and of hardly any traffic. */
    @Test
    void shouldKeepWhichHoursWereSteadyOnceTheirPointsAreGone() {
        HourQuantizer quantizer = new HourQuantizer(new HourQuantizer.Limits(
                new double[0],
                new double[0],
                new double[0],
                InstanceDisk.Limits.NONE,
                new HourQuantizer.SteadyTraffic(200_000, 2_000_000, 2, 0.6)));
        InstanceUsageHistory history = new InstanceUsageHistory(quantizer, KEPT, () -> past);
        for (int hour = 0; hour < 60; hour++) {
            for (int minute = 0; minute < 60; minute += 5) {
                boolean isSpecial = minute == 30;
                long sent = hour % 5 == 4 ? 9_000 : 90_000 + (hour % 5 == 1 && isSpecial ? 120_000 : 0);
                long received = hour % 5 == 3 ? 70_000 : 10_000;
                boolean isMissing = hour % 5 == 2 && isSpecial;
                history.put(InstanceMetric.CPU, FIRST.plus(hour), List.of(cpu(minute, 5, 1)), false);
                history.put(InstanceMetric.NETWORK_IN, FIRST.plus(hour), List.of(bytes(minute, received)), false);
                history.put(
                        InstanceMetric.NETWORK_OUT,
                        FIRST.plus(hour),
                        isMissing ? List.of() : List.of(bytes(minute, sent)),
                        false);
            }
            assertThat(history.read(FIRST.plus(hour), 1).isSteady(0)).isEqualTo(hour % 5 == 0);
            history.settle(FIRST.plus(hour - 2L));
            history.close(FIRST.plus(hour - 24L));
            byte[] changed = history.takeChangedPast();
            past = changed == null ? past : changed;
            byte[] row = encode(history);
            history = new InstanceUsageHistory(quantizer, KEPT, () -> past);
            history.read(RowBuffer.of(row));
        }

        InstanceHours read = history.read(FIRST.plus(59), 60);
        for (int hour = 0; hour < 60; hour++) {
            assertThat(read.isSteady(hour)).as("hour %d", hour).isEqualTo(hour % 5 == 0);
            assertThat(read.networkParts(hour)).isEqualTo(hour % 5 == 2 ? 11 : 12);
        }
    }

    private static void measure(int hour, Random random, InstanceHours expected, List<Delivery> deliveries) {
        OpenHour exact = new OpenHour();
        boolean isTogether = random.nextBoolean();
        for (InstanceMetric metric : InstanceMetric.values()) {
            List<OpenHour.Point> points = new ArrayList<>();
            for (int minute = 0; minute < 60; minute += 5) {
                if (random.nextInt(hour % 3 + 1) == 0) {
                    points.add(
                            metric == InstanceMetric.CPU
                                    ? cpu(minute, 5, 100 * random.nextDouble())
                                    : bytes(minute, random.nextInt(1_000_000)));
                }
            }
            points.forEach(point -> exact.put(metric, point));
            int split = isTogether ? 0 : random.nextInt(points.size() + 1);
            for (List<OpenHour.Point> part : List.of(points.subList(0, split), points.subList(split, points.size()))) {
                if (!part.isEmpty()) {
                    int at = isTogether ? hour : hour + random.nextInt(LATENESS);
                    deliveries.add(new Delivery(at, hour, metric, part));
                    if (random.nextBoolean()) {
                        deliveries.add(new Delivery(hour + random.nextInt(LATENESS), hour, metric, part));
                    }
                }
            }
        }
        exact.copyTo(expected, hour, QUANTIZER);
    }

    private void assertRead(InstanceUsageHistory history, InstanceHours expected, int closed) {
        int from = Math.max(0, closed - KEPT + Hour.PER_DAY);
        InstanceHours read = history.read(FIRST.plus(closed - 1L), closed - from);
        for (int index = 0; index < closed - from; index++) {
            assertThat(read.means()[index]).isEqualTo(expected.means()[from + index]);
            assertThat(read.maxima()[index]).isEqualTo(expected.maxima()[from + index]);
            assertThat(read.bytes()[index]).isEqualTo(expected.bytes()[from + index]);
            assertThat(read.parts()[index]).isEqualTo(expected.parts()[from + index]);
        }
    }

    private InstanceUsageHistory history() {
        return new InstanceUsageHistory(QUANTIZER, KEPT, () -> past);
    }

    /** Written and read again. */
    private InstanceUsageHistory stored(InstanceUsageHistory history) {
        byte[] changed = history.takeChangedPast();
        past = changed == null ? past : changed;
        InstanceUsageHistory read = history();
        read.read(RowBuffer.of(encode(history)));
        return read;
    }

    private static byte[] encode(InstanceUsageHistory history) {
        RowBuffer row = RowBuffer.ofSize(0);
        history.write(row);
        return row.toBytes();
    }

    private static void put(InstanceUsageHistory history, boolean isSettled, OpenHour.Point... points) {
        history.put(InstanceMetric.CPU, FIRST, List.of(points), isSettled);
    }

    private static OpenHour.Point cpu(int minute, float count, double percent) {
        return new OpenHour.Point(minute, 5, count, OpenHour.Point.ofPercent(percent), QUANTIZER.maximum(percent));
    }

    private static OpenHour.Point bytes(int minute, long bytes) {
        return new OpenHour.Point(minute, 5, 5, bytes, (byte) 0);
    }
}
