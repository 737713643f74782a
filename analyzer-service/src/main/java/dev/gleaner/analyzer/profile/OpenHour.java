package dev.gleaner.analyzer.profile;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An hour that may still change: one point for each minute in which a period starts, the better one where two came. */
final class OpenHour implements HourRow<Point, Slot> {

    private final List<Point> points = new ArrayList<>();
    private @Nullable Slot slot;

    static OpenHour decode(byte[] bytes) {
        OpenHour hour = new OpenHour();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.remaining() >= Point.BYTES) {
            hour.points.add(new Point(
                    buffer.get(), buffer.getFloat(), buffer.getFloat(), buffer.getDouble(), buffer.getFloat()));
        }
        return hour;
    }

    @Override
    public byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(points.size() * Point.BYTES);
        for (Point point : points) {
            buffer.put((byte) point.minute())
                    .putFloat(point.mean())
                    .putFloat(point.maximum())
                    .putDouble(point.sum())
                    .putFloat(point.count());
        }
        return buffer.array();
    }

    /** Takes a point in, or leaves it if a better one is there; says whether anything changed. */
    @Override
    public boolean put(Point point) {
        int place = place(point.minute());
        if (place == points.size() || points.get(place).minute() != point.minute()) {
            points.add(place, point);
        } else if (point.beats(points.get(place))) {
            points.set(place, point);
        } else {
            return false;
        }
        slot = null;
        return true;
    }

    /** The hour as it stands. Summed in the order of minutes, so that the order of arrival leaves no trace. */
    @Override
    public Slot slot() {
        Slot known = slot;
        if (known == null) {
            known = collapse();
            slot = known;
        }
        return known;
    }

    private Slot collapse() {
        double means = 0;
        float maximum = Float.NEGATIVE_INFINITY;
        double sum = 0;
        for (Point point : points) {
            means += point.mean();
            maximum = Math.max(maximum, point.maximum());
            sum += point.sum();
        }
        return new Slot((float) (means / points.size()), maximum, sum);
    }

    /** Searched from the end, as most points come in order. */
    private int place(int minute) {
        int place = points.size();
        while (place > 0 && points.get(place - 1).minute() >= minute) {
            place--;
        }
        return place;
    }
}
