package dev.gleaner.collector.source;

import dev.gleaner.collector.aws.CallCostMeter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counters of the sources, under {@code gleaner.collector.*} with the source as a tag. */
@ApplicationScoped
public class SourceMeters {

    private static final String PREFIX = "gleaner.collector.";
    private static final String SOURCE = "source";

    private final MeterRegistry registry;

    public SourceMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Files, objects, requests or listings that were read. */
    public void files(String source, int count) {
        add("files", source, count);
    }

    /** Records in them, of any kind. */
    public void records(String source, int count) {
        add("records", source, count);
    }

    /** Signals that Kafka has acknowledged. */
    public void signals(String source, int count) {
        add("signals", source, count);
        // Makes the cost metric exist with 0 for a source that causes no cost.
        registry.counter(CallCostMeter.COST, SOURCE, source);
    }

    /** Records of failed calls, which change nothing. */
    public void failedCalls(String source, int count) {
        add("failed.calls", source, count);
    }

    /** Echoes of Gleaner's own calls that Kafka has acknowledged. */
    public void echoes(String source, int count) {
        add("echoes", source, count);
    }

    /** Prices that Kafka has acknowledged. */
    public void prices(String source, int count) {
        add("prices", source, count);
    }

    /** Dead letters that Kafka has acknowledged. */
    public void deadLetters(String source, int count) {
        add("dead.letters", source, count);
    }

    /** Messages that SQS moved to the dead letter queue unread. */
    public void redriven(String source) {
        add("redriven", source, 1);
    }

    /** Files, regions or responses that could not be read; they are retried. */
    public void unavailable(String source) {
        add("unavailable", source, 1);
    }

    /** Valid records that Gleaner does not use. */
    public void skipped(String source, String reason, int count) {
        registry.counter(PREFIX + "skipped", SOURCE, source, "reason", reason).increment(count);
    }

    /** Calls that moved an object, by the known location of the reader: "region", "internet", "unknown". */
    public void accesses(String source, String reader, int count) {
        registry.counter(PREFIX + "accesses", SOURCE, source, "reader", reader).increment(count);
    }

    /** Digests of CloudTrail that were verified together with the log files that they list. */
    public void digests(String source, int count) {
        add("digests", source, count);
    }

    /** Deviations from CloudTrail's digests; each counts once, however long it persists. */
    public void digestFaults(String source, String kind, int count) {
        registry.counter(PREFIX + "digest.faults", SOURCE, source, "kind", kind).increment(count);
    }

    private void add(String name, String source, int count) {
        registry.counter(PREFIX + name, SOURCE, source).increment(count);
    }
}
