package dev.gleaner.analyzer.topology;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the records of a topic as they come; they are read, and checked, when they are looked up. */
final class TableProcessor extends ContextualProcessor<String, byte[], Void, Void> {

    private final StoreName name;
    private KeyValueStore<String, byte[]> table;

    TableProcessor(StoreName name) {
        this.name = name;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        table = context.getStateStore(name.storeName());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (record.key() != null) {
            table.put(record.key(), record.value());
        }
    }
}
