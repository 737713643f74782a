package dev.gleaner.collector.source.accesslog;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.SignalBatch;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Result of reading one or more files of server access logs. */
final class AccessLogBatch implements SignalBatch {

    private final List<Signal> signals = new ArrayList<>();
    private final FileDeadLetterCollector deadLetters;
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final Map<String, Integer> accesses = new TreeMap<>();
    private int files;
    private int records;
    private int failedCalls;

    AccessLogBatch(String source) {
        this.deadLetters = new FileDeadLetterCollector(source);
    }

    @Override
    public int size() {
        return signals.size();
    }

    /** Number of lines of any kind. */
    @Override
    public int records() {
        return records;
    }

    @Override
    public void publish(String source, KafkaPublisher publisher, SourceMeters meters) {
        publisher.publishSignals(signals);
        publisher.publishDeadLetters(deadLetters.deadLetters());
        meters.files(source, files);
        meters.records(source, records);
        meters.signals(source, signals.size());
        meters.failedCalls(source, failedCalls);
        meters.deadLetters(source, deadLetters.deadLetters().size());
        accesses.forEach((reader, count) -> meters.accesses(source, reader, count));
        skipped.forEach((reason, count) -> meters.skipped(source, reason, count));
    }

    /** Counts a completely read file. */
    void file() {
        files++;
    }

    void line() {
        records++;
    }

    void countFailedCall() {
        failedCalls++;
    }

    /** Counts a transfer by the location of the caller. */
    void access(NetworkLocation from) {
        accesses.merge(from.kind(), 1, Integer::sum);
    }

    void skip(String reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    void addAll(List<Signal> some) {
        signals.addAll(some);
    }

    FileDeadLetterCollector deadLetters() {
        return deadLetters;
    }

    List<Signal> signals() {
        return signals;
    }

    /** Number of records that are not counted, by reason. */
    Map<String, Integer> skipped() {
        return skipped;
    }

    /** Number of transfers, by the known location of the reader: "region", "internet", "unknown". */
    Map<String, Integer> accesses() {
        return accesses;
    }

    int failedCalls() {
        return failedCalls;
    }
}
