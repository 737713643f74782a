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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The subjects of one kind in one partition, and which of them have hours to judge. */
final class KindEvaluator<T extends EvaluationSubject> {

    private final SubjectKind<T> kind;
    private final WatermarkTracker watermarkTracker;
    private final EpisodeStore episodes;
    private final FindingSink findingSink;
    private final SubjectStore<T> subjects;
    private final Backlog backlog = new Backlog();
    private final Map<AccountRegion, EvaluationBounds> lastBounds = new HashMap<>();

    /** Goes on from what is on the shelves; keeps at most that many subjects decoded. */
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
        subjects.forEachHeader(subject -> enqueueNext(kind.accountRegion(subject), subject));
    }

    /** Whether it keeps anything of a signal; throws when it does and the signal can't be one. */
    boolean accepts(Arn resource, Signal signal) throws MalformedSignalException {
        boolean takes = kind.key(resource).isPresent() && kind.isRelevant(signal);
        if (takes) {
            kind.check(signal);
        }
        return takes;
    }

    /** Folds a signal that it takes; says how many of its parts came too late. */
    int fold(Arn resource, Signal signal) {
        T subject = subjects.of(kind.key(resource).orElseThrow());
        AccountRegion before = kind.accountRegion(subject);
        int late = kind.fold(subject, signal, closed(subject, signal));
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

    /** Everything in that place has hours to judge if anything moved there by an hour, else what came since then. */
    void enqueue(AccountRegion accountRegion) {
        EvaluationBounds now = bounds(accountRegion);
        if (now.equals(lastBounds.put(accountRegion, now))) {
            backlog.enqueueNew(accountRegion);
        } else {
            backlog.enqueue(accountRegion);
        }
    }

    /** Judges at most about that many hours that are due; says how many it were, 0 when nothing is due. */
    int evaluate(int limit) {
        int count = 0;
        for (String next = backlog.first(); next != null && count < limit; next = backlog.first()) {
            count += evaluate(next, limit - count);
        }
        return count;
    }

    /** How many hours wait to be judged. */
    long countDue() {
        return backlog.countDue(this::bounds);
    }

    /** Whether nothing is due. */
    boolean isIdle() {
        return backlog.first() == null;
    }

    /** Whether there is nothing to judge, ever. */
    boolean isEmpty() {
        return backlog.isEmpty();
    }

    /** The newest hour that has ended everywhere; null when there is none. */
    @Nullable
    Hour ended() {
        return watermarkTracker.ended(kind.requiredSources());
    }

    private int evaluate(String key, int limit) {
        T subject = subjects.of(key);
        AccountRegion accountRegion = kind.accountRegion(subject);
        SubjectEvaluation<T> subjectEvaluation =
                new SubjectEvaluation<>(kind, subject, bounds(accountRegion), episodes, findingSink);
        int judged = subjectEvaluation.evaluateFinally(limit);
        if (subjectEvaluation.isUpToDate()) {
            subjectEvaluation.evaluateProvisionally();
            backlog.markDone(key);
            judged++;
        }
        subjects.save(subject);
        subjectEvaluation.save();
        if (subjectEvaluation.isOver()) {
            subjects.delete(subject);
            backlog.remove(accountRegion, key);
        } else {
            enqueueNext(accountRegion, subject);
        }
        return judged;
    }

    private void enqueueNext(AccountRegion accountRegion, T subject) {
        Hour next = subject.next();
        if (next != null) {
            backlog.put(accountRegion, subject.key(), next);
        }
    }

    /** Late is what its sources are past, and what was judged where the subject was before. */
    private @Nullable Hour closed(T subject, Signal signal) {
        Hour due = bounds(kind.accountRegion(subject, signal)).closed();
        Hour closed = subject.closed();
        return due == null || (closed != null && due.isBefore(closed)) ? closed : due;
    }

    private EvaluationBounds bounds(AccountRegion accountRegion) {
        return watermarkTracker.bounds(accountRegion, kind.requiredSources());
    }

    /** The resources of a partition, and those of them that have hours to judge, in the order of their names. */
    static final class Backlog {

        private final Map<AccountRegion, TreeMap<String, Hour>> residents = new TreeMap<>();
        private final Map<AccountRegion, TreeSet<String>> arrivals = new TreeMap<>();
        private final TreeMap<String, AccountRegion> waiting = new TreeMap<>();

        /** Notes the first hour of a resource that is not final. */
        void put(AccountRegion accountRegion, String resource, Hour next) {
            residents.computeIfAbsent(accountRegion, key -> new TreeMap<>()).put(resource, next);
        }

        /** Notes that a resource came of which nothing was said yet. */
        void putNew(AccountRegion accountRegion, String resource) {
            arrivals.computeIfAbsent(accountRegion, key -> new TreeSet<>()).add(resource);
        }

        void remove(AccountRegion accountRegion, String resource) {
            residents.getOrDefault(accountRegion, new TreeMap<>()).remove(resource);
            arrivals.getOrDefault(accountRegion, new TreeSet<>()).remove(resource);
            waiting.remove(resource);
        }

        boolean isEmpty() {
            return residents.values().stream().allMatch(Map::isEmpty);
        }

        /** Everything in that place has hours to judge. */
        void enqueue(AccountRegion accountRegion) {
            residents
                    .getOrDefault(accountRegion, new TreeMap<>())
                    .keySet()
                    .forEach(resource -> waiting.put(resource, accountRegion));
            arrivals.remove(accountRegion);
        }

        /** What came to that place since the last time has hours to judge. */
        void enqueueNew(AccountRegion accountRegion) {
            arrivals.getOrDefault(accountRegion, new TreeSet<>())
                    .forEach(resource -> waiting.put(resource, accountRegion));
            arrivals.remove(accountRegion);
        }

        @Nullable
        String first() {
            return waiting.isEmpty() ? null : waiting.firstKey();
        }

        void markDone(String resource) {
            waiting.remove(resource);
        }

        /** How many hours wait to be judged. */
        long countDue(Function<AccountRegion, EvaluationBounds> bounds) {
            TreeSet<AccountRegion> places = new TreeSet<>(waiting.values());
            return places.stream()
                    .mapToLong(accountRegion -> countDue(accountRegion, bounds.apply(accountRegion)))
                    .sum();
        }

        private long countDue(AccountRegion accountRegion, EvaluationBounds bounds) {
            Hour closed = bounds.closed();
            return residents.getOrDefault(accountRegion, new TreeMap<>()).entrySet().stream()
                    .filter(resident -> waiting.containsKey(resident.getKey()))
                    .mapToLong(resident -> 1 + hours(resident.getValue(), closed))
                    .sum();
        }

        private static long hours(Hour next, @Nullable Hour closed) {
            return closed == null ? 0 : Math.max(0, closed.number() - next.number() + 1);
        }
    }

    /** Judges the due hours of one subject in their order. */
    static final class SubjectEvaluation<T extends EvaluationSubject> {

        private final SubjectKind<T> kind;
        private final T subject;
        private final EvaluationBounds bounds;
        private final EpisodeStore shelf;
        private final FindingSink findingSink;
        private final Map<EpisodeStore.Key, Episode> episodes = new HashMap<>();

        SubjectEvaluation(
                SubjectKind<T> kind, T subject, EvaluationBounds bounds, EpisodeStore shelf, FindingSink findingSink) {
            this.kind = kind;
            this.subject = subject;
            this.bounds = bounds;
            this.shelf = shelf;
            this.findingSink = findingSink;
            kind.episodeKeys(subject).forEach(this::episode);
        }

        /** Judges at most that many hours for good; says how many it were. */
        int evaluateFinally(int limit) {
            int judged = 0;
            for (Hour next = due(); judged < limit && next != null; next = due()) {
                kind.evaluateFinally(subject, next, bounds)
                        .forEach(ruleEvaluation -> apply(ruleEvaluation, EpisodeStateMachine::applyFinal));
                judged++;
            }
            return judged;
        }

        /** Whether all hours that can be final are. */
        boolean isUpToDate() {
            return due() == null;
        }

        /** Judges the newest hour provisionally. */
        void evaluateProvisionally() {
            Hour newest = bounds.provisionalHour();
            if (newest != null) {
                kind.evaluateProvisionally(subject, newest, bounds)
                        .forEach(ruleEvaluation -> apply(ruleEvaluation, EpisodeStateMachine::applyProvisional));
            }
        }

        /** Whether nothing more will ever be said of it. */
        boolean isOver() {
            return subject.isOver() && episodes.values().stream().allMatch(Episode::hasNoFinding);
        }

        /** Keeps what was said. Of what is not asked about any more only the count of versions stays, for when it comes back. */
        void save() {
            Set<EpisodeStore.Key> asked = isOver() ? Set.of() : Set.copyOf(kind.episodeKeys(subject));
            episodes.forEach((question, episode) -> {
                boolean forgotten = episode.hasNoFinding() && !asked.contains(question);
                shelf.put(question, forgotten ? episode.withVersionOnly() : episode);
            });
        }

        private @Nullable Hour due() {
            Hour last = bounds.closed();
            Hour next = subject.next();
            return last == null || next == null || last.isBefore(next) ? null : next;
        }

        private Episode episode(EpisodeStore.Key question) {
            return episodes.computeIfAbsent(question, shelf::get);
        }

        private void apply(RuleEvaluation ruleEvaluation, Step step) {
            EpisodeStore.Key question =
                    new EpisodeStore.Key(ruleEvaluation.input().resource(), ruleEvaluation.rule());
            episodes.put(question, step.take(episode(question), ruleEvaluation, findingSink));
        }

        private interface Step {
            Episode take(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink);
        }
    }
}
