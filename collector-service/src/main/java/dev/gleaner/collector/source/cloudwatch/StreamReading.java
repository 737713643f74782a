package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.contracts.deadletter.DeadLetter;
import dev.gleaner.contracts.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the records of one delivery hold. */
final class StreamReading {

    /** Streams carry no period; the finest one is a minute, and coarser ones fall on its grid. */
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final String source;
    private final String requestId;
    private final HourlySignals hours;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final Map<Stretch, Instant> newest = new HashMap<>();
    private int read;

    StreamReading(String source, Delivery delivery) {
        this.source = source;
        this.requestId = delivery.requestId();
        this.hours = new HourlySignals(source, PERIOD);
        for (int i = 0; i < delivery.records().size(); i++) {
            record(requestId + "/" + i, delivery.records().get(i));
        }
    }

    /** Lines or data points of any kind. */
    int entries() {
        return read;
    }

    List<Signal> signals(Instant observedAt) {
        return hours.signals(requestId, observedAt);
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** How many entries nobody reads, by reason. */
    Map<String, Integer> skipped() {
        return skipped;
    }

    /** The time of the newest point of each account and region. */
    Map<Stretch, Instant> newest() {
        return newest;
    }

    private void record(String place, byte[] data) {
        List<StreamEntry> entries =
                JsonLines.areIn(data) ? new JsonLines(data).entries() : new OtelMessages(data).entries();
        read += entries.size();
        entries.forEach(entry -> entry(place, entry));
    }

    private void entry(String place, StreamEntry entry) {
        if (entry instanceof StreamEntry.Known known) {
            add(known.point());
        } else if (entry instanceof StreamEntry.Skipped other) {
            skipped.merge(other.reason(), 1, Integer::sum);
        } else {
            StreamEntry.Malformed bad = (StreamEntry.Malformed) entry;
            deadLetters.add(DeadLetters.of(source, place, bad.number(), bad.found(), bad.reason()));
        }
    }

    private void add(Point point) {
        hours.add(point);
        Stretch stretch =
                new Stretch(source, point.series().account(), point.series().region());
        newest.merge(stretch, point.time(), (old, other) -> old.isAfter(other) ? old : other);
    }
}
