package dev.gleaner.analyzer.profile;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The final hours of one metric on one UTC day. */
final class ClosedDay {

    private static final int SLOT_BYTES = 1 + 2 * Float.BYTES + Double.BYTES;

    private final @Nullable Slot[] slots = new Slot[Hour.PER_DAY];

    static ClosedDay decode(byte[] bytes) {
        ClosedDay day = new ClosedDay();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.remaining() >= SLOT_BYTES) {
            day.slots[buffer.get()] = new Slot(buffer.getFloat(), buffer.getFloat(), buffer.getDouble());
        }
        return day;
    }

    byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(Hour.PER_DAY * SLOT_BYTES);
        for (int hour = 0; hour < slots.length; hour++) {
            Slot slot = slots[hour];
            if (slot != null) {
                buffer.put((byte) hour)
                        .putFloat(slot.mean())
                        .putFloat(slot.maximum())
                        .putDouble(slot.sum());
            }
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    @Nullable
    Slot slot(int hourOfDay) {
        return slots[hourOfDay];
    }

    void put(int hourOfDay, Slot slot) {
        slots[hourOfDay] = slot;
    }
}
