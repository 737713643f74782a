package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.SignalBatch;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What files of flow logs brought. */
final class FlowSignalBatch implements SignalBatch {

    private final List<Signal> signals = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, Integer> skipped = new TreeMap<>();
    private int files;
    private int rows;

    @Override
    public int size() {
        return signals.size();
    }

    /** A whole file has been read. */
    void file() {
        files++;
    }

    @Override
    public void publish(String source, KafkaPublisher publisher, SourceMeters meters) {
        publisher.publishSignals(signals);
        publisher.publishDeadLetters(deadLetters);
        meters.files(source, files);
        meters.records(source, rows);
        meters.signals(source, signals.size());
        meters.deadLetters(source, deadLetters.size());
        skipped.forEach((reason, count) -> meters.skipped(source, reason, count));
    }

    void row() {
        rows++;
    }

    void skip(String reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    void add(DeadLetter letter) {
        deadLetters.add(letter);
    }

    void addAll(List<Signal> some) {
        signals.addAll(some);
    }

    List<Signal> signals() {
        return signals;
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** How many rows count for nothing, by reason. */
    Map<String, Integer> skipped() {
        return skipped;
    }

    /** Rows of any kind, the unreadable ones too. */
    @Override
    public int records() {
        return rows;
    }
}
