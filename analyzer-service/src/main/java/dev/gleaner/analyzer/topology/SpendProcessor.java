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

    /** Sums published at a time, so that no transaction becomes long. */
    private static final int AT_ONCE = 500;

    private final SpendRules rules;
    private SpendMerger merger;
    private SpendFindings findings;
    private boolean hasChanged;
    private boolean hasTargets;

    SpendProcessor(SpendRules rules) {
        this.rules = rules;
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
        } else if (hasChanged) {
            hasChanged = false;
            findings.evaluate();
        }
    }

    private void publish(String key, @Nullable SpendRecord spendRecord, long now) {
        hasChanged = hasChanged || !(spendRecord instanceof SpendRecord.Target);
        Record<byte[], byte[]> record = new Record<>(
                key.getBytes(StandardCharsets.UTF_8), spendRecord == null ? null : Json.bytes(spendRecord), now);
        context().forward(record, AnalyzerTopology.SPEND_SUMS);
    }
}
