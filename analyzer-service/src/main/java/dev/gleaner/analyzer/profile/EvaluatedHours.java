package dev.gleaner.analyzer.profile;

import org.jspecify.annotations.Nullable;

/**
 * How far the hours of a subject are evaluated.
 *
 * @param closed the last final hour; null if none is
 * @param provisional the last hour that was evaluated provisionally; null if none was
 * @param provisionalGpus the same for the rules that use GPU readings
 * @param gpusAwaited whether the last provisional evaluation of these rules was before any source of GPU readings had
 *     reported, so that readings of that hour may have been missing
 */
public record EvaluatedHours(
        @Nullable Hour closed,
        @Nullable Hour provisional,
        @Nullable Hour provisionalGpus,
        boolean gpusAwaited) {

    /** No hour is evaluated. */
    public static final EvaluatedHours NONE = new EvaluatedHours(null, null, null, false);

    /** With another last final hour. */
    public EvaluatedHours withClosed(Hour hour) {
        return new EvaluatedHours(hour, provisional, provisionalGpus, gpusAwaited);
    }
}
