package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.spend.SpendFindings;
import dev.gleaner.analyzer.spend.SpendMerger;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SpendRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Adds up the parts of the spend that the partitions of the signals have, publishes the sums, and what the rules find in them. */
final class SpendProcessor extends ContextualProcessor<String, byte[], byte[], byte[]> {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    /**
     * The rules are evaluated when nothing changed for the interval of the reports of partitions and this time, so that a service is not
     * evaluated by the predictions of some of them.
     */
    private static final Duration SETTLING_AFTER_INTERVAL = Duration.ofSeconds(5);

    /** Time after which they are evaluated although the sums go on changing. */
    private static final Duration LONGEST_SETTLING = Duration.ofMinutes(15);

    /** Sums published at a time, so that no transaction becomes long. */
    private static final int AT_ONCE = 500;

    private final SpendRules rules;
    private final Duration settling;
    private final PartitionProgressRegistry progressRegistry;
    private SpendMerger merger;
    private SpendFindings findings;
    private boolean hasTargets;
    private boolean isUnevaluated;
    private long firstChange;
    private long lastChange;

    /** @param interval from one report of a partition to the next */
    SpendProcessor(SpendRules rules, Duration interval, PartitionProgressRegistry progressRegistry) {
        this.rules = rules;
        this.settling = interval.plus(SETTLING_AFTER_INTERVAL);
        this.progressRegistry = progressRegistry;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        ReadOnlyKeyValueStore<String, byte[]> store = context.getStateStore(StoreName.SPEND.storeName());
        StateStore rows = new KafkaStateStore(store);
        merger = new SpendMerger(rows);
        findings = new SpendFindings(
                rows,
                merger,
                rules,
                new ForwardingFindingSink(
                        context, AnalyzerTopology.SPEND_FINDINGS, AnalyzerTopology.SPEND_CONFIRMATIONS, finding -> {}));
        context.schedule(Instant.EPOCH, INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::publish);
    }

    @Override
    public void close() {
        progressRegistry.setSpendSumsDue(false);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (record.key() != null) {
            merger.accept(record.key(), record.value());
        }
    }

    private void publish(long now) {
        if (!hasTargets) {
            // Nothing can be forwarded before all nodes are initialized.
            hasTargets = true;
            rules.targets().forEach((service, target) -> {
                SpendRecord.Target record = new SpendRecord.Target(service, target);
                publish(record.topicKey(), record, now);
            });
        }
        if (merger.isDue()) {
            merger.publish((key, spendRecord) -> publish(key, spendRecord, now), AT_ONCE);
        } else if (isUnevaluated && isSettled(now)) {
            isUnevaluated = false;
            findings.evaluate();
        }
        progressRegistry.setSpendSumsDue(merger.isDue() || isUnevaluated);
    }

    private boolean isSettled(long now) {
        return now - lastChange >= settling.toMillis() || now - firstChange >= LONGEST_SETTLING.toMillis();
    }

    private void publish(String key, @Nullable SpendRecord spendRecord, long now) {
        if (!(spendRecord instanceof SpendRecord.Target)) {
            firstChange = isUnevaluated ? firstChange : now;
            lastChange = now;
            isUnevaluated = true;
        }
        Record<byte[], byte[]> record = new Record<>(
                key.getBytes(StandardCharsets.UTF_8), spendRecord == null ? null : Json.bytes(spendRecord), now);
        context().forward(record, AnalyzerTopology.SPEND_SUMS);
    }
}
