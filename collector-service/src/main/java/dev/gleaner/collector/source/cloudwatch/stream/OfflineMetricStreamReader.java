package dev.gleaner.collector.source.cloudwatch.stream;

import dev.gleaner.contracts.signal.proto.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Reads lines of a metric stream in memory, without an endpoint, for backtests. */
public final class OfflineMetricStreamReader {

    private OfflineMetricStreamReader() {}

    /** Signals of these lines, as of one delivery; unreadable lines are left out. */
    public static List<Signal> signals(String lines, String place, Instant observedAt) {
        FirehoseResource.Delivery delivery =
                new FirehoseResource.Delivery(place, List.of(lines.getBytes(StandardCharsets.UTF_8)));
        return new ParsedFirehoseDelivery("metric-stream", delivery, observedAt, account -> true).signals(observedAt);
    }
}
