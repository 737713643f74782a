package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.RepeatedTexts;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.SortedTexts;
import java.util.Comparator;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * What is counted by the hour: the bytes of a route, or a metric of a part.
 *
 * @param part of the resource: a prefix, a gateway or a variant; of a flow the class of the sender
 * @param label of a route the region at the other end, {@link #INTERNET} outside of AWS, empty if it is not known; of a flow the class
 *     of the receiver; of a metric its name behind a mark; of the traffic of a gateway by flow logs the class of its peer behind another one
 */
public record CounterKey(String part, String label) implements Comparable<CounterKey> {

    /** All parts beyond the limit; no prefix or gateway has that name. */
    public static final String OTHER = "*";

    /** Where addresses outside of the provider are. */
    public static final String INTERNET = "internet";

    private static final Comparator<CounterKey> ORDER =
            Comparator.comparing(CounterKey::part).thenComparing(CounterKey::label);

    /** The mark of metrics; no region or class begins like this. */
    private static final String METRIC = "metric ";

    /** The mark of what flow logs tell of a gateway; no region or class begins like this. */
    private static final String FLOW_LOG = "flow log ";

    /** A metric of a part. */
    public static CounterKey ofMetric(String part, String metric) {
        return new CounterKey(part, METRIC + metric);
    }

    /** The traffic of a gateway by flow logs, with peers of a class. */
    public static CounterKey ofFlowLog(String gateway, String peerClass) {
        return new CounterKey(gateway, FLOW_LOG + peerClass);
    }

    /** Whether flow logs tell of it, and not events. */
    public boolean isOfFlowLog() {
        return label.startsWith(FLOW_LOG);
    }

    /** The class of the peer in flow logs. */
    public String peerClass() {
        return label.substring(FLOW_LOG.length());
    }

    /** Whether a metric is counted, and not the bytes of a route. */
    public boolean isMetric() {
        return label.startsWith(METRIC);
    }

    /** The name of the metric. */
    public String metric() {
        return label.substring(METRIC.length());
    }

    /** Of a route the region or class at the other end; empty if it is not known. */
    public String region() {
        return label;
    }

    /** Whether the other end of the route is known. */
    public boolean isKnown() {
        return !label.isEmpty();
    }

    /** What a map has of one part; everything if that is null. */
    static <V> NavigableMap<CounterKey, V> ofPart(NavigableMap<CounterKey, V> counters, @Nullable String part) {
        return part == null
                ? counters
                : counters.subMap(
                        new CounterKey(part, ""),
                        true,
                        new CounterKey(part, String.valueOf(Character.MAX_VALUE)),
                        false);
    }

    @Override
    public int compareTo(CounterKey other) {
        return ORDER.compare(this, other);
    }

    /** Writes, or reads, sorted keys of one row. */
    static final class Sequence {

        private final SortedTexts parts = new SortedTexts();
        private final RepeatedTexts labels = new RepeatedTexts();

        void put(RowBuffer row, CounterKey key) {
            parts.put(row, key.part);
            labels.put(row, key.label);
        }

        CounterKey get(RowBuffer row) {
            return new CounterKey(parts.get(row), labels.get(row));
        }
    }
}
