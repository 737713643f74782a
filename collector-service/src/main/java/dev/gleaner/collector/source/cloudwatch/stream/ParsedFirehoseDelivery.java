package dev.gleaner.collector.source.cloudwatch.stream;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
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
import java.util.function.Supplier;

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
    ParsedFirehoseDelivery(String source, FirehoseResource.Delivery delivery, Instant now, Predicate<String> accounts) {
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
        List<Entry> entries = JsonStreamParser.isJsonLines(data)
                ? new JsonStreamParser(data).entries()
                : new OtelStreamParser(data).entries();
        read += entries.size();
        entries.forEach(entry -> entry(place, entry));
    }

    private void entry(String place, Entry entry) {
        if (entry instanceof Entry.Known known) {
            add(place, known);
        } else if (entry instanceof Entry.Skipped other) {
            skipped.merge(other.reason(), 1, Integer::sum);
        } else {
            add(place, (Entry.Malformed) entry);
        }
    }

    private void add(String place, Entry.Malformed bad) {
        deadLetters.add(DeadLetterFactory.create(source, place, bad.number(), bad.found(), bad.reason()));
    }

    private void add(String place, Entry.Known known) {
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

    /** A JSON line or a data point of a metric stream: a point, what is somebody else's, or what it should not be. */
    sealed interface Entry {

        /**
         * A point of an instance.
         *
         * @param number in its record, from 0
         * @param bytes in which it came
         */
        record Known(MetricPoint point, int number, Supplier<byte[]> bytes) implements Entry {

            /** The same, where it can't be used for this reason. */
            Malformed toMalformed(String reason) {
                return new Malformed(number, DeadLetterExcerpt.of(bytes.get()), reason);
            }
        }

        /** Fine, but not for us. */
        record Skipped(String reason) implements Entry {}

        /**
         * Not what it should be.
         *
         * @param number in its record, from 0
         */
        record Malformed(int number, DeadLetterExcerpt found, String reason) implements Entry {}

        /**
         * What these fields come to; malformed, they are told by the bytes they were in. Only a point whose single dimension is
         * InstanceId counts: other dimensions tell of the same use again.
         */
        static Entry of(MetricStreamFields fields, int number, Supplier<byte[]> bytes) {
            if (fields.isForeign()) {
                return new Skipped("foreign");
            }
            if (!fields.isOf("AWS/EC2")) {
                return new Skipped("other namespace");
            }
            try {
                return fields.onlyDimension("InstanceId")
                        .<Entry>map(instance -> new Known(fields.point(instance), number, bytes))
                        .orElseGet(() -> new Skipped("other dimensions"));
            } catch (IllegalArgumentException e) {
                return new Malformed(number, DeadLetterExcerpt.of(bytes.get()), String.valueOf(e.getMessage()));
            }
        }
    }
}
