package dev.gleaner.collector.source.cloudwatch.stream;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.progress.ClockSkew;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.cloudwatch.AgentMemory;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The content of one delivery. */
final class ParsedFirehoseDelivery {

    /** Streams do not contain the period; the shortest one is a minute, and longer ones are multiples of it. */
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final String source;
    private final String requestId;
    private final Instant now;
    private final Predicate<String> accounts;
    private final Predicate<String> unused;
    private final HourlyMetricSignals hours;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final Map<SourceScope, Instant> newest = new HashMap<>();
    private final Map<SourceScope, Instant> oldest = new HashMap<>();
    private int read;

    /**
     * Parses a delivery.
     *
     * @param now by our clock; points with a later time are rejected
     * @param accounts whose points are accepted
     */
    ParsedFirehoseDelivery(String source, FirehoseResource.Delivery delivery, Instant now, Predicate<String> accounts) {
        this(source, delivery, now, accounts, resource -> false);
    }

    /**
     * Parses a delivery.
     *
     * @param now by our clock; points with a later time are rejected
     * @param accounts whose points are accepted
     * @param unused resources (ARN) whose points no rule uses
     */
    ParsedFirehoseDelivery(
            String source,
            FirehoseResource.Delivery delivery,
            Instant now,
            Predicate<String> accounts,
            Predicate<String> unused) {
        this.source = source;
        this.now = now;
        this.accounts = accounts;
        this.unused = unused;
        this.requestId = delivery.requestId();
        this.hours = new HourlyMetricSignals(source, PERIOD);
        for (int i = 0; i < delivery.records().size(); i++) {
            record(requestId + "/" + i, delivery.records().get(i));
        }
    }

    /** Number of lines or data points of any kind. */
    int entries() {
        return read;
    }

    List<Signal> signals(Instant observedAt) {
        return hours.signals(requestId, observedAt);
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** Number of unused entries, by reason. */
    Map<String, Integer> skipped() {
        return skipped;
    }

    /** Time of the newest point of each account and region. */
    Map<SourceScope, Instant> newest() {
        return newest;
    }

    /** Time of the oldest point of each account and region. */
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
            // It would move the progress of the whole region into the future, and all other points would be late.
            add(place, known.toMalformed("the time of the point lies ahead of this clock"));
        } else if (!accounts.test(account)) {
            add(place, known.toMalformed("account " + account + " is not in collector.metric-stream.accounts"));
        } else if (unused.test(point.series().resource())) {
            skipped.merge("volume without provisioned performance", 1, Integer::sum);
        } else {
            add(point);
        }
    }

    /** The agent is ahead of EC2: its points do not show that the other metrics of that time have come. */
    private void add(MetricPoint point) {
        hours.add(point);
        if (point.series().metric().startsWith(AgentMemory.NAMESPACE + ' ')) {
            return;
        }
        SourceScope sourceScope =
                new SourceScope(source, point.series().account(), point.series().region());
        newest.merge(sourceScope, point.time(), (old, other) -> old.isAfter(other) ? old : other);
        oldest.merge(sourceScope, point.time(), (old, other) -> old.isBefore(other) ? old : other);
    }

    /** A JSON line or data point of a metric stream. */
    sealed interface Entry {

        /**
         * A point of an instance or volume.
         *
         * @param number in its record, from 0
         * @param bytes of the entry
         */
        record Known(MetricPoint point, int number, Supplier<byte[]> bytes) implements Entry {

            /** The same entry, rejected for this reason. */
            Malformed toMalformed(String reason) {
                return new Malformed(number, DeadLetterExcerpt.of(bytes.get()), reason);
            }
        }

        /** A valid entry that is not used. */
        record Skipped(String reason) implements Entry {}

        /**
         * A malformed or rejected entry.
         *
         * @param number in its record, from 0
         */
        record Malformed(int number, DeadLetterExcerpt found, String reason) implements Entry {}

        /** Metrics of volumes that rules use. */
        Set<String> VOLUME_METRICS = Set.of("VolumeReadOps", "VolumeWriteOps", "VolumeReadBytes", "VolumeWriteBytes");

        /**
         * Classifies an entry. Of EC2 and EBS only points whose single dimension is InstanceId or VolumeId are used; other dimensions
         * repeat the same usage. The CloudWatch agent adds dimensions to that of the instance, as it is configured.
         */
        static Entry of(MetricStreamFields fields, int number, Supplier<byte[]> bytes) {
            if (fields.isForeign()) {
                return new Skipped("foreign");
            }
            boolean isVolume = fields.isOf("AWS/EBS");
            boolean isAgent = fields.isOf(AgentMemory.NAMESPACE);
            if (!isVolume && !isAgent && !fields.isOf("AWS/EC2")) {
                return new Skipped("other namespace");
            }
            if ((isVolume && !fields.isMetric(VOLUME_METRICS)) || (isAgent && !fields.isMetric(AgentMemory.METRICS))) {
                return new Skipped("other metric");
            }
            Optional<String> id = isAgent
                    ? fields.dimension(AgentMemory.INSTANCE)
                    : fields.onlyDimension(isVolume ? "VolumeId" : "InstanceId");
            try {
                return id.<Entry>map(known -> new Known(
                                isVolume ? fields.volumePoint(known) : fields.instancePoint(known), number, bytes))
                        .orElseGet(() -> new Skipped("other dimensions"));
            } catch (IllegalArgumentException e) {
                return new Malformed(number, DeadLetterExcerpt.of(bytes.get()), String.valueOf(e.getMessage()));
            }
        }
    }
}
