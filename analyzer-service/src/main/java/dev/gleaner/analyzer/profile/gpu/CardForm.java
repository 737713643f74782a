package dev.gleaner.analyzer.profile.gpu;

import dev.gleaner.analyzer.profile.HourForm;
import dev.gleaner.analyzer.profile.HourRow;
import java.nio.ByteBuffer;

/** Hours of a card. */
public enum CardForm implements HourForm<CardReading, GpuHour> {
    INSTANCE;

    @Override
    public HourRow<CardReading, GpuHour> openHour() {
        return new OpenCardHour();
    }

    @Override
    public HourRow<CardReading, GpuHour> decodeHour(byte[] row) {
        return OpenCardHour.decode(row);
    }

    @Override
    public int slotBytes(int version) {
        return 1 + 4 * Short.BYTES + Float.BYTES + 2 * Long.BYTES;
    }

    @Override
    public void write(GpuHour slot, ByteBuffer row) {
        row.put(slot.state().code())
                .putShort((short) slot.readings())
                .putShort((short) slot.last())
                .putShort((short) slot.lastWork())
                .putShort((short) slot.lastProcess())
                .putFloat(slot.utilization())
                .putLong(slot.memoryUsed())
                .putLong(slot.memoryTotal());
    }

    @Override
    public GpuHour read(ByteBuffer row, int version) {
        return new GpuHour(
                GpuState.of(row.get()),
                row.getShort(),
                row.getShort(),
                row.getShort(),
                row.getShort(),
                row.getFloat(),
                row.getLong(),
                row.getLong());
    }
}
