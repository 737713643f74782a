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

/** Result of reading one or more flow log files. */
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

    /** Counts a completely read file. */
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

    /** Number of rows that are not counted, by reason. */
    Map<String, Integer> skipped() {
        return skipped;
    }

    /** Number of rows of any kind. */
    @Override
    public int records() {
        return rows;
    }
}
