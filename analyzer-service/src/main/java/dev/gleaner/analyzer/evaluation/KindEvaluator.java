package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.EpisodeStateMachine;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.SubjectStore;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Evaluates the subjects of one kind in one partition. */
final class KindEvaluator<T extends EvaluationSubject> {

    /** Subjects that are read at a time. Stores in memory copy their keys for each range. */
    private static final int BATCH = 256;

    /** Parts of an ARN before the one that names the resource. */
    private static final int ARN_PARTS = 5;

    private final SubjectKind<T> kind;
    private final WatermarkTracker watermarkTracker;
    private final EpisodeStore episodes;
    private final FindingSink findingSink;
    private final SignalCounters signalCounters;
    private final SubjectStore<T> subjects;
    private final CursorRegistry cursors;

    /** Continues from the stores. */
    KindEvaluator(
            SubjectKind<T> kind,
            PartitionStores partitionStores,
            WatermarkTracker watermarkTracker,
            EpisodeStore episodes,
            FindingSink findingSink,
            SignalCounters signalCounters) {
        this.kind = kind;
        this.watermarkTracker = watermarkTracker;
        this.episodes = episodes;
        this.findingSink = findingSink;
        this.signalCounters = signalCounters;
        this.subjects = new SubjectStore<>(kind.mapper(), partitionStores, kind.cached());
        this.cursors = new CursorRegistry(kind.name(), partitionStores.progress());
        cursors.all().forEach(this::begin);
        cursors.storedBehind().forEach(key -> {
            T subject = subjects.of(key);
            putBehind(subject, isDue(subject));
        });
    }

    /** Whether this kind uses a signal; throws when it does and the content of the signal is invalid. */
    boolean accepts(Arn resource, Signal signal) throws MalformedSignalException {
        boolean isUsed = kind.key(resource).isPresent() && kind.isRelevant(signal);
        if (isUsed) {
            kind.check(signal);
        }
        return isUsed;
    }

    /** Folds an accepted signal; returns how many of its parts came too late. */
    int fold(Arn resource, Signal signal) {
        String key = kind.key(resource).orElseThrow();
        Optional<T> stored = subjects.find(key).map(this::current);
        T subject = stored.orElseGet(() -> subjects.of(key));
        AccountRegion before = kind.accountRegion(subject);
        int late = kind.fold(
                subject,
                signal,
                closed(subject, signal),
                bounds(kind.accountRegion(subject, signal)).settled());
        if (subject.next() == null) {
            subjects.delete(subject);
            return late;
        }
        CursorRegistry.Behind behind = cursors.behind(key);
        if (stored.isEmpty()) {
            putBehind(subject, false);
        } else if (behind != null) {
            putBehind(subject, behind.dueHours() > 0);
        } else if (!kind.accountRegion(subject).equals(before)) {
            cursors.remove(cursors.of(before), key);
            subject.timeline().mark(subject.timeline().evaluated());
            putBehind(subject, false);
            cursors.save();
        }
        subjects.save(subject);
        if (kind.isEvaluatedAtOnce(signal)) {
            evaluateMinute(subject);
        }
        kind.withdrawActivity(subject, findingSink);
        signalCounters.add(SignalCounters.Fate.REPEATED, kind.takeRepeated(subject));
        return late;
    }

    private void evaluateMinute(T subject) {
        EvaluationBounds bounds = bounds(kind.accountRegion(subject));
        SubjectEvaluation<T> subjectEvaluation = new SubjectEvaluation<>(kind, subject, bounds, episodes, findingSink);
        subjectEvaluation.evaluateMinute();
        subjectEvaluation.save();
        kind.confirm(subject, bounds, episodes, findingSink);
        kind.publishActivity(subject, bounds, findingSink);
    }

    /** Makes the subjects of an account and region due whose hours can be evaluated further. */
    void enqueue(AccountRegion accountRegion) {
        if (isEmpty()) {
            return;
        }
        begin(cursors.of(accountRegion));
        for (String key : cursors.behind(accountRegion)) {
            putBehind(
                    key,
                    accountRegion,
                    Objects.requireNonNull(cursors.behind(key)).next(),
                    true);
        }
    }

