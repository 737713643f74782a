package dev.gleaner.analyzer.profile;

import java.nio.ByteBuffer;

/**
 * How final hours are kept in the row of a day.
 *
 * @param <S> what is kept of an hour
 */
public interface SlotForm<S> {

    /** Bytes of a slot in a row of a day. */
    int slotBytes();

    /** Appends a slot. */
    void write(S slot, ByteBuffer row);

    /** Reads the next slot. */
    S read(ByteBuffer row);
}
