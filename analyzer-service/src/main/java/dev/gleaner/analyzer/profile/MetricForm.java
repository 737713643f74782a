package dev.gleaner.analyzer.profile;

import java.nio.ByteBuffer;

/** Hours of a metric. */
enum MetricForm implements HourForm<Point, Slot> {
    INSTANCE;

    @Override
    public HourRow<Point, Slot> openHour() {
        return new OpenHour();
    }

    @Override
    public HourRow<Point, Slot> decodeHour(byte[] row) {
        return OpenHour.decode(row);
    }

    @Override
    public int slotBytes() {
        return 2 * Float.BYTES + Double.BYTES;
    }

    @Override
    public void write(Slot slot, ByteBuffer row) {
        row.putFloat(slot.mean()).putFloat(slot.maximum()).putDouble(slot.sum());
    }

    @Override
    public Slot read(ByteBuffer row) {
        return new Slot(row.getFloat(), row.getFloat(), row.getDouble());
    }
}
