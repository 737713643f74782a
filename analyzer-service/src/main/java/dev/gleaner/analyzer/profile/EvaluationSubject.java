package dev.gleaner.analyzer.profile;

import org.jspecify.annotations.Nullable;

/** What is known of one thing that is judged hour by hour, in their order. */
public interface EvaluationSubject {

    /** Its key in stores, from which its resource can be told. */
    String key();

    /** How far it is. */
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

    /** The last hour that was judged provisionally. */
    default @Nullable Hour lastProvisional() {
        return timeline().lastProvisional();
    }

    /** Whether it ended, and nothing more of it is kept or waits. */
    boolean isOver();
}