    /**
     * Evaluates due hours after {@code evaluated} ones of other kinds; returns how many there are then.
     *
     * @param goesOn whether to evaluate another hour after that many; not asked before the first one
     */
    int evaluate(int evaluated, IntPredicate goesOn) {
        int count = evaluated;
        for (EvaluationCursor next = cursors.firstActive();
                next != null && (count == 0 || goesOn.test(count));
                next = cursors.firstActive()) {
            count = evaluate(next, count, goesOn);
        }
        // Subjects that are behind join their cursor, which therefore must have arrived.
        for (String next = cursors.firstDue();
                next != null && (count == 0 || goesOn.test(count));
                next = cursors.firstDue()) {
            count = evaluate(next, count, goesOn);
        }
        cursors.save();
        return count;
    }

    /** How many hours are due. */
    long countDue() {
        return cursors.countDue();
    }

    /** Whether nothing is due. */
    boolean isIdle() {
        return cursors.firstDue() == null && cursors.firstActive() == null;
    }

    /** The kind of the resources that it evaluates. */
    ResourceKind resources() {
        return kind.resources();
    }

    /** Whether its sources report once a day or less. */
    boolean reportsRarely() {
        return kind.reportsRarely();
    }

    /** Whether there are no subjects. */
    boolean isEmpty() {
        return cursors.isEmpty();
    }

    /** The newest hour that has ended in all accounts and regions; null when there is none. */
    @Nullable
    Hour ended() {
        return watermarkTracker.ended(kind.requiredSources());
    }

    /** Begins a pass if hours can be evaluated further and none is under way. */
    private void begin(EvaluationCursor cursor) {
        EvaluatedHours target = kind.target(cursor.evaluated(), bounds(cursor.accountRegion()));
        if (cursor.target() == null && !target.equals(cursor.evaluated())) {
            cursors.begin(cursor, target);
        }
    }

    /** Goes on with a pass by some subjects. */
    private int evaluate(EvaluationCursor cursor, int evaluated, IntPredicate goesOn) {
        EvaluatedHours target = Objects.requireNonNull(cursor.target());
        List<StateStore.Row> rows = next(cursor, BATCH + 1);
        EvaluationBounds bounds = bounds(cursor.accountRegion());
        Hour newest = target.provisional();
        // Without the data of a required source each hour is evaluated, as it is not known whether there is something
        // to find.
        Hour skippable = newest != null && bounds.missing(newest).isEmpty() ? newest : null;
        int count = evaluated;
        for (StateStore.Row row : rows.subList(0, Math.min(BATCH, rows.size()))) {
            if (count > evaluated && !goesOn.test(count)) {
                return count;
            }
            if (skippable != null && isSkippable(row, skippable)) {
                cursors.advance(cursor, row.key(), true);
                count += (int) EvaluationCursor.countHours(cursor.evaluated(), target);
                continue;
            }
            long subjectsBefore = cursor.subjects();
            T subject = find(cursor, row);
            if (subject != null) {
                count += evaluate(current(subject), cursor.evaluated(), target, bounds);
            }
            cursors.advance(cursor, row.key(), subject != null && cursor.subjects() == subjectsBefore);
        }
        if (rows.size() <= BATCH && next(cursor, 1).isEmpty()) {
            cursors.finish(cursor);
            begin(cursor);
        }
        return count;
    }

    private boolean isSkippable(StateStore.Row row, Hour through) {
        return kind.isCertainlyNothing(row.value(), through)
                && !cursors.isBehind(row.key())
                && !episodes.hasAny(row.key());
    }

    private int evaluate(T subject, EvaluatedHours before, EvaluatedHours target, EvaluationBounds bounds) {
        SubjectEvaluation<T> subjectEvaluation = new SubjectEvaluation<>(kind, subject, bounds, episodes, findingSink);
        int count = subjectEvaluation.evaluateFinally(target.closed(), 0, hours -> true);
        subjectEvaluation.evaluateProvisionally(before, target);
        subjectEvaluation.save();
        kind.withdrawActivity(subject, findingSink);
        boolean isOver = subjectEvaluation.isOver();
        if (isOver || kind.isChangedByEvaluation(subject)) {
            subjects.save(subject);
        }
        if (isOver) {
            cursors.remove(cursors.of(kind.accountRegion(subject)), subject.key());
            subjects.delete(subject);
        }
        return count + 1;
    }

