package dev.gleaner.analyzer.profile;

import org.jspecify.annotations.Nullable;

/** What is known of one thing that is judged hour by hour, in their order. */
public interface Subject {

    /** Its key in stores, from which its resource can be told. */
    String key();

    /** The first hour that is not final; null as long as nothing is known. */
    @Nullable
    Hour next();

    /** The last final hour. */
    @Nullable
    Hour closed();

    /** The last hour that was judged provisionally. */
    @Nullable
    Hour glimpsed();

    /** Whether it ended, and nothing more of it is kept or waits. */
    boolean isOver();
}
