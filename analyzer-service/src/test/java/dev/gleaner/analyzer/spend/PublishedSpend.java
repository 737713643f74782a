package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.spend.SpendRecord;
import java.util.Map;
import java.util.TreeMap;

/** The newest records of the spend, by their keys. */
final class PublishedSpend implements SpendSink {

    private final Map<String, SpendRecord> records = new TreeMap<>();

    Map<String, SpendRecord> records() {
        return records;
    }

    @Override
    public void publishPart(SpendRecord part) {
        records.put(part.topicKey(), part);
    }

    @Override
    public void removePart(String topicKey) {
        records.remove(topicKey);
    }

    @Override
    public void publish(SpendRecord spendRecord) {
        records.put(spendRecord.topicKey(), spendRecord);
    }

    @Override
    public void remove(String topicKey) {
        records.remove(topicKey);
    }
}
