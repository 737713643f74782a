package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.HourForm;
import dev.gleaner.analyzer.profile.HourRow;
import dev.gleaner.analyzer.profile.OpenHour;
import dev.gleaner.analyzer.profile.Point;
import java.nio.ByteBuffer;

/** Hours of a metric. */
enum MetricForm implements HourForm<Point, MetricHour> {
    INSTANCE;

    @Override
    public HourRow<Point, MetricHour> openHour() {
        return new OpenHour();
    }

    @Override
    public HourRow<Point, MetricHour> decodeHour(byte[] row) {
        return OpenHour.decode(row);
    }

    /** Version 0 did not keep how much of an hour was measured. */
    @Override
    public int version() {
        return 1;
    }

    @Override
    public int slotBytes(int version) {
        return 2 * Float.BYTES + Double.BYTES + (version > 0 ? 1 : 0);
    }

    @Override
    public void write(MetricHour metricHour, ByteBuffer row) {
        row.putFloat(metricHour.mean())
                .putFloat(metricHour.maximum())
                .putDouble(metricHour.sum())
                .put((byte) metricHour.parts());
    }

    @Override
    public MetricHour read(ByteBuffer row, int version) {
        return new MetricHour(
                row.getFloat(), row.getFloat(), row.getDouble(), version > 0 ? row.get() : MetricHour.PARTS);
    }
}
