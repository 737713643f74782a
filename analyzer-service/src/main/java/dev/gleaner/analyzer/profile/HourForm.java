package dev.gleaner.analyzer.profile;

/**
 * How the hours of a series are kept.
 *
 * @param <P> what comes in
 * @param <S> what is kept of an hour
 */
public interface HourForm<P, S> extends SlotForm<S> {

    /** An hour of which nothing came yet. */
    HourRow<P, S> openHour();

    /** An open hour that was stored. */
    HourRow<P, S> decodeHour(byte[] row);
}
