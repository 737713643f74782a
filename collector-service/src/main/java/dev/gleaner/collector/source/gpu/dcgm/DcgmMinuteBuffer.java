package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Readings whose minute goes on, or that Kafka did not take yet: a signal carries a minute. */
final class DcgmMinuteBuffer {

    /** Older ones are given up, so that they don't grow while Kafka takes nothing. */
    private static final Duration RETENTION = Duration.ofHours(1);

    private final Map<DcgmTarget, List<GpuDeviceReading>> open = new HashMap<>();

    void add(DcgmTarget target, List<GpuDeviceReading> readings, Instant now) {
        List<GpuDeviceReading> all = open.computeIfAbsent(target, key -> new ArrayList<>());
        all.addAll(readings);
        all.removeIf(reading -> reading.time().isBefore(now.minus(RETENTION)));
    }

    /** The minutes that are over by now. */
    Map<DcgmTarget, List<GpuDeviceReading>> completedMinutes(Instant now) {
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        Map<DcgmTarget, List<GpuDeviceReading>> over = new HashMap<>();
        open.forEach((target, readings) -> over.put(
                target,
                readings.stream()
                        .filter(reading -> reading.minute().isBefore(minute))
                        .toList()));
        over.values().removeIf(List::isEmpty);
        return over;
    }

    /** These have been published. */
    void remove(Map<DcgmTarget, List<GpuDeviceReading>> published) {
        open.forEach((target, readings) -> readings.removeAll(published.getOrDefault(target, List.of())));
    }
}
