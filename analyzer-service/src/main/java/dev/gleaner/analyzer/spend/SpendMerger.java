package dev.gleaner.analyzer.spend;

import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SpendRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what the partitions know of the spend. A part replaces the earlier part of the same partition, so that nothing is counted
 * twice. Not thread-safe.
 */
public final class SpendMerger {

    private static final char SEPARATOR = '\n';
    private static final String PART = "p" + SEPARATOR;
    private static final String PUBLISHED = "m" + SEPARATOR;

    private final StateStore store;
    private final Set<String> changed = new LinkedHashSet<>();

    /** Continues from the store. Which sums changed since they were published is not known, so that all are computed again. */
    public SpendMerger(StateStore store) {
        this.store = store;
        store.scan(PART, (key, row) -> changed.add(topicKey(key)));
    }

    /**
     * Takes a part; null removes it.
     *
     * @param key of the record, and the partition after a line break
     */
    public void accept(String key, byte @Nullable [] part) {
        store.put(PART + key, part);
        changed.add(topicKey(PART + key));
    }

    /** Key of the part that a partition has of a record. */
    public static String partKey(String topicKey, int partition) {
        return topicKey + SEPARATOR + partition;
    }

    /**
     * Publishes sums that changed.
     *
     * @param publisher receives keys and records, null for a record that has no part any more
     * @param limit number of sums at most
     */
    public void publish(BiConsumer<String, @Nullable SpendRecord> publisher, int limit) {
        Iterator<String> next = changed.iterator();
        for (int i = 0; i < limit && next.hasNext(); i++) {
            String key = next.next();
            next.remove();
            List<SpendRecord> parts = new ArrayList<>();
            store.scan(PART + key + SEPARATOR, (partKey, row) -> parts.add(Json.read(row, SpendRecord.class)));
            SpendRecord sum = parts.stream().reduce(SpendMerger::merge).orElse(null);
            byte[] row = sum == null ? null : Json.bytes(sum);
            if (!Arrays.equals(row, store.get(PUBLISHED + key))) {
                store.put(PUBLISHED + key, row);
                publisher.accept(key, sum);
            }
        }
    }

    /** The published sums whose keys have a prefix. */
    public List<SpendRecord> find(String prefix) {
        List<SpendRecord> found = new ArrayList<>();
        store.scan(PUBLISHED + prefix, (key, row) -> found.add(Json.read(row, SpendRecord.class)));
        return found;
    }

    /** Whether there are sums to publish. */
    public boolean isDue() {
        return !changed.isEmpty();
    }

    private static String topicKey(String rowKey) {
        return rowKey.substring(PART.length(), rowKey.lastIndexOf(SEPARATOR));
    }

    private static SpendRecord merge(SpendRecord one, SpendRecord other) {
        if (one instanceof SpendRecord.Amounts amounts && other instanceof SpendRecord.Amounts more) {
            return merge(amounts, more);
        }
        if (one instanceof SpendRecord.Predictions counts && other instanceof SpendRecord.Predictions more) {
            return merge(counts, more);
        }
        if (one instanceof SpendRecord.Commitment commitment && other instanceof SpendRecord.Commitment more) {
            return merge(commitment, more);
        }
        if (one instanceof SpendRecord.EligibleDay day && other instanceof SpendRecord.EligibleDay more) {
            return new SpendRecord.EligibleDay(
                    day.bill(), day.day(), day.account(), EligibleUsageSums.merge(day.usage(), more.usage()));
        }
        if (one instanceof SpendRecord.Bill bill && other instanceof SpendRecord.Bill another) {
            return merge(bill, another);
        }
        return other;
    }

    /** A statement counts as soon as all partitions count it. */
    private static SpendRecord.Bill merge(SpendRecord.Bill one, SpendRecord.Bill other) {
        int order = one.stated().compareTo(other.stated());
        if (order != 0) {
            return order < 0 ? one : other;
        }
        LocalDate usedThrough = Stream.of(one, other)
                .map(SpendRecord.Bill::usedThrough)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return new SpendRecord.Bill(
                one.bill(),
                one.stated(),
                one.lines(),
                one.unreadableLines(),
                one.billed(),
                one.effective(),
                usedThrough);
    }

    private static SpendRecord.Amounts merge(SpendRecord.Amounts one, SpendRecord.Amounts other) {
        TreeMap<LocalDate, SpendRecord.Amounts.DayAmount> days = new TreeMap<>();
        one.days().forEach(day -> days.put(day.day(), day));
        other.days()
                .forEach(day -> days.merge(
                        day.day(),
                        day,
                        (first, second) -> new SpendRecord.Amounts.DayAmount(
                                day.day(),
                                first.billed().add(second.billed()),
                                first.effective().add(second.effective()),
                                first.idle().add(second.idle()))));
        return new SpendRecord.Amounts(
                one.bill(), one.dimension(), one.value(), one.shared(), List.copyOf(days.values()));
    }

    private static SpendRecord.Commitment merge(SpendRecord.Commitment one, SpendRecord.Commitment other) {
        TreeMap<LocalDate, SpendRecord.Commitment.DayUse> days = new TreeMap<>();
        one.days().forEach(day -> days.put(day.day(), day));
        other.days()
                .forEach(day -> days.merge(
                        day.day(),
                        day,
                        (first, second) -> new SpendRecord.Commitment.DayUse(
                                day.day(),
                                first.used().add(second.used()),
                                first.unused().add(second.unused()))));
        LocalDate unknownFrom = Stream.of(one, other)
                .map(SpendRecord.Commitment::unknownFrom)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new SpendRecord.Commitment(one.bill(), one.commitment(), List.copyOf(days.values()), unknownFrom);
    }

    private static SpendRecord.Predictions merge(SpendRecord.Predictions one, SpendRecord.Predictions other) {
        TreeMap<LocalDate, SpendRecord.Predictions.DayCount> days = new TreeMap<>();
        one.days().forEach(day -> days.put(day.day(), day));
        other.days()
                .forEach(day -> days.merge(
                        day.day(),
                        day,
                        (first, second) -> new SpendRecord.Predictions.DayCount(
                                day.day(),
                                PredictionCounter.Count.plus(first.predictions(), second.predictions()),
                                PredictionCounter.Count.plus(first.inputTokens(), second.inputTokens()),
                                PredictionCounter.Count.plus(first.outputTokens(), second.outputTokens()))));
        return new SpendRecord.Predictions(one.service(), one.source(), one.month(), List.copyOf(days.values()));
    }
}
