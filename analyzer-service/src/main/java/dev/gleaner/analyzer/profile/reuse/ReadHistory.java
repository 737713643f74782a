package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.History;
import dev.gleaner.analyzer.profile.history.HistoryRows;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The reads of a bucket by prefix: their bytes by the hour and region of the reader, and how often objects are read again. */
public final class ReadHistory implements History {

    private final int prefixes;
    private final HourlyCounterHistory bytes;
    private final ReuseHistory reuse = new ReuseHistory();

    /**
     * Of a bucket.
     *
     * @param prefixes how many of its prefixes are kept one by one
     */
    public ReadHistory(int prefixes) {
        this.prefixes = prefixes;
        this.bytes = new HourlyCounterHistory(prefixes);
    }

    /** The bytes that were read, by prefix and region of the reader. */
    public HourlyCounterHistory bytes() {
        return bytes;
    }

    /** What is known of repeated reads of a prefix; null if no final day with reads is known. */
    public @Nullable PrefixReuse reuse(String prefix) {
        return reuse.of(prefix);
    }

    /** The prefixes of which repeated reads are known. */
    Set<String> reused() {
        return reuse.known();
    }

    /**
     * Adds reads of a prefix in hours that are not final, to know how often its objects are read again.
     *
     * @param closed the last final hour; null if there is none yet
     */
    public void put(String prefix, List<ObjectRead> reads, @Nullable Hour closed) {
        reuse.put(prefix, reads, closed);
    }

    /** As if the details of all repeated reads were worth to be kept. */
    @Override
    public void close(Hour hour, int daysKept) {
        close(hour, daysKept, (reuse, repeated, part) -> true);
    }

    /**
     * Makes an hour final.
     *
     * @param worth of which prefixes the details of repeated reads are kept
     */
    public void close(Hour hour, int daysKept, ReuseWorth worth) {
        reuse.count(hour, bytes.transfers(hour));
        bytes.close(hour, daysKept);
        if (hour.ofDay() == Hour.PER_DAY - 1 && !reuse.isEmpty()) {
            reuse.closeDay(hour.day(), bytes.window(hour, Hour.PER_DAY, null), prefixes, worth);
        }
    }

    /** The prefixes of which final hours or days are kept. */
    public Set<String> finalParts() {
        Set<String> parts = bytes.finalParts();
        parts.addAll(reuse.known());
        return parts;
    }

    @Override
    public Set<String> parts() {
        Set<String> parts = new TreeSet<>(bytes.parts());
        parts.addAll(reuse.known());
        return parts;
    }

    @Override
    public Map<CounterKey, CounterSum> counted(Hour last, int hours) {
        return bytes.counted(last, hours);
    }

    @Override
    public int takeRepeated() {
        return bytes.takeRepeated();
    }

    @Override
    public boolean isEmpty() {
        return bytes.isEmpty() && reuse.isEmpty();
    }

    @Override
    public void load(HistoryRows rows) {
        bytes.load(rows);
        reuse.load(rows);
    }

    @Override
    public void save(HistoryRows rows) {
        bytes.save(rows);
        reuse.save(rows);
    }
}
