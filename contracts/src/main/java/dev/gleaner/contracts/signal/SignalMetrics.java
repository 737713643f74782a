package dev.gleaner.contracts.signal;

import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;

/** The metrics of a signal in either of its forms: one in {@code metric}, or any number in {@code metric_set}. */
public final class SignalMetrics {

    private SignalMetrics() {}

    /** All metrics of a signal; empty if it is about something else. */
    public static List<Metric> of(Signal signal) {
        return signal.hasMetric()
                ? List.of(signal.getMetric())
                : signal.getMetricSet().getMetricsList();
    }
}
