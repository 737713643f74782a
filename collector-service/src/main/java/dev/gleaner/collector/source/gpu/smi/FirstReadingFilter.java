package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Knows the first reading of each series of a card. Without persistence mode the driver is loaded for it, and an idle card
 * may read 100 %. A body that is sent again gets the same answer.
 */
final class FirstReadingFilter {

    private static final int MAX_GPUS = 100_000;

    private final Duration gap;

    @SuppressWarnings("serial")
    private final Map<HostCard, Series> series = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<HostCard, Series> eldest) {
            return size() > MAX_GPUS;
        }
    };

    /** A card that was not read for longer than this gap begins a new series. */
    FirstReadingFilter(Duration gap) {
        this.gap = gap;
    }

    /** Whether it is to be dropped; each reading is asked about once, in the order of their times. */
    boolean isFalse(String host, GpuDeviceReading reading) {
        HostCard key = new HostCard(host, reading.gpu());
        Instant time = reading.time();
        Series known = series.get(key);
        boolean goesOn = known != null && known.goesOn(time, gap);
        series.put(key, known != null && goesOn ? known.until(time) : new Series(time, time));
        boolean first = !goesOn || (known != null && time.equals(known.from()));
        return first && !reading.persistence().orElse(true);
    }

    private record HostCard(String host, String gpu) {}

    private record Series(Instant from, Instant until) {

        boolean goesOn(Instant time, Duration gap) {
            return !time.isBefore(from) && !time.isAfter(until.plus(gap));
        }

        Series until(Instant time) {
            return time.isAfter(until) ? new Series(from, time) : this;
        }
    }
}