    /** The next rows of a pass; none if it is done. */
    private List<StateStore.Row> next(EvaluationCursor cursor, int limit) {
        String last = cursor.lastKey();
        for (String prefix : cursor.prefixes()) {
            boolean hasBegun = last != null && last.startsWith(prefix);
            if (hasBegun || last == null || last.compareTo(prefix) < 0) {
                List<StateStore.Row> rows = subjects.next(prefix, hasBegun ? last : null, limit);
                if (!rows.isEmpty()) {
                    return rows;
                }
            }
        }
        return List.of();
    }

    /** The subject of a row; null if it is not evaluated with a cursor: keys with the same prefix can be of others. */
    private @Nullable T find(EvaluationCursor cursor, StateStore.Row row) {
        if (!kind.mapper().owns(row.key()) || cursors.isBehind(row.key())) {
            return null;
        }
        T subject = subjects.of(row);
        return kind.accountRegion(subject).equals(cursor.accountRegion()) ? subject : null;
    }

    /** Evaluates hours of a subject that is behind. */
    private int evaluate(String key, int evaluated, IntPredicate goesOn) {
        T subject = subjects.of(key);
        AccountRegion accountRegion = kind.accountRegion(subject);
        EvaluationBounds bounds = bounds(accountRegion);
        EvaluatedHours before = subject.timeline().evaluated();
        EvaluatedHours target = kind.target(before, bounds);
        SubjectEvaluation<T> subjectEvaluation = new SubjectEvaluation<>(kind, subject, bounds, episodes, findingSink);
        int count = subjectEvaluation.evaluateFinally(target.closed(), evaluated, goesOn);
        boolean isDone = subjectEvaluation.isClosed(target.closed());
        if (isDone) {
            subjectEvaluation.evaluateProvisionally(before, target);
            subject.timeline().mark(target);
            count++;
        }
        subjects.save(subject);
        subjectEvaluation.save();
        kind.withdrawActivity(subject, findingSink);
        if (subjectEvaluation.isOver()) {
            subjects.delete(subject);
            cursors.removeBehind(key);
        } else {
            putBehind(subject, !isDone);
            join(subject, cursors.of(accountRegion));
        }
        return count;
    }

    /** Lets a subject be evaluated with its cursor if it is no longer behind. */
    private void join(T subject, EvaluationCursor cursor) {
        if (cursor.target() == null
                && cursor.evaluated().equals(subject.timeline().evaluated())) {
            cursors.add(cursor, prefix(subject.key()));
            cursors.removeBehind(subject.key());
        }
    }

    /** What the keys of all subjects of its type, account and region begin with. */
    private static String prefix(String key) {
        int end = 0;
        for (int part = 0; part < ARN_PARTS; part++) {
            end = key.indexOf(':', end) + 1;
        }
        for (int index = end; index < key.length(); index++) {
            if (key.charAt(index) == '/' || key.charAt(index) == ':') {
                return key.substring(0, index + 1);
            }
        }
        return key.substring(0, end);
    }

    private boolean isDue(T subject) {
        EvaluatedHours evaluated = subject.timeline().evaluated();
        return !kind.target(evaluated, bounds(kind.accountRegion(subject))).equals(evaluated);
    }

    private void putBehind(T subject, boolean isDue) {
        putBehind(subject.key(), kind.accountRegion(subject), Objects.requireNonNull(subject.next()), isDue);
    }

    private void putBehind(String key, AccountRegion accountRegion, Hour next, boolean isDue) {
        Hour closed = bounds(accountRegion).closed();
        long finalHours = closed == null ? 0 : Math.max(0, closed.number() - next.number() + 1);
        cursors.putBehind(key, new CursorRegistry.Behind(accountRegion, next, isDue ? 1 + finalHours : 0));
    }

    /** A stored subject as far as it is evaluated. */
    private T current(T subject) {
        if (!cursors.isBehind(subject.key())) {
            subject.timeline().inherit(cursors.of(kind.accountRegion(subject)).evaluated(subject.key()));
            kind.closeEvaluated(subject);
        }
        return subject;
    }

    /**
     * The newest hour for which a signal is late: by the sources of the subject's account and region, or already final,
     * as when the subject was in another account or region before.
     */
    private @Nullable Hour closed(T subject, Signal signal) {
        Hour due = bounds(kind.accountRegion(subject, signal)).closed();
        Hour closed = subject.closed();
        return due == null || (closed != null && due.isBefore(closed)) ? closed : due;
    }

