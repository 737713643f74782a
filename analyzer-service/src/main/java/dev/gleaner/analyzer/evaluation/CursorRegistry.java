package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.AccountRegion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of one kind in one partition, and the keys of the subjects that are behind their cursor: new ones, whose first
 * hours are evaluated one by one, and those that came from another account or region. These store themselves how far they are
 * evaluated.
 */
final class CursorRegistry {

    private static final String CURSOR = "cursor\n";
    private static final String BEHIND = "behind\n";
    private static final byte[] PRESENT = {1};

    private final StateStore stateStore;
    private final String kind;
    private final NavigableSet<String> due = new TreeSet<>();
    private long dueHours;
    private final Map<AccountRegion, EvaluationCursor> cursors = new TreeMap<>();

    /** Those with a pass under way. There can be many cursors, and this is asked many times a second. */
    private final NavigableMap<AccountRegion, EvaluationCursor> active = new TreeMap<>();

    private final Map<AccountRegion, EvaluationCursor> changed = new TreeMap<>();
    private long subjects;
    private final NavigableMap<String, Behind> behind = new TreeMap<>();
    private final Map<AccountRegion, NavigableSet<String>> behindKeys = new HashMap<>();

    /**
     * A subject that is behind.
     *
     * @param next its first hour that is not final
     * @param dueHours how many hours of it are due
     */
    record Behind(AccountRegion accountRegion, Hour next, long dueHours) {}

    /** Continues from the store. */
    CursorRegistry(String kind, StateStore stateStore) {
        this.stateStore = stateStore;
        this.kind = kind;
        stateStore.scan(CURSOR + kind + "\n", (key, row) -> {
            EvaluationCursor cursor = EvaluationCursor.of(Json.read(row, EvaluationCursor.Row.class));
            cursors.put(cursor.accountRegion(), cursor);
            subjects += cursor.subjects();
            if (cursor.target() != null) {
                active.put(cursor.accountRegion(), cursor);
            }
        });
    }

    /** How far a subject is evaluated by its cursor in a store; empty if it is behind. */
    static Optional<EvaluatedHours> storedHours(
            String kind, StateStore stateStore, AccountRegion accountRegion, String key) {
        byte[] row = stateStore.get(cursorKey(kind, accountRegion));
        return row == null || stateStore.get(behindKey(kind, key)) != null
                ? Optional.empty()
                : Optional.of(EvaluationCursor.of(Json.read(row, EvaluationCursor.Row.class))
                        .evaluated(key));
    }

    /** The keys of the subjects that are behind, by the store. */
    List<String> storedBehind() {
        String prefix = BEHIND + kind + "\n";
        List<String> keys = new ArrayList<>();
        stateStore.scan(prefix, (key, row) -> keys.add(key.substring(prefix.length())));
        return keys;
    }

    /** Whether a key of the store is of a cursor or a subject that is behind. */
    static boolean owns(String storeKey) {
        return storeKey.startsWith(CURSOR) || storeKey.startsWith(BEHIND);
    }

    /** The cursor of an account and region. */
    EvaluationCursor of(AccountRegion accountRegion) {
        return cursors.computeIfAbsent(accountRegion, EvaluationCursor::new);
    }

    /** All cursors. */
    Collection<EvaluationCursor> all() {
        return cursors.values();
    }

    /** A cursor with a pass under way; null if there is none. */
    @Nullable
    EvaluationCursor firstActive() {
        return active.isEmpty() ? null : active.firstEntry().getValue();
    }

    /** Whether there are no subjects. */
    boolean isEmpty() {
        return subjects == 0 && behind.isEmpty();
    }

    /** Begins a pass, see {@link EvaluationCursor#begin}. */
    void begin(EvaluationCursor cursor, EvaluatedHours target) {
        cursor.begin(target);
        if (cursor.target() != null) {
            active.put(cursor.accountRegion(), cursor);
        }
        markChanged(cursor);
    }

    /** Records how far a pass went, see {@link EvaluationCursor#advance}. */
    void advance(EvaluationCursor cursor, String key, boolean isEvaluated) {
        cursor.advance(key, isEvaluated);
        markChanged(cursor);
    }

    /** Records that a pass is done. */
    void finish(EvaluationCursor cursor) {
        cursor.finish();
        active.remove(cursor.accountRegion());
        markChanged(cursor);
    }

    /** Adds a subject to a cursor, with what the keys of all of its kind, account and region begin with. */
    void add(EvaluationCursor cursor, String prefix) {
        cursor.add(prefix);
        subjects++;
        markChanged(cursor);
    }

    /** Removes a subject from a cursor. */
    void remove(EvaluationCursor cursor, String key) {
        cursor.remove(key);
        subjects--;
        markChanged(cursor);
    }

    private void markChanged(EvaluationCursor cursor) {
        changed.put(cursor.accountRegion(), cursor);
    }

    boolean isBehind(String key) {
        return behind.containsKey(key);
    }

    /** What is known of a subject that is behind; null if it is not. */
    @Nullable
    Behind behind(String key) {
        return behind.get(key);
    }

    /** The subjects of an account and region that are behind, in the order of their keys. */
    List<String> behind(AccountRegion accountRegion) {
        return List.copyOf(behindKeys.getOrDefault(accountRegion, Collections.emptyNavigableSet()));
    }

    /** Sets what is known of a subject that is behind. */
    void putBehind(String key, Behind subject) {
        Behind before = behind.put(key, subject);
        if (before == null) {
            stateStore.put(behindKey(kind, key), PRESENT);
        } else if (!before.accountRegion().equals(subject.accountRegion())) {
            removeKey(before.accountRegion(), key);
        }
        behindKeys
                .computeIfAbsent(subject.accountRegion(), accountRegion -> new TreeSet<>())
                .add(key);
        countDue(key, before == null ? 0 : before.dueHours(), subject.dueHours());
    }

    void removeBehind(String key) {
        Behind before = behind.remove(key);
        if (before != null) {
            stateStore.put(behindKey(kind, key), null);
            removeKey(before.accountRegion(), key);
            countDue(key, before.dueHours(), 0);
        }
    }

    private void removeKey(AccountRegion accountRegion, String key) {
        behindKeys.computeIfPresent(accountRegion, (where, keys) -> {
            keys.remove(key);
            return keys.isEmpty() ? null : keys;
        });
    }

    /** The first subject that is behind and due; null if there is none. */
    @Nullable
    String firstDue() {
        return due.isEmpty() ? null : due.first();
    }

    /** How many hours are due. */
    long countDue() {
        long count = dueHours;
        for (EvaluationCursor cursor : active.values()) {
            count += cursor.countDue();
        }
        return count;
    }

    private void countDue(String key, long before, long now) {
        dueHours += now - before;
        if (now > 0) {
            due.add(key);
        } else {
            due.remove(key);
        }
    }

    /** Writes the cursors that changed. */
    void save() {
        for (EvaluationCursor cursor : changed.values()) {
            stateStore.put(cursorKey(kind, cursor.accountRegion()), Json.bytes(cursor.row()));
        }
        changed.clear();
    }

    private static String cursorKey(String kind, AccountRegion accountRegion) {
        return CURSOR + kind + "\n" + accountRegion.account() + "\n" + accountRegion.region();
    }

    private static String behindKey(String kind, String key) {
        return BEHIND + kind + "\n" + key;
    }
}
