package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.source.SignalBatch;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Result of reading one or more files of a trail. */
public final class ParsedTrailBatch implements SignalBatch {

    private final List<Signal> signals = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, CloudTrailEcho> echoes = new LinkedHashMap<>();
    private final Map<String, Integer> skipped = new HashMap<>();
    private final Map<String, Integer> accesses = new HashMap<>();
    private int files;
    private int entries;
    private int failedCalls;

    /** Counts a completely read file. */
    void file() {
        files++;
    }

    @Override
    public int size() {
        return signals.size();
    }

    @Override
    public void publish(String source, KafkaPublisher publisher, SourceMeters meters) {
        publisher.publishSignals(signals);
        publisher.publishEchoes(echoes.values());
        publisher.publishDeadLetters(deadLetters);
        meters.files(source, files);
        meters.records(source, entries);
        meters.signals(source, signals.size());
        meters.failedCalls(source, failedCalls);
        meters.echoes(source, echoes.size());
        meters.deadLetters(source, deadLetters.size());
        accesses.forEach((reader, count) -> meters.accesses(source, reader, count));
        skipped.forEach((reason, count) -> meters.skipped(source, reason, count));
    }

    void entry() {
        entries++;
    }

    void countFailedCall() {
        failedCalls++;
    }

    /** Counts a transfer by the location of the caller. */
    void access(NetworkLocation from) {
        accesses.merge(from.kind(), 1, Integer::sum);
    }

    public void skip(String reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    public void add(DeadLetter letter) {
        deadLetters.add(letter);
    }

    /**
     * Of reading calls only the newest of each account and region is kept: it shows that the trail contains our calls.
     */
    void add(CloudTrailEcho echo) {
        String key = echo.readOnly() ? echo.account() + " " + echo.region() : echo.eventId();
        echoes.merge(key, echo, (one, other) -> one.eventTime().isAfter(other.eventTime()) ? one : other);
    }

    void addAll(List<Signal> some) {
        signals.addAll(some);
    }

    /** Adds everything of another batch. */
    public void addAll(ParsedTrailBatch other) {
        signals.addAll(other.signals);
        deadLetters.addAll(other.deadLetters);
        other.echoes.values().forEach(this::add);
        other.skipped.forEach((reason, count) -> skipped.merge(reason, count, Integer::sum));
        other.accesses.forEach((kind, count) -> accesses.merge(kind, count, Integer::sum));
        files += other.files;
        entries += other.entries;
        failedCalls += other.failedCalls;
    }

    /** Leaves out all other signals. */
    public void retain(Predicate<Signal> wanted) {
        int before = signals.size();
        signals.removeIf(wanted.negate());
        if (signals.size() < before) {
            skipped.merge("not-listed", before - signals.size(), Integer::sum);
        }
    }

    public List<Signal> signals() {
        return signals;
    }

    /** CloudTrail's records of Gleaner's own calls. */
    Collection<CloudTrailEcho> echoes() {
        return echoes.values();
    }

    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** Number of unused records, by reason. */
    public Map<String, Integer> skipped() {
        return skipped;
    }

    /** Number of transfers, by the known location of the reader: "region", "internet", "unknown". */
    Map<String, Integer> accesses() {
        return accesses;
    }

    public int files() {
        return files;
    }

    /** Number of records of any kind. */
    int entries() {
        return entries;
    }

    @Override
    public int records() {
        return entries;
    }

    int failedCalls() {
        return failedCalls;
    }
}
