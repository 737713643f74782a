package dev.gleaner.analyzer.topology;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the prices as they come; they are read, and checked, when they are looked up. */
final class PriceProcessor extends ContextualProcessor<String, byte[], Void, Void> {

    private KeyValueStore<String, byte[]> prices;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        prices = context.getStateStore(StoreName.PRICES.storeName());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (record.key() != null) {
            prices.put(record.key(), record.value());
        }
    }
}
