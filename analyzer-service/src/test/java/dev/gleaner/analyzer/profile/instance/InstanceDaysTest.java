package dev.gleaner.analyzer.profile.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceDaysTest {

    private static final long FIRST_DAY = 20_000;
    private static final Hour FIRST = new Hour(FIRST_DAY * Hour.PER_DAY);
    private static final int DAYS = 90;
    private static final int LATENESS = 24;
    private static final int SETTLED = 2;
    private static final int MINUTES_PER_PART = 5;
    private static final HourQuantizer QUANTIZER = new HourQuantizer(
            new HourQuantizer.Limits(new double[] {20, 4}, new double[] {50}, new double[] {5_000_000}));

    private byte @Nullable [] past;

    private record Delivery(int hour, InstanceMetric metric, List<OpenHour.Point> points) {}

    /**
     * Points come early or late, repeated, in parts, of periods between a minute and an hour, and the instance is stored and read
     * in between: what is read of the days is what their points say.
     */
    @SeededTest(60)
    void shouldReadWhatThePointsSayInAnyOrder(long seed) {
        Random random = new Random(seed);
        Measured measured = new Measured(random);
        Map<Integer, List<Delivery>> deliveries = measured.deliveries(random);
        InstanceUsageHistory history = history();
        int compared = 0;

        for (int now = 0; now < DAYS * Hour.PER_DAY + LATENESS; now++) {
            for (Delivery delivery : deliveries.getOrDefault(now, List.of())) {
                history.put(
                        delivery.metric(),
                        FIRST.plus(delivery.hour()),
                        delivery.points(),
                        delivery.hour() <= now - SETTLED);
            }
            if (random.nextInt(3) > 0) {
                history.settle(FIRST.plus(now - SETTLED));
            }
            int closed = now - LATENESS;
            if (closed >= 0 && random.nextInt(10) > 0) {
                history.close(FIRST.plus(closed));
            }
            if (random.nextInt(5) == 0) {
                history = stored(history);
            }
            if (closed >= 0 && random.nextInt(24) == 0) {
                measured.assertRead(history.readDays(FIRST.plus(closed)), (closed + 1) / Hour.PER_DAY);
                compared++;
            }
        }

        assertThat(compared).isPositive();
    }

    /** What is stored is the same too, if it is stored at the same time. */
    @SeededTest(60)
    void shouldStoreTheSameWhenPointsComeLate(long seed) {
        Measured measured = new Measured(new Random(seed));
        Hour end = FIRST.plus((long) DAYS * Hour.PER_DAY);
        InstanceUsageHistory prompt = history();
        measured.hours.forEach((hour, points) -> {
            prompt.put(InstanceMetric.CPU, FIRST.plus(hour), points, false);
            prompt.settle(FIRST.plus(hour));
        });
        InstanceUsageHistory late = history();
        List<Map.Entry<Integer, List<OpenHour.Point>>> shuffled = new ArrayList<>(measured.hours.entrySet());
        Collections.shuffle(shuffled, new Random(seed));
        shuffled.forEach(entry -> late.put(InstanceMetric.CPU, FIRST.plus(entry.getKey()), entry.getValue(), true));

        prompt.close(end);
        late.close(end);

        assertThat(prompt.takeChangedPast()).isNotNull().isEqualTo(late.takeChangedPast());
    }

    @Test
    void shouldKeepTheBusiestHourForSixtyTwoDaysAndMaximaForFourteen() {
        InstanceUsageHistory history = history();
        put(history, 0, 3, 40);
        put(history, 1, 1, 12);
        put(history, 70, 2, 7);

        InstanceDays before = closedThrough(history, 62);
        InstanceDays after = closedThrough(history, 63);
        InstanceDays end = closedThrough(stored(history), 84);

        assertThat(before.from()).isEqualTo(FIRST_DAY);
        assertThat(busiest(before)).isEqualTo(Map.of(0, 40.0, 1, 12.0));
        assertThat(busiest(after)).isEqualTo(Map.of(0, 12.0));
        assertThat(before.maxima().isEmpty()).isTrue();
        assertThat(before.daysOfMaxima()).isZero();
        assertThat(busiest(end)).isEqualTo(Map.of(70 - 84 + 62, 7.0));
        assertThat(end.daysOfMaxima()).isEqualTo(1);
        assertThat(end.maxima().percentile(50)).isEqualTo(10);
        assertThat(history.readDays(FIRST.plus(85 * Hour.PER_DAY - 1L)).maxima().isEmpty())
                .isTrue();
    }

    /** A day whose hours are complete is moved to the past row before its last hour is final. */
    @Test
    void shouldReadTheSameDaysWhenTheNextOneIsStoredAlready() {
        InstanceUsageHistory history = history();
        for (int hour = 0; hour < 70 * Hour.PER_DAY; hour++) {
            for (InstanceMetric metric : InstanceMetric.values()) {
                history.put(metric, FIRST.plus(hour), List.of(point(0, 60, hour / Hour.PER_DAY)), false);
            }
            history.settle(FIRST.plus(hour));
            if (hour >= LATENESS) {
                history.close(FIRST.plus(hour - LATENESS));
            }
        }
        history = stored(history);
        assertThat(PastHours.days(past).from() + InstanceDays.DAYS).isEqualTo(FIRST_DAY + 70);

        InstanceDays days = history.readDays(FIRST.plus(70 * Hour.PER_DAY - 2L));

        assertThat(days.from()).isEqualTo(FIRST_DAY + 69 - 62);
        assertThat(busiest(days)).hasSize(62).containsEntry(0, 7.0).containsEntry(61, 68.0);
        assertThat(days.daysOfMaxima()).isEqualTo(14);
        assertThat(days.maxima().percentile(1)).isEqualTo(60);
        assertThat(days.maxima().percentile(100)).isEqualTo(70);
    }

    /** No points of CPU is not the same as an instance at 0 %. */
    @Test
    void shouldTellAnAbsentDayFromAnIdleOne() {
        InstanceUsageHistory history = history();
        put(history, 0, 0, 0);
        history.put(InstanceMetric.NETWORK_IN, FIRST.plus(Hour.PER_DAY), List.of(point(0, 5, 0)), false);

        InstanceDays days = closedThrough(history, 2);

        assertThat(busiest(days)).isEqualTo(Map.of(60, 0.0));
        assertThat(days.daysOfMaxima()).isEqualTo(1);
        assertThat(days.maxima().percentile(99)).isEqualTo(5);
    }

    @Test
    void shouldNotReadADayThatHasNotEnded() {
        InstanceUsageHistory history = history();
        put(history, 0, 0, 30);

        assertThat(busiest(history.readDays(FIRST.plus(22)))).isEmpty();
        assertThat(busiest(history.readDays(FIRST.plus(23)))).isEqualTo(Map.of(61, 30.0));
        assertThat(history.readDays(FIRST.plus(23)).maxima().percentile(99)).isEqualTo(35);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 20, 60})
    void shouldCountALongerPeriodForEachFiveMinutesAndAShorterOneOnce(int minutes) {
        InstanceUsageHistory history = history();
        List<OpenHour.Point> points = new ArrayList<>();
        for (int minute = 0; minute < 60; minute += minutes) {
            points.add(point(minute, minutes, minute < 20 ? 80 : 3));
        }
        history.put(InstanceMetric.CPU, FIRST, points, false);

        CpuMaximaHistogram maxima = closedThrough(history, 1).maxima();

        assertThat(maxima).usingRecursiveComparison().isEqualTo(maxima(4 + (minutes == 3 ? 1 : 0), minutes));
    }

    private static CpuMaximaHistogram maxima(int high, int minutes) {
        CpuMaximaHistogram expected = new CpuMaximaHistogram();
        for (int part = 0; part < InstanceHours.PARTS; part++) {
            expected.add(QUANTIZER.maximum(part < high || minutes == 60 ? 80 : 3));
        }
        return expected;
    }

    @Test
    void shouldRefuseAPastRowOfAnotherVersion() {
        past = PastHours.empty(FIRST, 48);
        past[0]--;

        assertThatThrownBy(() -> history().readDays(FIRST))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the past hours of an instance have the format 1");
    }

    private static void put(InstanceUsageHistory history, int day, int hour, double percent) {
        history.put(
                InstanceMetric.CPU, FIRST.plus((long) day * Hour.PER_DAY + hour), List.of(point(0, 5, percent)), false);
    }

    private static InstanceDays closedThrough(InstanceUsageHistory history, int days) {
        Hour last = FIRST.plus((long) days * Hour.PER_DAY - 1);
        history.close(last);
        return history.readDays(last);
    }

    private static Map<Integer, Double> busiest(InstanceDays days) {
        Map<Integer, Double> busiest = new HashMap<>();
        for (int index = 0; index < InstanceDays.DAYS; index++) {
            if (days.isMeasured(index)) {
                busiest.put(index, days.busiest(index));
            }
        }
        return busiest;
    }

    private static OpenHour.Point point(int minute, int minutes, double percent) {
        return new OpenHour.Point(
                minute, minutes, minutes, OpenHour.Point.ofPercent(percent), QUANTIZER.maximum(percent));
    }

    private InstanceUsageHistory history() {
        return new InstanceUsageHistory(QUANTIZER, 48, () -> past);
    }

    /** Written and read again. */
    private InstanceUsageHistory stored(InstanceUsageHistory history) {
        byte[] changed = history.takeChangedPast();
        past = changed == null ? past : changed;
        RowBuffer row = RowBuffer.ofSize(0);
        history.write(row);
        InstanceUsageHistory read = history();
        read.read(RowBuffer.of(row.toBytes()));
        return read;
    }

    /** The hours of an instance, with exact values. */
    private static final class Measured {

        private final Map<Integer, List<OpenHour.Point>> hours = new HashMap<>();
        private final double[] means = new double[DAYS * Hour.PER_DAY];
        private final double[][] maxima = new double[DAYS * Hour.PER_DAY][InstanceHours.PARTS];

        Measured(Random random) {
            Arrays.fill(means, Double.NaN);
            int silentFrom = random.nextInt(2 * DAYS);
            int silentThrough = silentFrom + random.nextInt(30);
            double level = random.nextInt(4) * random.nextDouble() * 20;
            for (int hour = 0; hour < means.length; hour++) {
                Arrays.fill(maxima[hour], Double.NaN);
                int day = hour / Hour.PER_DAY;
                boolean isSilent = day >= silentFrom && day <= silentThrough;
                if (!isSilent && random.nextInt(day % 4 + 1) == 0) {
                    measure(hour, random.nextInt(20) == 0 ? 100 : level, random);
                }
            }
        }

        private void measure(int hour, double level, Random random) {
            int minutes = new int[] {1, 5, 5, 5, 10, 60}[random.nextInt(6)];
            List<OpenHour.Point> points = new ArrayList<>();
            double sum = 0;
            for (int minute = 0; minute < 60; minute += minutes) {
                if (random.nextInt(6) > 0) {
                    double mean = level * random.nextDouble();
                    double maximum = mean + (100 - mean) * Math.pow(random.nextDouble(), 6);
                    points.add(new OpenHour.Point(
                            minute, minutes, minutes, OpenHour.Point.ofPercent(mean), QUANTIZER.maximum(maximum)));
                    sum += mean;
                    for (int part = minute / MINUTES_PER_PART; part * MINUTES_PER_PART < minute + minutes; part++) {
                        maxima[hour][part] =
                                Double.isNaN(maxima[hour][part]) ? maximum : Math.max(maxima[hour][part], maximum);
                    }
                }
            }
            if (!points.isEmpty()) {
                hours.put(hour, points);
                means[hour] = sum / points.size();
            }
        }

        /** The points by the hour at which they come; those of the same five minutes come together. */
        Map<Integer, List<Delivery>> deliveries(Random random) {
            Map<Integer, List<Delivery>> deliveries = new HashMap<>();
            hours.forEach((hour, points) -> {
                int split = random.nextInt(InstanceHours.PARTS + 1) * MINUTES_PER_PART;
                List<OpenHour.Point> first =
                        points.stream().filter(point -> point.minute() < split).toList();
                List<OpenHour.Point> second =
                        points.stream().filter(point -> point.minute() >= split).toList();
                for (List<OpenHour.Point> part : List.of(first, second)) {
                    boolean isPrompt = random.nextInt(4) > 0;
                    int delay = isPrompt ? 0 : random.nextInt(LATENESS);
                    boolean overlap = points.get(0).minutes() > MINUTES_PER_PART;
                    add(deliveries, hour + (overlap ? 0 : delay), hour, part);
                    if (random.nextInt(4) == 0) {
                        add(deliveries, hour + (overlap ? 0 : delay) + random.nextInt(LATENESS - delay), hour, part);
                    }
                    if (delay < SETTLED && random.nextInt(4) == 0) {
                        add(deliveries, hour + random.nextInt(SETTLED), hour, worse(part));
                    }
                }
            });
            deliveries.values().forEach(list -> Collections.shuffle(list, random));
            return deliveries;
        }

        /** Values of the same periods, of fewer samples: of no influence, whether they come before or after. */
        private static List<OpenHour.Point> worse(List<OpenHour.Point> points) {
            return points.stream()
                    .map(point -> new OpenHour.Point(
                            point.minute(), point.minutes(), 0.5f, OpenHour.Point.ofPercent(99), (byte) 199))
                    .toList();
        }

        private static void add(
                Map<Integer, List<Delivery>> deliveries, int at, int hour, List<OpenHour.Point> points) {
            if (!points.isEmpty()) {
                deliveries
                        .computeIfAbsent(at, key -> new ArrayList<>())
                        .add(new Delivery(hour, InstanceMetric.CPU, points));
                if (hour % 2 == 0) {
                    List<OpenHour.Point> bytes = points.stream()
                            .map(point -> new OpenHour.Point(point.minute(), point.minutes(), 5, 10, (byte) 0))
                            .toList();
                    deliveries.get(at).add(new Delivery(hour, InstanceMetric.NETWORK_IN, bytes));
                    deliveries.get(at).add(new Delivery(hour, InstanceMetric.NETWORK_OUT, bytes));
                }
            }
        }

        void assertRead(InstanceDays read, int end) {
            assertThat(read.from()).isEqualTo(FIRST_DAY + end - InstanceDays.DAYS);
            for (int index = 0; index < InstanceDays.DAYS; index++) {
                double busiest = busiest(end - InstanceDays.DAYS + index);
                assertThat(read.isMeasured(index)).isEqualTo(!Double.isNaN(busiest));
                if (read.isMeasured(index)) {
                    assertThat(Math.abs(read.busiest(index) - busiest)).isLessThanOrEqualTo(0.5);
                    assertThat(read.busiest(index) >= 20).isEqualTo(busiest >= 20);
                    assertThat(read.busiest(index) >= 4).isEqualTo(busiest >= 4);
                }
            }
            double[][] days = new double[InstanceDays.DAYS_OF_MAXIMA][];
            for (int index = 0; index < days.length; index++) {
                days[index] = maxima(end - InstanceDays.DAYS_OF_MAXIMA + index);
            }
            assertThat(read.daysOfMaxima()).isEqualTo((int)
                    Arrays.stream(days).filter(day -> day.length > 0).count());
            double[] sorted = Arrays.stream(days)
                    .flatMapToDouble(DoubleStream::of)
                    .sorted()
                    .toArray();
            assertThat(read.maxima().isEmpty()).isEqualTo(sorted.length == 0);
            for (int percent = 1; percent <= 100 && sorted.length > 0; percent++) {
                double exact = sorted[(sorted.length * percent + 99) / 100 - 1];
                assertThat((double) read.maxima().percentile(percent))
                        .isGreaterThanOrEqualTo(exact)
                        .isLessThanOrEqualTo(exact + 5 + 0.5);
            }
        }

        private double busiest(int day) {
            double busiest = Double.NaN;
            for (int hour = Math.max(0, day * Hour.PER_DAY); hour < (day + 1) * Hour.PER_DAY; hour++) {
                busiest = Double.isNaN(busiest) || means[hour] > busiest ? means[hour] : busiest;
            }
            return busiest;
        }

        private double[] maxima(int day) {
            return day < 0
                    ? new double[0]
                    : Arrays.stream(maxima, day * Hour.PER_DAY, (day + 1) * Hour.PER_DAY)
                            .flatMapToDouble(DoubleStream::of)
                            .filter(maximum -> !Double.isNaN(maximum))
                            .toArray();
        }
    }
}
