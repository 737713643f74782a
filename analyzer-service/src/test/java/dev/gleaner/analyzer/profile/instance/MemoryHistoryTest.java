package dev.gleaner.analyzer.profile.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.gpu.GpuHistory;
import dev.gleaner.test.SeededTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest {

    private static final Hour FIRST = Hour.of(Instant.parse("2026-07-01T00:00:00Z"));
    private static final int HOURS = 24 * 24;
    private static final int LATENESS = 24;
    private static final int WINDOW = 14;

    private byte @Nullable [] row;

    /** A value that comes at an hour. */
    private record Delivery(int at, int hour, double percent) {}

    /**
     * Values come in any order, repeated, late, and are stored in between: what is read is the nearest rank of the greatest value of each
     * hour, and the days with enough of them.
     */
    @SeededTest(60)
    void shouldReadWhatWasReportedInAnyOrder(long seed) {
        Random random = new Random(seed);
        double present = 0.3 + 0.7 * random.nextDouble();
        double[] greatest = new double[HOURS];
        List<Delivery> deliveries = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            greatest[hour] = Double.NaN;
            for (int point = random.nextDouble() < present ? 1 + random.nextInt(3) : 0; point > 0; point--) {
                double percent = random.nextInt(201) / 2.0;
                greatest[hour] = Double.isNaN(greatest[hour]) ? percent : Math.max(greatest[hour], percent);
                deliveries.add(new Delivery(hour + random.nextInt(LATENESS), hour, percent));
                deliveries.add(new Delivery(hour + random.nextInt(LATENESS), hour, percent));
            }
        }
        Collections.shuffle(deliveries, random);
        MemoryHistory history = stored(new MemoryHistory(false, () -> null));

        for (int now = 0; now < HOURS + LATENESS; now++) {
            for (Delivery delivery : deliveries) {
                if (delivery.at() == now) {
                    history.put(FIRST.plus(delivery.hour()), delivery.percent());
                }
            }
            if (random.nextInt(3) == 0) {
                history = stored(history);
            }
            if (now >= LATENESS) {
                history.close(FIRST.plus(now - LATENESS));
                assertThat(history.read(FIRST.plus(now - LATENESS))).isEqualTo(expected(greatest, now - LATENESS));
            }
        }
    }

    /** Of days that are final only the greatest hours are kept. */
    @Test
    void shouldNotGrowWithTime() {
        MemoryHistory history = new MemoryHistory(false, () -> null);
        int longest = 0;
        for (int hour = 0; hour < 100 * 24; hour++) {
            history.put(FIRST.plus(hour), hour % 100);
            if (hour >= LATENESS) {
                history.close(FIRST.plus(hour - LATENESS));
            }
            history = stored(history);
            longest = Math.max(longest, row == null ? 0 : row.length);
        }

        assertThat(longest).isEqualTo(2 + 14 * 9 + 2 * 29);
    }

    @Test
    void shouldRoundUp() {
        MemoryHistory history = new MemoryHistory(false, () -> null);
        history.put(FIRST, 40.01);
        history.put(FIRST.plus(1), 250);

        assertThat(history.read(FIRST.plus(23))).isEqualTo(new InstanceMemory(0, 2, 100));
        assertThat(history.read(FIRST.plus(22))).isEqualTo(InstanceMemory.UNKNOWN);
        assertThat(history.isEmpty()).isFalse();
    }

    @Test
    void shouldRejectAnUnknownVersion() {
        MemoryHistory history = new MemoryHistory(true, () -> new byte[] {9, 0});

        assertThatThrownBy(() -> history.read(FIRST)).isInstanceOf(IllegalStateException.class);
    }

    /** The profile tells by its own row whether there is one of memory, and keeps what comes late out of it. */
    @Test
    void shouldBeAPartOfTheProfile() {
        InstanceProfile profile = Defaults.instances().blank(Week.RESOURCE);
        assertThat(profile.memory().isEmpty()).isTrue();
        Week.fold(
                profile,
                Signals.metric(
                        Week.RESOURCE, "CWAgent mem_used_percent", FIRST.plus(5).start(), 20, 41));

        int late = InstanceProfileUpdater.fold(
                profile,
                Signals.metric(
                        Week.RESOURCE, "CWAgent mem_used_percent", FIRST.plus(4).start(), 20, 90),
                Defaults.cards(),
                FIRST.plus(4),
                null);
        byte[] memory = profile.memory().takeChanged();
        InstanceProfile restored = InstanceProfile.decode(
                Week.RESOURCE,
                profile.encode(),
                Defaults.instances().quantizer(),
                Defaults.instances().hoursKept(),
                rows(memory));

        assertThat(late).isEqualTo(1);
        assertThat(profile.memory().takeChanged()).isNull();
        assertThat(restored.memory().isEmpty()).isFalse();
        assertThat(restored.memory().read(FIRST.plus(23))).isEqualTo(new InstanceMemory(0, 1, 41));
        assertThat(restored.timeline().born()).contains(FIRST.plus(5).start());
    }

    private static InstanceProfile.StoredRows rows(byte @Nullable [] memory) {
        return new InstanceProfile.StoredRows() {
            @Override
            public byte @Nullable [] past() {
                return null;
            }

            @Override
            public byte @Nullable [] facts() {
                return null;
            }

            @Override
            public byte @Nullable [] memory() {
                return memory;
            }

            @Override
            public GpuHistory gpus() {
                throw new IllegalStateException();
            }
        };
    }

    private MemoryHistory stored(MemoryHistory history) {
        byte[] changed = history.takeChanged();
        row = changed == null ? row : changed;
        return new MemoryHistory(row != null, () -> row);
    }

    /** By the definition: the days that have ended at the end of an hour. */
    private static InstanceMemory expected(double[] greatest, int last) {
        int end = (last + 1) / 24;
        int days = 0;
        List<Double> values = new ArrayList<>();
        for (int day = Math.max(0, end - WINDOW); day < end; day++) {
            double[] ofDay = Arrays.stream(greatest, day * 24, day * 24 + 24)
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            days += ofDay.length >= 20 ? 1 : 0;
            Arrays.stream(ofDay).forEach(values::add);
        }
        Collections.sort(values);
        return values.isEmpty()
                ? InstanceMemory.UNKNOWN
                : new InstanceMemory(days, values.size(), values.get((int) Math.ceil(values.size() * 0.99) - 1));
    }
}
