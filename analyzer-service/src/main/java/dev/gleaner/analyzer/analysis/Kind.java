package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.Subject;
import dev.gleaner.analyzer.profile.SubjectForm;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of things that are judged: what it takes in, what it waits for, and what is said of it. Everything else (order,
 * lateness, episodes, stores) is the same for all of them. A resource can be of several kinds, each with its own subject.
 *
 * @param <T> what is known of one thing
 */
abstract sealed class Kind<T extends Subject> permits InstanceKind, ListedKind {

    /** How its subjects are kept. */
    abstract SubjectForm<T> form();

    /** What it waits for. */
    abstract Needs needs();

    /** The key of the subject that knows of a resource; empty when the resource is of another kind. */
    abstract Optional<String> key(Arn resource);

    /** Whether it keeps anything of such a signal about a resource of its own. */
    abstract boolean keeps(Signal signal);

    /** Throws when a signal that it keeps can't be one. */
    abstract void check(Signal signal) throws MalformedSignalException;

    /** The earliest hour that a signal tells of. */
    abstract Hour earliest(Signal signal);

    /** Where a subject is. */
    abstract Place place(T subject);

    /** Where the sources are that decide whether a signal about a subject is late. */
    Place place(T subject, Signal signal) {
        return place(subject);
    }

    /**
     * Folds a checked signal.
     *
     * @param closed the last hour of which nothing is taken in any more
     * @return how many of its parts came too late for that
     */
    abstract int fold(T subject, Signal signal, @Nullable Hour closed);

    /** What may be said at once about a signal that was folded. */
    void confirm(T subject, Signal signal, EpisodeShelf episodes, Telling telling) {}

    /** All that is asked about a subject. */
    abstract List<Question> questions(T subject);

    /** Makes the next hour final, and judges it for good. */
    abstract List<Judgement> settle(T subject, Hour hour, Bounds bounds);

    /** Judges the newest hour provisionally, as far as that was not done; notes that it was. */
    abstract List<Judgement> glimpse(T subject, Hour newest, Bounds bounds);

    /** What there is to show of a subject at the end of an hour, and what is said of it. */
    abstract Exhibit show(T subject, Hour hour, Bounds bounds);
}
