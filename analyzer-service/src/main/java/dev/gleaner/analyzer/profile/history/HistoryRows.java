package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.StateStore;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one resource, by names that are unique in it.
 *
 * @param happenings rows that are not about an hour or a day
 * @param hours rows about hours or days that are not final
 * @param days rows about final days
 */
public record HistoryRows(Rows happenings, Rows hours, Rows days) {

    /**
     * Its rows in the stores of a partition.
     *
     * @param prefix what the keys of its rows begin with
     */
    public static HistoryRows of(String prefix, PartitionStores stores) {
        return new HistoryRows(
                new Rows(prefix, stores.happenings()),
                new Rows(prefix, stores.hours()),
                new Rows(prefix, stores.days()));
    }

    /** Its rows in one store. */
    public record Rows(String prefix, StateStore store) {

        /** A row; null if there is none. */
        public byte @Nullable [] get(String name) {
            return store.get(prefix + name);
        }

        /** Writes a row; null deletes it. */
        public void put(String name, byte @Nullable [] row) {
            store.put(prefix + name, row);
        }

        /** Passes the rows whose names begin with a letter. */
        public void scan(char letter, BiConsumer<String, byte[]> row) {
            store.scan(prefix + letter, (key, value) -> row.accept(key.substring(prefix.length()), value));
        }
    }
}
