package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.contracts.signal.proto.Signal;
import org.jspecify.annotations.Nullable;

/**
 * The signals beside its listings that tell how a resource is used, and what they add to what is kept of it.
 *
 * @param <H> what is kept
 */
public interface UsageSignals<H extends History> {

    /** Whether a signal about such a resource, or about what lies below it, is one of these. */
    boolean includes(Signal signal);

    /** Throws when one of these signals contradicts itself. */
    void check(Signal signal) throws MalformedSignalException;

    /** The earliest hour that one of these signals is about. */
    Hour earliest(Signal signal);

    /**
     * Folds one of these signals, which was checked.
     *
     * @param timeline learns from when on the resource is known
     * @param closed the newest hour for which signals are no longer accepted; null if there is none yet
     * @return how many of its parts are about such an hour
     */
    int fold(H history, ProfileTimeline timeline, Signal signal, @Nullable Hour closed);

    /** Folds what a listing tells of the use of the resource in its hour, beside the facts. */
    default void foldListing(H history, ProfileTimeline timeline, Signal listing, @Nullable Hour closed) {}
}