    private EvaluationBounds bounds(AccountRegion accountRegion) {
        return watermarkTracker.bounds(accountRegion, kind.requiredSources());
    }

    /** Evaluates the due hours of one subject in their order. */
    static final class SubjectEvaluation<T extends EvaluationSubject> {

        private final SubjectKind<T> kind;
        private final T subject;
        private final EvaluationBounds bounds;
        private final EpisodeStore episodeStore;
        private final FindingSink findingSink;
        private final Map<EpisodeStore.Key, Episode> episodes = new HashMap<>();

        SubjectEvaluation(
                SubjectKind<T> kind,
                T subject,
                EvaluationBounds bounds,
                EpisodeStore episodeStore,
                FindingSink findingSink) {
            this.kind = kind;
            this.subject = subject;
            this.bounds = bounds;
            this.episodeStore = episodeStore;
            this.findingSink = findingSink;
            for (EpisodeStore.Key key : kind.episodeKeys(subject)) {
                if (episodeStore.hasAny(key.resource())) {
                    episode(key);
                }
            }
        }

        /**
         * Evaluates the hours up to one finally, at least one, after {@code evaluated} others; returns how many there are
         * then.
         */
        int evaluateFinally(@Nullable Hour last, int evaluated, IntPredicate goesOn) {
            int count = evaluated;
            for (Hour next = next(last);
                    next != null && (count == evaluated || goesOn.test(count));
                    next = next(last)) {
                kind.evaluateFinally(subject, next, bounds)
                        .forEach(ruleEvaluation -> apply(ruleEvaluation, EpisodeStateMachine::applyFinal));
                count++;
            }
            return count;
        }

        /** Whether all hours up to one are final. */
        boolean isClosed(@Nullable Hour last) {
            return next(last) == null;
        }

        /** Evaluates the newest hour provisionally. */
        void evaluateProvisionally(EvaluatedHours before, EvaluatedHours target) {
            kind.evaluateProvisionally(subject, before, target, bounds)
                    .forEach(ruleEvaluation -> apply(ruleEvaluation, EpisodeStateMachine::applyProvisional));
            evaluateMinute();
        }

        /** Evaluates the newest minute, if the kind is evaluated by minutes. */
        void evaluateMinute() {
            kind.evaluateMinute(subject, bounds, hasEpisodes())
                    .forEach(minuteEvaluation -> apply(
                            minuteEvaluation.evaluation(),
                            (episode, evaluation, sink) ->
                                    EpisodeStateMachine.applyMinute(episode, minuteEvaluation, sink)));
        }

        private boolean hasEpisodes() {
            return !episodes.isEmpty();
        }

        /** Whether the subject has ended and has no finding. */
        boolean isOver() {
            return subject.isOver() && episodes.values().stream().allMatch(Episode::hasNoFinding);
        }

        /**
         * Saves the episodes. Of an episode that no rule evaluates any more and that has no finding, only the version is
         * kept, so that versions continue if the resource comes back.
         */
        void save() {
            if (episodes.isEmpty()) {
                return;
            }
            Set<EpisodeStore.Key> evaluatedKeys = isOver() ? Set.of() : Set.copyOf(kind.episodeKeys(subject));
            episodes.forEach((key, episode) -> {
                boolean isObsolete = episode.hasNoFinding() && !evaluatedKeys.contains(key);
                episodeStore.put(key, isObsolete ? episode.withVersionOnly() : episode);
            });
        }

        private @Nullable Hour next(@Nullable Hour last) {
            Hour next = subject.next();
            return last == null || next == null || last.isBefore(next) ? null : next;
        }

        private Episode episode(EpisodeStore.Key key) {
            return episodes.computeIfAbsent(key, episodeStore::get);
        }

        private void apply(RuleEvaluation ruleEvaluation, Transition transition) {
            EpisodeStore.Key key = new EpisodeStore.Key(
                    ruleEvaluation.input().resource(), ruleEvaluation.rule().name());
            if (!ruleEvaluation.opensFinding() && !episodes.containsKey(key) && !episodeStore.hasAny(key.resource())) {
                // Without an episode there is nothing to resolve, to withdraw or to doubt.
                return;
            }
            episodes.put(key, transition.apply(episode(key), ruleEvaluation, findingSink));
        }

        private interface Transition {
            Episode apply(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink);
        }
    }
}
