package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.EpisodeStateMachine;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.SubjectStore;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Evaluates the subjects of one kind in one partition. */
final class KindEvaluator<T extends EvaluationSubject> {

    private final SubjectKind<T> kind;
    private final WatermarkTracker watermarkTracker;
    private final EpisodeStore episodes;
    private final FindingSink findingSink;
    private final SubjectStore<T> subjects;
    private final Backlog backlog = new Backlog();
    private final Map<AccountRegion, EvaluationBounds> lastBounds = new HashMap<>();

    /** Continues from the stores; keeps at most {@code cached} subjects decoded. */
    KindEvaluator(
            SubjectKind<T> kind,
            PartitionStores partitionStores,
            WatermarkTracker watermarkTracker,
            EpisodeStore episodes,
            int cached,
            FindingSink findingSink) {
        this.kind = kind;
        this.watermarkTracker = watermarkTracker;
        this.episodes = episodes;
        this.findingSink = findingSink;
        this.subjects = new SubjectStore<>(kind.mapper(), partitionStores, cached);
        subjects.forEachHeader(this::resume);
    }

    /** Makes a stored subject due only if an hour of it is: what was evaluated by the same bounds is not evaluated again. */
    private void resume(T subject) {
        AccountRegion accountRegion = kind.accountRegion(subject);
        EvaluationBounds bounds = bounds(accountRegion);
        lastBounds.put(accountRegion, bounds);
        enqueueNext(accountRegion, subject);
        Hour next = subject.next();
        Hour closed = bounds.closed();
        boolean isFinallyDue = next != null && closed != null && !closed.isBefore(next);
        if (isFinallyDue || kind.isProvisionallyDue(subject, bounds)) {
            backlog.enqueue(accountRegion, subject.key(), closed);
        } else if (subject.lastProvisional() == null) {
            backlog.putNew(accountRegion, subject.key());
        }
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
        T subject = subjects.of(kind.key(resource).orElseThrow());
        AccountRegion before = kind.accountRegion(subject);
        int late = kind.fold(
                subject,
                signal,
                closed(subject, signal),
                bounds(kind.accountRegion(subject, signal)).settled());
        AccountRegion accountRegion = kind.accountRegion(subject);
        if (!accountRegion.equals(before)) {
            backlog.remove(before, subject.key());
        }
        if (subject.next() == null) {
            subjects.delete(subject);
        } else {
            enqueueNext(accountRegion, subject);
            subjects.save(subject);
            if (subject.lastProvisional() == null) {
                backlog.putNew(accountRegion, subject.key());
            }
        }
        kind.confirm(subject, signal, episodes, findingSink);
        return late;
    }

    /** Makes all subjects of an account and region due if its bounds changed, else only those that are new since then. */
    void enqueue(AccountRegion accountRegion) {
        EvaluationBounds now = bounds(accountRegion);
        if (now.equals(lastBounds.put(accountRegion, now))) {
            backlog.enqueueNew(accountRegion, now.closed());
        } else {
            backlog.enqueue(accountRegion, now.closed());
        }
    }

    /**
     * Evaluates due hours after {@code evaluated} ones of other kinds; returns how many there are then.
     *
     * @param goesOn whether to evaluate another hour after that many; not asked before the first one
     */
    int evaluate(int evaluated, IntPredicate goesOn) {
        int count = evaluated;
        for (String next = backlog.first();
                next != null && (count == 0 || goesOn.test(count));
                next = backlog.first()) {
            count = evaluate(next, count, goesOn);
        }
        return count;
    }

    /** How many hours are due. */
    long countDue() {
        return backlog.countDue();
    }

    /** Whether nothing is due. */
    boolean isIdle() {
        return backlog.first() == null;
    }

    /** Whether there are no subjects. */
    boolean isEmpty() {
        return backlog.isEmpty();
    }

    /** The newest hour that has ended in all accounts and regions; null when there is none. */
    @Nullable
    Hour ended() {
        return watermarkTracker.ended(kind.requiredSources());
    }

    private int evaluate(String key, int evaluated, IntPredicate goesOn) {
        T subject = subjects.of(key);
        AccountRegion accountRegion = kind.accountRegion(subject);
        SubjectEvaluation<T> subjectEvaluation =
                new SubjectEvaluation<>(kind, subject, bounds(accountRegion), episodes, findingSink);
        int count = subjectEvaluation.evaluateFinally(evaluated, goesOn);
        if (subjectEvaluation.isUpToDate()) {
            subjectEvaluation.evaluateProvisionally();
            backlog.markDone(key);
            count++;
        }
        subjects.save(subject);
        subjectEvaluation.save();
        if (subjectEvaluation.isOver()) {
            subjects.delete(subject);
            backlog.remove(accountRegion, key);
        } else {
            enqueueNext(accountRegion, subject);
        }
        return count;
    }

