package dev.gleaner.systemtests.trail;

import dev.gleaner.collector.source.cloudtrail.mapping.OfflineTrailReader;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The signals of a recorded trail, with generated metrics of idle instances: no metrics were recorded together with a trail,
 * and without metrics there are no findings.
 */
public final class TrailSignals {

    private static final int DAYS = 17;
    private static final List<String> METRICS =
            List.of("AWS/EC2 CPUUtilization", "AWS/EC2 NetworkIn", "AWS/EC2 NetworkOut");

    private final List<Signal> recorded;

    private TrailSignals(List<Signal> recorded) {
        this.recorded = List.copyOf(recorded);
    }

    /** Signals that were read already, in this order. */
    public static TrailSignals of(List<Signal> read) {
        return new TrailSignals(read);
    }

    /** Reads the files below a folder, in the order of their names. */
    public static TrailSignals below(Path folder) throws IOException {
        OfflineTrailReader trail = new OfflineTrailReader("cloudtrail-s3");
        List<Signal> recorded = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(TrailSignals::isLog).sorted().forEach(file -> recorded.addAll(read(trail, file)));
        }
        return new TrailSignals(recorded);
    }

    /** The signals in the order of the files, with repetitions. */
    public List<Signal> asRecorded() {
        return withSyntheticUsage(recorded);
    }

    /** The signals by time, without repetitions. */
    public List<Signal> sortedAndDeduplicated() {
        Set<List<Object>> seen = new HashSet<>();
        return withSyntheticUsage(recorded.stream()
                .sorted(Comparator.comparingLong(TrailSignals::time))
                .filter(signal -> seen.add(List.of(signal.getResource(), what(signal))))
                .toList());
    }

    /** The trail comes first, as backfill; metrics and inventory follow hour by hour. */
    private List<Signal> withSyntheticUsage(List<Signal> trail) {
        Map<String, Signal> last = new TreeMap<>();
        for (Signal signal : trail) {
            if (Arn.parse(signal.getResource()).type().equals("instance")) {
                last.merge(signal.getResource(), signal, TrailSignals::later);
            }
        }
        SignalTimeline timeline = new SignalTimeline();
        Instant first = hour(trail.stream().mapToLong(TrailSignals::time).min().orElse(0));
        Instant end = first;
        for (Signal signal : last.values()) {
            Instant lastEvent = hour(signal.getChanged().getTime());
            addSyntheticUsage(timeline, signal, lastEvent);
            end = lastEvent.plus(DAYS, ChronoUnit.DAYS).isAfter(end) ? lastEvent.plus(DAYS, ChronoUnit.DAYS) : end;
        }
        List<Signal> signals = new ArrayList<>(trail);
        signals.addAll(timeline.inOrder(first.plus(Duration.ofHours(1)), end));
        return signals;
    }

    private static void addSyntheticUsage(SignalTimeline timeline, Signal lastEvent, Instant from) {
        if (lastEvent.getChanged().getChange() == Change.TERMINATED) {
            return;
        }
        for (int hour = 1; hour < DAYS * 24; hour++) {
            Instant at = from.plus(hour, ChronoUnit.HOURS);
            timeline.put(at, quiet(lastEvent, at));
            if (hour % 6 == 0) {
                timeline.put(at, listing(lastEvent, at));
            }
        }
    }

    private static Signal quiet(Signal of, Instant at) {
        MetricSet.Builder metrics = MetricSet.newBuilder();
        METRICS.forEach(metric -> metrics.addMetrics(Metric.newBuilder()
                .setMetric(metric)
                .setPeriod(3600)
                .setStart(at.toEpochMilli())
                .addIndex(0)
                .addMean(1)
                .addMaximum(2)
                .addSum(60)
                .addCount(60)));
        return signal(of, "metric-stream", at).setMetricSet(metrics).build();
    }

    private static Signal listing(Signal of, Instant at) {
        return signal(of, "inventory", at)
                .setInventory(Inventory.newBuilder()
                        .setState(of.getChanged().getChange() == Change.STOPPED ? "stopped" : "running")
                        .setType("m5.large")
                        .setPlatform("Linux/UNIX")
                        .setTenancy("default")
                        .setRootDevice("ebs"))
                .build();
    }

    private static Signal.Builder signal(Signal of, String source, Instant at) {
        return Signal.newBuilder()
                .setResource(of.getResource())
                .setSource(source)
                .setAccount(of.getAccount())
                .setRegion(of.getRegion())
                .setObservedAt(at.toEpochMilli());
    }

    /** Time of the first event of a signal, in epoch milliseconds. */
    public static long time(Signal signal) {
        return signal.hasAccess()
                ? signal.getAccess().getObjectsList().stream()
                        .mapToLong(ObjectAccess::getTime)
                        .min()
                        .orElse(signal.getObservedAt())
                : signal.getChanged().getTime();
    }

    private static Object what(Signal signal) {
        return signal.hasAccess() ? signal.getAccess() : signal.getChanged().getEventId();
    }

    /** The later signal by time and id, as the analyzer orders them. */
    private static Signal later(Signal one, Signal other) {
        Comparator<Signal> order = Comparator.comparingLong(
                        (Signal signal) -> signal.getChanged().getTime())
                .thenComparing(signal -> signal.getChanged().getEventId());
        return order.compare(other, one) > 0 ? other : one;
    }

    private static Instant hour(long time) {
        return Instant.ofEpochMilli(time).truncatedTo(ChronoUnit.HOURS);
    }

    private static boolean isLog(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".json") || name.endsWith(".json.gz");
    }

    private static List<Signal> read(OfflineTrailReader trail, Path file) {
        try {
            return trail.signals(
                    Files.readAllBytes(file),
                    file.getFileName().toString(),
                    Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
