package dev.gleaner.collector.source;

import dev.gleaner.collector.aws.CallCostMeter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what the sources meet, each under {@code gleaner.collector.*} with the source as a tag. */
@ApplicationScoped
public class SourceMeters {

    private static final String PREFIX = "gleaner.collector.";
    private static final String SOURCE = "source";

    private final MeterRegistry registry;

    /** Counts in this registry. */
    public SourceMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Files, objects, requests or listings that were read. */
    public void files(String source, int count) {
        add("files", source, count);
    }

    /** Records in them, whatever became of them. */
    public void records(String source, int count) {
        add("records", source, count);
    }

    /** Signals that Kafka has acknowledged. */
    public void signals(String source, int count) {
        add("signals", source, count);
        // One that costs nothing shows that.
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

    /** Messages that their queue moved to its dead letters unread. */
    public void redriven(String source) {
        add("redriven", source, 1);
    }

    /** Files, regions or answers that could not be had; they are tried again. */
    public void unavailable(String source) {
        add("unavailable", source, 1);
    }

    /** Records that are fine but nobody's. */
    public void skipped(String source, String reason, int count) {
        registry.counter(PREFIX + "skipped", SOURCE, source, "reason", reason).increment(count);
    }

    /** Calls that moved an object, by what is known of where the reader is: "region", "internet", "unknown". */
    public void accesses(String source, String reader, int count) {
        registry.counter(PREFIX + "accesses", SOURCE, source, "reader", reader).increment(count);
    }

    /** Digests of CloudTrail that were found to be its own, one behind the other, and all that they name to be as they say. */
    public void digests(String source, int count) {
        add("digests", source, count);
    }

    /** What is not as CloudTrail's digests say; each counts once, however long it stands. */
    public void digestFaults(String source, String kind, int count) {
        registry.counter(PREFIX + "digest.faults", SOURCE, source, "kind", kind).increment(count);
    }

    private void add(String name, String source, int count) {
        registry.counter(PREFIX + name, SOURCE, source).increment(count);
    }
}
