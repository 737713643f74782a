package dev.gleaner.analyzer.profile;

import java.nio.ByteBuffer;

/**
 * How the hours of a series are kept.
 *
 * @param <P> what comes in
 * @param <S> what is kept of an hour
 */
interface SlotForm<P, S> {

    /** An hour of which nothing came yet. */
    HourRow<P, S> openHour();

    /** An open hour that was stored. */
    HourRow<P, S> decodeHour(byte[] row);

    /** Bytes of a slot in a row of a day. */
    int slotBytes();

    void write(S slot, ByteBuffer row);

    S read(ByteBuffer row);
}
