package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.collector.source.gpu.GpuHost;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resolves the hour that is repeated when clocks are set back, for bodies that are too short to show it: a body belongs
 * to the second pass if it would otherwise be about an hour older than the newest reading of its host, and follows that
 * reading closely in the second pass.
 */
final class RepeatedHourResolver {

    private static final int HOSTS = 100_000;

    /** Longest time between two readings, and between the first and the last of a body. */
    private static final Duration CLOSE = Duration.ofMinutes(10);

    /** A body that is older by less is a repetition; one that is older by more begins an earlier series. */
    private static final Duration SENT_AGAIN = Duration.ofHours(2);

    @SuppressWarnings("serial")
    private final Map<HostZone, Instant> newest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<HostZone, Instant> eldest) {
            return size() > HOSTS;
        }
    };

    /** Parses a complete output of a host in that zone. */
    ParsedSmiOutput read(GpuHost host, ZoneId zone, String text, Instant now) throws ParsedSmiOutput.Unusable {
        ParsedSmiOutput reading = ParsedSmiOutput.of(text, new HostTimestampParser(zone), now);
        Optional<Instant> before = before(host, zone);
        if (before.isEmpty() || times(reading).stream().noneMatch(time -> isAmbiguous(time, zone))) {
            return reading;
        }
        ParsedSmiOutput second = ParsedSmiOutput.of(text, HostTimestampParser.ofSecondPass(zone), now);
        boolean sameLines = second.bad().size() == reading.bad().size();
        return sameLines && follows(before.get(), times(second)) ? second : reading;
    }

    /** To be called when Kafka has acknowledged the readings. */
    void recordNewest(GpuHost host, ZoneId zone, ParsedSmiOutput reading) {
        if (zone.getRules().isFixedOffset()) {
            return;
        }
        times(reading).stream().max(Instant::compareTo).ifPresent(time -> {
            synchronized (newest) {
                newest.merge(new HostZone(host.resource(), zone), time, RepeatedHourResolver::newer);
            }
        });
    }

    private Optional<Instant> before(GpuHost host, ZoneId zone) {
        synchronized (newest) {
            return Optional.ofNullable(newest.get(new HostZone(host.resource(), zone)));
        }
    }

    private static Instant newer(Instant before, Instant time) {
        boolean again = time.isBefore(before) && time.isAfter(before.minus(SENT_AGAIN));
        return again ? before : time;
    }

    private static boolean isAmbiguous(Instant time, ZoneId zone) {
        return zone.getRules()
                        .getValidOffsets(LocalDateTime.ofInstant(time, zone))
                        .size()
                > 1;
    }

    private static boolean follows(Instant before, List<Instant> times) {
        return times.stream().allMatch(time -> isClose(before, time) && isClose(times.get(0), time));
    }

    private static boolean isClose(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(CLOSE) <= 0;
    }

    private static List<Instant> times(ParsedSmiOutput reading) {
        return reading.readings().stream().map(GpuDeviceReading::time).toList();
    }

    private record HostZone(String host, ZoneId zone) {}
}
