package dev.gleaner.analyzer.profile;

import java.nio.ByteBuffer;

/**
 * How final hours are kept in the row of a day.
 *
 * @param <S> what is kept of an hour
 */
public interface SlotForm<S> {

    /** Version of what is written; rows of version 0 do not name theirs. */
    default int version() {
        return 0;
    }

    /** Bytes of a slot in a row of a day. */
    int slotBytes(int version);

    /** Appends a slot. */
    void write(S slot, ByteBuffer row);

    /** Reads the next slot of a row that was written by that version. */
    S read(ByteBuffer row, int version);
}