    private void enqueueNext(AccountRegion accountRegion, T subject) {
        Hour next = subject.next();
        if (next != null) {
            backlog.put(accountRegion, subject.key(), next);
        }
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

    /** The subjects of a partition by account and region, and those of them that are due, in the order of their keys. */
    static final class Backlog {

        private final Map<AccountRegion, TreeMap<String, Hour>> nextHours = new TreeMap<>();
        private final Map<AccountRegion, TreeSet<String>> newSubjects = new TreeMap<>();
        private final TreeMap<String, DueHours> dueSubjects = new TreeMap<>();
        private long dueCount;

        /** Records the first hour of a subject that is not final. */
        void put(AccountRegion accountRegion, String resource, Hour next) {
            nextHours.computeIfAbsent(accountRegion, key -> new TreeMap<>()).put(resource, next);
            DueHours due = dueSubjects.get(resource);
            if (due != null) {
                setDue(resource, new DueHours(next, due.last()));
            }
        }

        /** Records a subject that has not been evaluated yet. */
        void putNew(AccountRegion accountRegion, String resource) {
            newSubjects.computeIfAbsent(accountRegion, key -> new TreeSet<>()).add(resource);
        }

        void remove(AccountRegion accountRegion, String resource) {
            nextHours.getOrDefault(accountRegion, new TreeMap<>()).remove(resource);
            newSubjects.getOrDefault(accountRegion, new TreeSet<>()).remove(resource);
            markDone(resource);
        }

        boolean isEmpty() {
            return nextHours.values().stream().allMatch(Map::isEmpty);
        }

        /** Makes a subject due whose hours are final up to {@code closed}. */
        void enqueue(AccountRegion accountRegion, String resource, @Nullable Hour closed) {
            Hour next = nextHours.getOrDefault(accountRegion, new TreeMap<>()).get(resource);
            if (next != null) {
                setDue(resource, new DueHours(next, closed));
            }
        }

        /** Makes all subjects of an account and region due. */
        void enqueue(AccountRegion accountRegion, @Nullable Hour closed) {
            nextHours
                    .getOrDefault(accountRegion, new TreeMap<>())
                    .forEach((resource, next) -> setDue(resource, new DueHours(next, closed)));
            newSubjects.remove(accountRegion);
        }

        /** Makes the new subjects of an account and region due. */
        void enqueueNew(AccountRegion accountRegion, @Nullable Hour closed) {
            newSubjects
                    .getOrDefault(accountRegion, new TreeSet<>())
                    .forEach(resource -> enqueue(accountRegion, resource, closed));
            newSubjects.remove(accountRegion);
        }

        @Nullable
        String first() {
            return dueSubjects.isEmpty() ? null : dueSubjects.firstKey();
        }

        void markDone(String resource) {
            DueHours done = dueSubjects.remove(resource);
            dueCount -= done == null ? 0 : done.count();
        }

        /** How many hours are due. */
        long countDue() {
            return dueCount;
        }

        private void setDue(String resource, DueHours due) {
            DueHours before = dueSubjects.put(resource, due);
            dueCount += due.count() - (before == null ? 0 : before.count());
        }

        /** The due hours of a subject: those to evaluate finally, and the newest one. */
        private record DueHours(Hour next, @Nullable Hour last) {
            long count() {
                return 1 + (last == null ? 0 : Math.max(0, last.number() - next.number() + 1));
            }
        }
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
            kind.episodeKeys(subject).forEach(this::episode);
        }

        /** Evaluates due hours finally, at least one, after {@code evaluated} others; returns how many there are then. */
        int evaluateFinally(int evaluated, IntPredicate goesOn) {
            int count = evaluated;
            for (Hour next = due(); next != null && (count == evaluated || goesOn.test(count)); next = due()) {
                kind.evaluateFinally(subject, next, bounds)
                        .forEach(ruleEvaluation -> apply(ruleEvaluation, EpisodeStateMachine::applyFinal));
                count++;
            }
            return count;
        }

        /** Whether all hours that can be final are. */
        boolean isUpToDate() {
            return due() == null;
        }

        /** Evaluates the newest hour provisionally. */
        void evaluateProvisionally() {
            Hour newest = bounds.provisionalHour();
            if (newest != null) {
                kind.evaluateProvisionally(subject, newest, bounds)
                        .forEach(ruleEvaluation -> apply(ruleEvaluation, EpisodeStateMachine::applyProvisional));
            }
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
            Set<EpisodeStore.Key> evaluatedKeys = isOver() ? Set.of() : Set.copyOf(kind.episodeKeys(subject));
            episodes.forEach((key, episode) -> {
                boolean isObsolete = episode.hasNoFinding() && !evaluatedKeys.contains(key);
                episodeStore.put(key, isObsolete ? episode.withVersionOnly() : episode);
            });
        }

        private @Nullable Hour due() {
            Hour last = bounds.closed();
            Hour next = subject.next();
            return last == null || next == null || last.isBefore(next) ? null : next;
        }

        private Episode episode(EpisodeStore.Key key) {
            return episodes.computeIfAbsent(key, episodeStore::get);
        }

        private void apply(RuleEvaluation ruleEvaluation, Transition transition) {
            EpisodeStore.Key key = new EpisodeStore.Key(ruleEvaluation.input().resource(), ruleEvaluation.rule());
            episodes.put(key, transition.apply(episode(key), ruleEvaluation, findingSink));
        }

        private interface Transition {
            Episode apply(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink);
        }
    }
}
