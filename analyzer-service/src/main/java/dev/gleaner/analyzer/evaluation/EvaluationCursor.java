package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.resource.AccountRegion;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far the subjects of one kind, account and region are evaluated. They are evaluated together, in a pass in the order of
 * their keys: subjects up to the last key are evaluated up to the target of the pass, the others as far as the pass before
 * went. So nothing is stored with a subject when its hours are evaluated. Subjects that are behind, as new ones are, do not
 * count here, see {@link CursorRegistry}, which makes all changes.
 */
final class EvaluationCursor {

    private final AccountRegion accountRegion;
    private final NavigableSet<String> prefixes = new TreeSet<>();
    private EvaluatedHours evaluated = EvaluatedHours.NONE;
    private @Nullable Pass pass;
    private long subjects;

    /** Without subjects. */
    EvaluationCursor(AccountRegion accountRegion) {
        this.accountRegion = accountRegion;
    }

    /** A pass that is not done. */
    private record Pass(EvaluatedHours target, @Nullable String lastKey, long evaluatedSubjects) {}

    AccountRegion accountRegion() {
        return accountRegion;
    }

    /** How far a subject is evaluated. */
    EvaluatedHours evaluated(String key) {
        Pass current = pass;
        return current != null && current.lastKey() != null && key.compareTo(current.lastKey()) <= 0
                ? current.target()
                : evaluated;
    }

    /** How far all subjects are evaluated. */
    EvaluatedHours evaluated() {
        return evaluated;
    }

    /** How far subjects are to be evaluated; null if no pass is under way. */
    @Nullable
    EvaluatedHours target() {
        Pass current = pass;
        return current == null ? null : current.target();
    }

    /** The last key of the pass; null if it has not begun. */
    @Nullable
    String lastKey() {
        Pass current = pass;
        return current == null ? null : current.lastKey();
    }

    /** Begins a pass, which is done at once if there are no subjects. */
    void begin(EvaluatedHours target) {
        if (subjects == 0) {
            evaluated = target;
        } else {
            pass = new Pass(target, null, 0);
        }
    }

    /** Records that the pass went as far as a key, at which there was a subject of it or not. */
    void advance(String key, boolean isEvaluated) {
        Pass current = pass;
        if (current != null) {
            pass = new Pass(current.target(), key, current.evaluatedSubjects() + (isEvaluated ? 1 : 0));
        }
    }

    /** Records that the pass is done. */
    void finish() {
        Pass current = pass;
        if (current != null) {
            evaluated = current.target();
            pass = null;
        }
    }

    /** What the keys of its subjects begin with, in their order. */
    NavigableSet<String> prefixes() {
        return Collections.unmodifiableNavigableSet(prefixes);
    }

    /** Adds a subject. */
    void add(String prefix) {
        prefixes.add(prefix);
        subjects++;
    }

    /** Removes a subject. */
    void remove(String key) {
        subjects--;
        Pass current = pass;
        if (current != null && current.lastKey() != null && key.compareTo(current.lastKey()) <= 0) {
            pass = new Pass(current.target(), current.lastKey(), current.evaluatedSubjects() - 1);
        }
    }

    long subjects() {
        return subjects;
    }

    /** How many hours are due. */
    long countDue() {
        Pass current = pass;
        return current == null ? 0 : (subjects - current.evaluatedSubjects()) * countHours(evaluated, current.target());
    }

    /** How many hours are evaluated of a subject from one state to another: the final ones, and the newest one. */
    static long countHours(EvaluatedHours before, EvaluatedHours target) {
        Hour from = before.closed();
        Hour to = target.closed();
        return 1 + (from == null || to == null ? 0 : Math.max(0, to.number() - from.number()));
    }

    /** What is stored of it. */
    Row row() {
        Pass current = pass;
        return new Row(
                accountRegion.account(),
                accountRegion.region(),
                prefixes,
                subjects,
                Hours.of(evaluated),
                current == null ? null : Hours.of(current.target()),
                current == null ? null : current.lastKey(),
                current == null ? 0 : current.evaluatedSubjects());
    }

    /** From what was stored. */
    static EvaluationCursor of(Row row) {
        EvaluationCursor cursor = new EvaluationCursor(new AccountRegion(row.account(), row.region()));
        cursor.prefixes.addAll(row.prefixes());
        cursor.subjects = row.subjects();
        cursor.evaluated = row.evaluated().toEvaluatedHours();
        Hours target = row.target();
        if (target != null) {
            cursor.pass = new Pass(target.toEvaluatedHours(), row.lastKey(), row.evaluatedSubjects());
        }
        return cursor;
    }

    /**
     * Stored form (JSON).
     *
     * @param target of the pass that is under way; null for none
     * @param lastKey of that pass; null if it has not begun
     */
    record Row(
            String account,
            String region,
            NavigableSet<String> prefixes,
            long subjects,
            Hours evaluated,
            @Nullable Hours target,
            @Nullable String lastKey,
            long evaluatedSubjects) {}

    /** Stored form of {@link EvaluatedHours}: numbers of hours. */
    record Hours(
            @Nullable Long closed,
            @Nullable Long provisional,
            @Nullable Long provisionalGpus,
            boolean gpusAwaited) {

        static Hours of(EvaluatedHours hours) {
            return new Hours(
                    Hour.stored(hours.closed()),
                    Hour.stored(hours.provisional()),
                    Hour.stored(hours.provisionalGpus()),
                    hours.gpusAwaited());
        }

        EvaluatedHours toEvaluatedHours() {
            return new EvaluatedHours(
                    Hour.stored(closed), Hour.stored(provisional), Hour.stored(provisionalGpus), gpusAwaited);
        }
    }
}
