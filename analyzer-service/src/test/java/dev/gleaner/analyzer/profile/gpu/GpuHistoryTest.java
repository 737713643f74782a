package dev.gleaner.analyzer.profile.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.test.SeededTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GpuHistoryTest {

    private static final String RESOURCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-1";
    private static final Hour FIRST = new Hour(500_000);
    private static final int HOURS = 110;
    private static final int LATENESS = 20;
    private static final int DAYS_KEPT = 2;
    private static final long MIB = 1 << 20;
    private static final List<String> SOURCES = List.of("gpu", "gpu-dcgm");

    private final PartitionStores stores = PartitionStores.inMemory();

    /**
     * Readings come early or late, repeated, also with fewer values, by two sources, and are stored and read again in between: what
     * is read are the hours as they were.
     */
    @SeededTest(100)
    void shouldReadTheSameForEveryOrderAndRepetition(long seed) {
        Random random = new Random(seed);
        List<Delivery> deliveries = deliveries(random);
        ExactHours exact = new ExactHours();
        GpuHistory history = GpuHistory.empty(RESOURCE);
        for (int now = 0; now <= HOURS + LATENESS; now++) {
            for (Delivery delivery : deliveries) {
                if (delivery.at() == now) {
                    put(history, delivery);
                    exact.add(delivery);
                    history = random.nextInt(50) == 0 ? stored(history) : history;
                }
            }
            if (now >= LATENESS) {
                Hour closed = FIRST.plus(now - LATENESS);
                history.close(closed, closed.day() - DAYS_KEPT);
                exact.close(closed);
                history = random.nextBoolean() ? stored(history) : history;
            }
            Hour evaluated = FIRST.plus(Math.max(0, now - random.nextInt(LATENESS)));
            int hours = 1 + random.nextInt(60);
            assertThat(text(history.read(evaluated, hours))).isEqualTo(exact.text(evaluated, hours));
            assertThat(history.countReadBy(evaluated)).isEqualTo(exact.countReadBy(evaluated));
            assertThat(history.isReadBy(evaluated)).isEqualTo(exact.countReadBy(evaluated) > 0);
            assertThat(history.idleThrough(evaluated, hours)).isEqualTo(exact.idleThrough(evaluated, hours));
            assertThat(history.lastWork(evaluated)).isEqualTo(exact.last(evaluated, GpuState.ACTIVE));
            assertThat(history.lastProcess(evaluated)).isEqualTo(exact.last(evaluated, GpuState.ACTIVE, GpuState.HELD));
        }
    }

    @SeededTest(100)
    void shouldWriteTheSameRowsForEveryOrderAndRepetition(long seed) {
        Random random = new Random(seed);
        List<Delivery> deliveries = deliveries(random).stream()
                .sorted((one, other) ->
                        Long.compare(one.reading().second(), other.reading().second()))
                .limit(300)
                .collect(Collectors.toCollection(ArrayList::new));
        // Numbers of GPUs are given in the order in which these come.
        List<Delivery> first = List.copyOf(deliveries);
        GpuHistory ordered = GpuHistory.empty(RESOURCE);
        deliveries.forEach(delivery -> put(ordered, delivery));
        PartitionStores expected = PartitionStores.inMemory();
        ordered.save(expected);

        GpuHistory disordered = GpuHistory.empty(RESOURCE);
        for (String uuid : first.stream().map(Delivery::uuid).distinct().toList()) {
            put(
                    disordered,
                    first.stream()
                            .filter(delivery -> delivery.uuid().equals(uuid))
                            .findFirst()
                            .orElseThrow());
        }
        deliveries.addAll(deliveries.subList(0, 150));
        Collections.shuffle(deliveries, random);
        for (Delivery delivery : deliveries) {
            put(disordered, delivery);
            disordered = random.nextInt(10) == 0 ? stored(disordered) : disordered;
        }
        disordered.save(stores);

        assertThat(rows(stores)).isEqualTo(rows(expected));
    }

    @Test
    void shouldForgetAGpuThatIsNoLongerRead() {
        GpuHistory history = GpuHistory.empty(RESOURCE);
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int hour = 0; hour < 10 * Hour.PER_DAY; hour++) {
            if (hour < 30) {
                history.put("gpu", "GPU-1", "A10", reading(hour, 0, 10));
            }
            if (hour > 20 && hour < 100) {
                history.put("gpu", "GPU-2", "A10", reading(hour, 0, 10));
            }
            history.close(FIRST.plus(hour), FIRST.plus(hour).day() - DAYS_KEPT);
            history = stored(history);
            counts.put(hour, history.countReadBy(FIRST.plus(hour)));
        }

        assertThat(counts)
                .containsEntry(20, 1)
                .containsEntry(50, 2)
                .containsEntry(115, 1)
                .containsEntry(200, 0);
        assertThat(history.isEmpty()).isTrue();
        assertThat(rows(stores)).isEmpty();
    }

    @Test
    void shouldKnowTheLastWorkForTwoWeeks() {
        GpuHistory history = GpuHistory.empty(RESOURCE);
        history.put("gpu", "GPU-1", "A10", new GpuReading(second(0, 7), GpuState.ACTIVE, 90, MIB, MIB));
        for (int hour = 0; hour < 400; hour++) {
            history.put("gpu", "GPU-1", "A10", reading(hour, 30, 0));
            history.close(FIRST.plus(hour - LATENESS), FIRST.plus(hour).day() - DAYS_KEPT);
            history = stored(history);
            assertThat(history.lastWork(FIRST.plus(hour)))
                    .isEqualTo(
                            hour < 14 * Hour.PER_DAY
                                    ? Optional.of(Instant.ofEpochSecond(second(0, 7)))
                                    : Optional.empty());
        }
    }

    /** As the agent reads them: every 15 seconds, each GPU some milliseconds after the one before. */
    @Test
    void shouldTakeLittleRoomForManyReadings() {
        Random random = new Random(1);
        GpuHistory history = GpuHistory.empty(RESOURCE);
        for (int hour = 0; hour < 72; hour++) {
            for (double time = 0; time < 3600; time += 15.1) {
                for (int gpu = 0; gpu < 8; gpu++) {
                    int second = (int) Math.min(3599, time + 0.01 * gpu);
                    long memory = random.nextLong(80_000) * MIB;
                    history.put(
                            "gpu",
                            "GPU-" + gpu,
                            "A100",
                            new GpuReading(
                                    second(hour, second), GpuState.ACTIVE, random.nextInt(100), memory, 80_000 * MIB));
                }
            }
            history.close(FIRST.plus(hour - 2), FIRST.plus(hour).day() - DAYS_KEPT);
        }
        history.save(stores);

        assertThat(sizes(stores.hours())).isNotEmpty().allMatch(size -> size < 400);
        assertThat(sizes(stores.days())).isNotEmpty().allMatch(size -> size < 1_300);
    }

    private static List<Integer> sizes(StateStore store) {
        List<Integer> sizes = new ArrayList<>();
        store.scan("", (key, row) -> sizes.add(row.length));
        return sizes;
    }

    private GpuHistory stored(GpuHistory history) {
        history.save(stores);
        return history.isEmpty() ? GpuHistory.empty(RESOURCE) : GpuHistory.stored(RESOURCE, stores);
    }

    private static void put(GpuHistory history, Delivery delivery) {
        history.put(delivery.source(), delivery.uuid(), "A10", delivery.reading());
    }

    private static Map<String, List<Byte>> rows(PartitionStores stores) {
        Map<String, List<Byte>> rows = new TreeMap<>();
        for (StateStore store : List.of(stores.hours(), stores.days())) {
            store.scan("", (key, row) -> {
                List<Byte> bytes = new ArrayList<>();
                for (byte one : row) {
                    bytes.add(one);
                }
                rows.put(key, bytes);
            });
        }
        return rows;
    }

    private static GpuReading reading(int hour, int second, double utilization) {
        return new GpuReading(second(hour, second), GpuState.IDLE, utilization, MIB, MIB);
    }

    private static long second(int hour, int second) {
        return FIRST.plus(hour).number() * 3600 + second;
    }

    /** A reading of one of three GPUs, one of which is replaced, by one of two sources, delivered at an hour. */
    private record Delivery(int at, String source, String uuid, GpuReading reading) {}

    private static List<Delivery> deliveries(Random random) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            boolean isIdle = hour / 10 % 2 == 0;
            for (int number = random.nextInt(30); number > 0; number--) {
                int gpu = random.nextInt(2);
                String uuid = "GPU-" + (gpu == 1 && hour > 40 ? 2 : gpu);
                int second = 60 * random.nextInt(60) + random.nextInt(2);
                String source = SOURCES.get(random.nextInt(10) == 0 ? 1 : 0);
                GpuReading reading = reading(isIdle, source, uuid, second(hour, second), random);
                for (int copy = random.nextInt(3); copy >= 0; copy--) {
                    deliveries.add(new Delivery(hour + random.nextInt(LATENESS), source, uuid, part(reading, random)));
                }
            }
        }
        Collections.shuffle(deliveries, random);
        return deliveries;
    }

    /** A source has one utilization of a GPU for a second; states and memory may differ. */
    private static GpuReading reading(boolean isIdle, String source, String uuid, long second, Random random) {
        Random ofSecond = new Random((source + uuid + second).hashCode());
        double utilization = ofSecond.nextInt(3) == 0 ? ofSecond.nextInt(101) : 100 * ofSecond.nextDouble();
        GpuState state = GpuState.of(random.nextInt(isIdle ? 2 : 4));
        long memory = random.nextLong(80_000 * MIB);
        return new GpuReading(second, state, utilization, memory, 80_000 * MIB);
    }

    private static GpuReading part(GpuReading reading, Random random) {
        return new GpuReading(
                reading.second(),
                reading.state(),
                random.nextInt(4) == 0 ? Double.NaN : reading.utilization(),
                random.nextInt(4) == 0 ? -1 : reading.memoryUsed(),
                reading.memoryTotal());
    }

    private static String text(List<HourlyGpuWindow> windows) {
        StringBuilder text = new StringBuilder();
        for (HourlyGpuWindow window : windows) {
            text.append(window.uuid())
                    .append(' ')
                    .append(window.name())
                    .append(' ')
                    .append(window.memoryTotal());
            for (int hour = 0; hour < window.hours(); hour++) {
                text.append('\n');
                if (window.isRead(hour)) {
                    text.append(line(
                            window.state(hour),
                            window.readings(hour),
                            window.hasUtilization(hour) ? window.utilization(hour) : Double.NaN,
                            window.memoryUsed(hour)));
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String line(GpuState state, int readings, double utilization, long memory) {
        return state + " " + readings + " " + utilization + " " + memory;
    }

    /** All readings, as they came. */
    private static final class ExactHours {

        private final Map<String, Map<Long, List<Delivery>>> gpus = new TreeMap<>();
        private final List<Delivery> all = new ArrayList<>();
        private long end = Long.MIN_VALUE;

        void add(Delivery delivery) {
            all.add(delivery);
            gpus.computeIfAbsent(delivery.uuid(), uuid -> new TreeMap<>())
                    .computeIfAbsent(delivery.reading().hour().number(), hour -> new ArrayList<>())
                    .add(delivery);
        }

        void close(Hour hour) {
            if (hour.plus(1).day() > end) {
                end = hour.plus(1).day();
                long oldest = (hour.day() - DAYS_KEPT) * Hour.PER_DAY;
                gpus.values().forEach(hours -> hours.keySet().removeIf(number -> number < oldest));
                gpus.values().removeIf(Map::isEmpty);
            }
        }

        String text(Hour last, int hours) {
            StringBuilder text = new StringBuilder();
            gpus.forEach((uuid, byHour) -> {
                if (isRead(byHour, last, hours)) {
                    text.append(uuid).append(" A10 ").append(80_000 * MIB);
                    for (int hour = 1 - hours; hour <= 0; hour++) {
                        text.append('\n').append(line(byHour.get(last.number() + hour)));
                    }
                    text.append('\n');
                }
            });
            return text.toString();
        }

        private static boolean isRead(Map<Long, List<Delivery>> byHour, Hour last, int hours) {
            return byHour.keySet().stream()
                    .anyMatch(number -> number <= last.number() && number > last.number() - hours);
        }

        private static String line(List<Delivery> hour) {
            if (hour == null) {
                return "";
            }
            Map<String, Double> utilizations = new TreeMap<>();
            TreeSet<String> readings = new TreeSet<>();
            GpuState state = GpuState.IDLE;
            long memory = -1;
            for (Delivery delivery : hour) {
                GpuReading reading = delivery.reading();
                String key = delivery.source() + reading.second();
                readings.add(key);
                if (!Double.isNaN(reading.utilization())) {
                    utilizations.put(key, reading.utilization());
                }
                state = state.compareTo(reading.state()) > 0 ? state : reading.state();
                memory = Math.max(memory, reading.memoryUsed());
            }
            double mean = utilizations.values().stream()
                    .mapToDouble(utilization -> Math.round(utilization * 1024) / 1024.0)
                    .average()
                    .orElse(Double.NaN);
            double rounded = Double.isNaN(mean) ? mean : Math.round(mean * 500) / 500.0;
            long mebibytes = memory < 0 ? -1 : (memory + MIB - 1) / MIB * MIB;
            return GpuHistoryTest.line(state, readings.size(), rounded, mebibytes);
        }

        int countReadBy(Hour hour) {
            return (int) gpus.values().stream()
                    .filter(byHour -> byHour.keySet().stream().anyMatch(number -> number <= hour.number()))
                    .count();
        }

        Optional<Instant> idleThrough(Hour evaluated, int hours) {
            Instant through = null;
            for (Map<Long, List<Delivery>> byHour : gpus.values()) {
                if (isRead(byHour, evaluated, hours)) {
                    List<GpuReading> later = byHour.entrySet().stream()
                            .filter(hour ->
                                    hour.getKey() > evaluated.number() && hour.getKey() <= evaluated.number() + 3)
                            .flatMap(hour -> hour.getValue().stream())
                            .map(Delivery::reading)
                            .toList();
                    if (later.stream().anyMatch(reading -> reading.state().compareTo(GpuState.HELD) > 0)) {
                        return Optional.empty();
                    }
                    Instant idle = Instant.ofEpochSecond(later.stream()
                            .mapToLong(GpuReading::second)
                            .max()
                            .orElse(evaluated.end().getEpochSecond()));
                    through = through == null || idle.isBefore(through) ? idle : through;
                }
            }
            return Optional.ofNullable(through);
        }

        Optional<Instant> last(Hour evaluated, GpuState... states) {
            return all.stream()
                    .map(Delivery::reading)
                    .filter(reading -> reading.hour().number() <= evaluated.number() + 3
                            && List.of(states).contains(reading.state()))
                    .map(reading -> Instant.ofEpochSecond(reading.second()))
                    .max(Instant::compareTo);
        }
    }
}
