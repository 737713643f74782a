package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.evaluation.ResourceExplanation.Flow;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.GpuTrack;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.Track;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of things that are judged: what it takes in, what it waits for, and what is said of it. Everything else (order,
 * lateness, episodes, stores) is the same for all of them. A resource can be of several kinds, each with its own subject.
 *
 * @param <T> what is known of one thing
 */
abstract sealed class SubjectKind<T extends EvaluationSubject> permits InstanceKind, InventoryKind {

    /** How its subjects are kept. */
    abstract SubjectMapper<T> mapper();

    /** What it waits for. */
    abstract RequiredSources requiredSources();

    /** The key of the subject that knows of a resource; empty when the resource is of another kind. */
    abstract Optional<String> key(Arn resource);

    /** Whether it keeps anything of such a signal about a resource of its own. */
    abstract boolean isRelevant(Signal signal);

    /** Throws when a signal that it keeps can't be one. */
    abstract void check(Signal signal) throws MalformedSignalException;

    /** The earliest hour that a signal tells of. */
    abstract Hour earliestHour(Signal signal);

    /** Where a subject is. */
    abstract AccountRegion accountRegion(T subject);

    /** Where the sources are that decide whether a signal about a subject is late. */
    AccountRegion accountRegion(T subject, Signal signal) {
        return accountRegion(subject);
    }

    /**
     * Folds a checked signal.
     *
     * @param closed the last hour of which nothing is taken in any more
     * @return how many of its parts came too late for that
     */
    abstract int fold(T subject, Signal signal, @Nullable Hour closed);

    /** What may be said at once about a signal that was folded. */
    void confirm(T subject, Signal signal, EpisodeStore episodes, FindingSink findingSink) {}

    /** All that is asked about a subject. */
    abstract List<EpisodeStore.Key> episodeKeys(T subject);

    /** Makes the next hour final, and judges it for good. */
    abstract List<RuleEvaluation> evaluateFinally(T subject, Hour hour, EvaluationBounds bounds);

    /** Judges the newest hour provisionally, as far as that was not done; notes that it was. */
    abstract List<RuleEvaluation> evaluateProvisionally(T subject, Hour newest, EvaluationBounds bounds);

    /** What there is to show of a subject at the end of an hour, and what is said of it. */
    abstract View describe(T subject, Hour hour, EvaluationBounds bounds);

    /**
     * What one kind shows of a subject.
     *
     * @param born when it was first created, listed or measured
     * @param facts what was known of it; null when nothing was
     */
    record View(
            @Nullable Instant born,
            @Nullable Object facts,
            List<Track> metrics,
            List<GpuTrack> gpus,
            List<Flow> traffic,
            List<RuleEvaluation> evaluations) {}
}
