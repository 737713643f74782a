package dev.gleaner.analyzer.profile;

import org.jspecify.annotations.Nullable;

/** The profile of a subject, which is evaluated hour by hour in their order. */
public interface EvaluationSubject {

    /** Its key in the stores, which contains the resource. */
    String key();

    /** Which hours of it are known, evaluated and final. */
    ProfileTimeline timeline();

    /** The first hour that is not final; null as long as nothing is known. */
    default @Nullable Hour next() {
        Hour closed = timeline().closed();
        return closed == null ? timeline().first() : closed.plus(1);
    }

    /** The last final hour. */
    default @Nullable Hour closed() {
        return timeline().closed();
    }

    /** The last hour that was evaluated provisionally. */
    default @Nullable Hour lastProvisional() {
        return timeline().lastProvisional();
    }

    /** Whether the resource has ended and nothing of it is kept any more. */
    boolean isOver();
}
