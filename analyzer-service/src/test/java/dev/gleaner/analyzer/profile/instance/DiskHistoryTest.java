package dev.gleaner.analyzer.profile.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class DiskHistoryTest {

    private static final Hour FIRST = new Hour(495_000);
    private static final int HOURS = 30;
    private static final int KEPT = 48;
    private static final InstanceDisk.Limits LIMITS = new InstanceDisk.Limits(36_000, 0.8);

    private record Point(int hour, boolean isReads, int minute, int minutes, double rate) {}

    /** Whatever the order and the repetition of its points, and wherever the row was written and read between them. */
    @SeededTest(30)
    void shouldBeTheSameInAnyOrderAndStored(long seed) {
        Random random = new Random(seed);
        List<Point> points = points(random);
        DiskHistory inOrder = fold(new DiskHistory(LIMITS, KEPT), points);
        List<Point> shuffled = new ArrayList<>(points);
        shuffled.addAll(points.subList(0, points.size() / 3));
        Collections.shuffle(shuffled, random);
        DiskHistory stored = new DiskHistory(LIMITS, KEPT);
        for (int from = 0; from < shuffled.size(); from += 300) {
            stored = restore(fold(stored, shuffled.subList(from, Math.min(shuffled.size(), from + 300))));
        }

        assertThat(stored.read(FIRST, HOURS)).isEqualTo(inOrder.read(FIRST, HOURS));
        for (int hour = 0; hour < HOURS; hour += 1 + random.nextInt(5)) {
            stored.settle(FIRST.plus(hour));
            stored.close(FIRST.plus(hour));
            stored = restore(stored);
            assertThat(stored.read(FIRST, HOURS)).isEqualTo(inOrder.read(FIRST, HOURS));
        }
        inOrder.close(FIRST.plus(HOURS));
        stored.close(FIRST.plus(HOURS));
        assertThat(stored.read(FIRST, HOURS)).isEqualTo(inOrder.read(FIRST, HOURS));
    }

    /** Rounding never makes an hour at work a quiet one, nor one far below the limit an hour at work. */
    @SeededTest(30)
    void shouldNeverCountLessThanThereWas(long seed) {
        List<Point> points = points(new Random(seed));

        InstanceDisk read = fold(new DiskHistory(LIMITS, KEPT), points).read(FIRST, HOURS);

        for (int hour = 0; hour < HOURS; hour++) {
            double greater = Math.max(sum(points, hour, true), sum(points, hour, false));
            if (greater >= LIMITS.operations()) {
                assertThat(read.atWork().get(hour)).isTrue();
            }
            double both = sum(points, hour, true) + sum(points, hour, false);
            if (both * 1.1 < LIMITS.operations()) {
                assertThat(read.atWork().get(hour)).isFalse();
            }
        }
    }

    @Test
    void shouldKnowAnHourByBothDirections() {
        DiskHistory history = fold(
                new DiskHistory(LIMITS, KEPT),
                List.of(new Point(0, true, 0, 60, 1), new Point(1, true, 0, 60, 1), new Point(1, false, 0, 50, 0)));

        assertThat(history.read(FIRST, 3).known().get(0)).isFalse();
        assertThat(history.read(FIRST, 3).known().get(1)).isTrue();
        assertThat(history.read(FIRST, 3).known().get(2)).isFalse();
    }

    @Test
    void shouldKeepTheHoursOfAWindowOnly() {
        DiskHistory history = fold(new DiskHistory(LIMITS, KEPT), List.of(new Point(0, true, 0, 60, 900)));
        history.close(FIRST.plus(KEPT - 1));

        assertThat(history.read(FIRST, 1).atWork().get(0)).isTrue();

        history.close(FIRST.plus(KEPT));

        assertThat(history.read(FIRST, 1).atWork().get(0)).isFalse();
        assertThat(history.isEmpty()).isTrue();
    }

    /** Of 14 days, and an hour of points of five minutes. */
    @Test
    void shouldTakeFewBytesOfAnInstance() {
        assertThat(bytes(hour -> 1)).isLessThanOrEqualTo(45);
        assertThat(bytes(hour -> hour % 24 < 2 ? 300 : 2)).isLessThanOrEqualTo(70);
        assertThat(bytes(hour -> hour * 7 % 5 < 2 ? 300 : 2)).isLessThanOrEqualTo(130);
    }

    private static int bytes(IntToDoubleFunction rate) {
        int days = 14 * 24;
        DiskHistory history = new DiskHistory(LIMITS, days);
        for (int hour = 0; hour < days; hour++) {
            for (int minute = 0; minute < 60; minute += 5) {
                double one = rate.applyAsDouble(hour) * (1 + minute / 60.0);
                history.put(FIRST.plus(hour), true, minute, 5, one);
                history.put(FIRST.plus(hour), false, minute, 5, one);
            }
            history.close(FIRST.plus(hour - 1));
        }
        RowBuffer row = RowBuffer.ofSize(16);
        history.write(row);
        return row.toBytes().length;
    }

    private static double sum(List<Point> points, int hour, boolean isReads) {
        return points.stream()
                .filter(point -> point.hour() == hour && point.isReads() == isReads)
                .mapToDouble(point -> point.rate() * 60 * point.minutes())
                .sum();
    }

    private static List<Point> points(Random random) {
        List<Point> points = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            int period = List.of(1, 5, 60).get(random.nextInt(3));
            double level = random.nextBoolean() ? 2 : 14;
            for (int minute = 0; minute < 60; minute += period) {
                for (boolean isReads : new boolean[] {true, false}) {
                    if (random.nextInt(20) > 0) {
                        points.add(new Point(hour, isReads, minute, period, level * random.nextDouble()));
                    }
                }
            }
        }
        return points;
    }

    private static DiskHistory fold(DiskHistory history, List<Point> points) {
        for (Point point : points) {
            history.put(FIRST.plus(point.hour()), point.isReads(), point.minute(), point.minutes(), point.rate());
        }
        return history;
    }

    private static DiskHistory restore(DiskHistory history) {
        RowBuffer row = RowBuffer.ofSize(16);
        history.write(row);
        return DiskHistory.read(RowBuffer.of(row.toBytes()), LIMITS, KEPT);
    }
}
