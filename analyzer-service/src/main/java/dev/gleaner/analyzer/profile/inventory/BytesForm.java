package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.SlotForm;
import java.nio.ByteBuffer;

/** Hours of a lane: bytes. */
enum BytesForm implements SlotForm<Long> {
    INSTANCE;

    @Override
    public int slotBytes(int version) {
        return Long.BYTES;
    }

    @Override
    public void write(Long slot, ByteBuffer row) {
        row.putLong(slot);
    }

    @Override
    public Long read(ByteBuffer row, int version) {
        return row.getLong();
    }
}
