package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.evaluation.ResourceExplanation.BusiestHour;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.CpuMaxima;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.Flow;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.GpuTrack;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.Track;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.finding.MinuteEvaluation;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of subject: which signals it uses, which sources it requires, and how it is evaluated. Order, lateness, episodes
 * and stores are the same for all kinds. A resource can be of several kinds, with a subject of each.
 *
 * @param <T> the profile of one subject
 */
public abstract class SubjectKind<T extends EvaluationSubject> {

    /** Its name in the stores. Never changed. */
    protected abstract String name();

    /** The kind of the resources that its subjects are. */
    protected abstract ResourceKind resources();

    /** Reads and writes its subjects. */
    protected abstract SubjectMapper<T> mapper();

    /** The sources that it waits for. */
    protected abstract RequiredSources requiredSources();

    /** Number of subjects that a partition keeps decoded. Worth it only where decoding costs more than a cached subject. */
    protected int cached() {
        return 0;
    }

    /** Whether its sources report so rarely, once a day or less, that the progress of the evaluation does not follow them. */
    protected boolean reportsRarely() {
        return false;
    }

    /** The key of the subject of a resource; empty when the resource is of another kind. */
    protected abstract Optional<String> key(Arn resource);

    /** Whether it uses such a signal about a resource of this kind. */
    protected abstract boolean isRelevant(Signal signal);

    /** Throws when the content of a signal that it uses is invalid. */
    protected abstract void check(Signal signal) throws MalformedSignalException;

    /** The earliest hour that a signal is about. */
    protected abstract Hour earliestHour(Signal signal);

    /** The account and region of a subject. */
    protected abstract AccountRegion accountRegion(T subject);

    /** The account and region by whose sources a signal about a subject counts as late. */
    protected AccountRegion accountRegion(T subject, Signal signal) {
        return accountRegion(subject);
    }

    /**
     * Folds a checked signal.
     *
     * @param closed the newest hour for which signals are no longer accepted
     * @param settled the newest hour whose values are no longer replaced by other ones
     * @return how many parts of the signal are about such an hour
     */
    protected abstract int fold(T subject, Signal signal, @Nullable Hour closed, @Nullable Hour settled);

    /** How many parts of folded signals were known already, since the last call. */
    protected int takeRepeated(T subject) {
        return 0;
    }

    /** Whether a signal that was folded is evaluated at once, before its hour has ended. */
    protected boolean isEvaluatedAtOnce(Signal signal) {
        return false;
    }

    /** Confirms findings that {@link #evaluateMinute} does not decide on, by a signal that is evaluated at once. */
    protected void confirm(T subject, EvaluationBounds bounds, EpisodeStore episodes, FindingSink findingSink) {}

    /** Publishes what a signal that is evaluated at once shows, whether the subject has findings or not. */
    protected void publishActivity(T subject, EvaluationBounds bounds, FindingSink findingSink) {}

    /** Withdraws what {@link #publishActivity} published, once nothing is kept of it any more. */
    protected void withdrawActivity(T subject, FindingSink findingSink) {}

    /**
     * Evaluates the newest minute.
     *
     * @param hasFindings whether the subject may have findings: otherwise nothing that ends one matters
     */
    protected List<MinuteEvaluation> evaluateMinute(T subject, EvaluationBounds bounds, boolean hasFindings) {
        return List.of();
    }

    /** The episodes of a subject: one for each rule and resource. */
    protected abstract List<EpisodeStore.Key> episodeKeys(T subject);

    /** Closes the next hour, and evaluates it finally. */
    protected abstract List<RuleEvaluation> evaluateFinally(T subject, Hour hour, EvaluationBounds bounds);

    /**
     * Evaluates the newest hour provisionally.
     *
     * @param before how far provisional hours are evaluated
     * @param target how far they are to be
     */
    protected abstract List<RuleEvaluation> evaluateProvisionally(
            T subject, EvaluatedHours before, EvaluatedHours target, EvaluationBounds bounds);

    /** How far hours can be evaluated of subjects that are evaluated so far; the same if nothing is due. */
    protected EvaluatedHours target(EvaluatedHours before, EvaluationBounds bounds) {
        Hour closed = bounds.closed();
        Hour newest = bounds.provisionalHour();
        return new EvaluatedHours(
                closed != null && isNew(closed, before.closed()) ? closed : before.closed(),
                newest != null && isNew(newest, before.provisional()) ? newest : before.provisional(),
                before.provisionalGpus(),
                before.gpusAwaited());
    }

    /** Whether it is certain by the row of a subject that no rule finds anything in the hours up to one. */
    protected boolean isCertainlyNothing(byte[] row, Hour through) {
        return false;
    }

    /** Makes the hours final that were evaluated without storing the subject. */
    protected void closeEvaluated(T subject) {}

    /** Whether a subject has to be stored after its hours were evaluated. */
    protected boolean isChangedByEvaluation(T subject) {
        return true;
    }

    /** Whether an hour is after the last evaluated one. */
    protected static boolean isNew(Hour hour, @Nullable Hour last) {
        return last == null || last.isBefore(hour);
    }

    /** Describes a subject at the end of an hour, with the evaluation of its rules. */
    protected abstract View describe(T subject, Hour hour, EvaluationBounds bounds);

    /**
     * The description of a subject.
     *
     * @param born when it was first created, listed or measured
     * @param facts what was known of it; null when nothing was
     * @param cpuMaxima null when they are not known
     */
    public record View(
            @Nullable Instant born,
            @Nullable Object facts,
            List<Track> metrics,
            List<BusiestHour> busiestHours,
            @Nullable CpuMaxima cpuMaxima,
            List<GpuTrack> gpus,
            List<Flow> traffic,
            List<RuleEvaluation> evaluations) {}
}
