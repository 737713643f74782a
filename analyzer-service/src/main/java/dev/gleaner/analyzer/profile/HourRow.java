package dev.gleaner.analyzer.profile;

/**
 * An hour that may still change. What comes twice, and in whichever order, leaves the same.
 *
 * @param <P> what comes in
 * @param <S> what is kept of the hour
 */
public interface HourRow<P, S> {

    /** Takes something in; says whether that changed anything. */
    boolean put(P point);

    /** The hour as it stands. */
    S slot();

    /** Stored form; {@link HourForm#decodeHour} reads it. */
    byte[] encode();
}
