package dev.gleaner.collector.source.cloudwatch.stream;

import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.progress.ClockSkew;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.cloudwatch.HourlyMetricSignals;
import dev.gleaner.collector.source.cloudwatch.MetricPoint;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the records of one delivery hold. */
final class ParsedFirehoseDelivery {

    /** Streams carry no period; the finest one is a minute, and coarser ones fall on its grid. */
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final String source;
    private final String requestId;
    private final Instant now;
    private final Predicate<String> accounts;
    private final HourlyMetricSignals hours;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final Map<SourceScope, Instant> newest = new HashMap<>();
    private final Map<SourceScope, Instant> oldest = new HashMap<>();
    private int read;

    /**
     * Reads a delivery.
     *
     * @param now by our clock: of a later time there is no point
     * @param accounts whose points are taken
     */
    ParsedFirehoseDelivery(String source, FirehoseDelivery delivery, Instant now, Predicate<String> accounts) {
        this.source = source;
        this.now = now;
        this.accounts = accounts;
        this.requestId = delivery.requestId();
        this.hours = new HourlyMetricSignals(source, PERIOD);
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
    Map<SourceScope, Instant> newest() {
        return newest;
    }

    /** The time of the oldest point of each account and region. */
    Map<SourceScope, Instant> oldest() {
        return oldest;
    }

    private void record(String place, byte[] data) {
        List<MetricStreamEntry> entries = JsonStreamParser.isJsonLines(data)
                ? new JsonStreamParser(data).entries()
                : new OtelStreamParser(data).entries();
        read += entries.size();
        entries.forEach(entry -> entry(place, entry));
    }

    private void entry(String place, MetricStreamEntry entry) {
        if (entry instanceof MetricStreamEntry.Known known) {
            add(place, known);
        } else if (entry instanceof MetricStreamEntry.Skipped other) {
            skipped.merge(other.reason(), 1, Integer::sum);
        } else {
            add(place, (MetricStreamEntry.Malformed) entry);
        }
    }

    private void add(String place, MetricStreamEntry.Malformed bad) {
        deadLetters.add(DeadLetterFactory.create(source, place, bad.number(), bad.found(), bad.reason()));
    }

    private void add(String place, MetricStreamEntry.Known known) {
        MetricPoint point = known.point();
        String account = point.series().account();
        if (ClockSkew.isExceeded(point.time(), now)) {
            // It would carry the progress of the whole region into the future, and make all others late.
            add(place, known.toMalformed("the time of the point lies ahead of this clock"));
        } else if (!accounts.test(account)) {
            add(place, known.toMalformed("account " + account + " is none of collector.metric-stream.accounts"));
        } else {
            add(point);
        }
    }

    private void add(MetricPoint point) {
        hours.add(point);
        SourceScope sourceScope =
                new SourceScope(source, point.series().account(), point.series().region());
        newest.merge(sourceScope, point.time(), (old, other) -> old.isAfter(other) ? old : other);
        oldest.merge(sourceScope, point.time(), (old, other) -> old.isBefore(other) ? old : other);
    }
}
