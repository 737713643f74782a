package dev.gleaner.analyzer.profile;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The final hours of one series on one UTC day. */
public final class ClosedDay<S> {

    private final SlotForm<S> form;
    private final List<@Nullable S> slots = new ArrayList<>(Collections.nCopies(Hour.PER_DAY, null));

    /** Without any. */
    public ClosedDay(SlotForm<S> form) {
        this.form = form;
    }

    /** From a row. */
    public static <S> ClosedDay<S> decode(SlotForm<S> form, byte[] bytes) {
        ClosedDay<S> day = new ClosedDay<>(form);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        // No hour of a day is negative: what a version other than 0 wrote begins with its number, negated.
        int version = bytes.length > 0 && bytes[0] < 0 ? -buffer.get() : 0;
        while (buffer.remaining() > form.slotBytes(version)) {
            day.slots.set(buffer.get(), form.read(buffer, version));
        }
        return day;
    }

    /** As a row. */
    public byte[] encode() {
        int version = form.version();
        ByteBuffer buffer = ByteBuffer.allocate(1 + Hour.PER_DAY * (1 + form.slotBytes(version)));
        if (version > 0) {
            buffer.put((byte) -version);
        }
        for (int hour = 0; hour < Hour.PER_DAY; hour++) {
            S slot = slots.get(hour);
            if (slot != null) {
                buffer.put((byte) hour);
                form.write(slot, buffer);
            }
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    /** The hour of the day, from 0; null when nothing is kept of it. */
    public @Nullable S slot(int hourOfDay) {
        return slots.get(hourOfDay);
    }

    /** The hours of the day from one up to another, without that; null where nothing is kept. */
    List<@Nullable S> slots(int from, int until) {
        return slots.subList(from, until);
    }

    /** Sets an hour of the day. */
    public void put(int hourOfDay, S slot) {
        slots.set(hourOfDay, slot);
    }
}
