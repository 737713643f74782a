package dev.gleaner.analyzer.profile;

import org.jspecify.annotations.Nullable;

/** The profile of a subject, which is evaluated hour by hour in their order. */
public interface EvaluationSubject {

    /** Its key in the stores, which contains the resource. */
    String key();

    /** Which hours of it are known, evaluated and final. */
    ProfileTimeline timeline();

    /** The first hour that is known and not final; null as long as nothing is known. */
    default @Nullable Hour next() {
        Hour first = timeline().first();
        Hour closed = closed();
        return first == null || closed == null || closed.isBefore(first) ? first : closed.plus(1);
    }

    /** The last final hour. */
    default @Nullable Hour closed() {
        return timeline().evaluated().closed();
    }

    /** The last hour that was evaluated provisionally. */
    default @Nullable Hour lastProvisional() {
        return timeline().evaluated().provisional();
    }

    /** Whether the resource has ended and nothing of it is kept any more. */
    boolean isOver();
}
