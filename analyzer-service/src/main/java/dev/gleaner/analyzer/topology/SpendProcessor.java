package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.spend.SpendMerger;
import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Adds up the parts of the spend that the partitions of the signals have, and publishes the sums. */
final class SpendProcessor extends ContextualProcessor<String, byte[], byte[], byte[]> {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    /** Sums published at a time, so that no transaction becomes long. */
    private static final int AT_ONCE = 500;

    private SpendMerger merger;

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        ReadOnlyKeyValueStore<String, byte[]> store = context.getStateStore(StoreName.SPEND.storeName());
        merger = new SpendMerger(new KafkaStateStore(store));
        context.schedule(Instant.EPOCH, INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::publish);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (record.key() != null) {
            merger.accept(record.key(), record.value());
        }
    }

    private void publish(long now) {
        if (merger.isDue()) {
            merger.publish(
                    (key, spendRecord) -> context()
                            .forward(new Record<>(
                                    key.getBytes(StandardCharsets.UTF_8),
                                    spendRecord == null ? null : Json.bytes(spendRecord),
                                    now)),
                    AT_ONCE);
        }
    }
}
