package dev.gleaner.analyzer.profile;

import dev.gleaner.analyzer.profile.instance.MetricHour;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An hour that may still change: one point for each minute in which a period starts, the better one where two came. */
public final class OpenHour implements HourRow<Point, MetricHour> {

    /** Begins a row that tells how long periods are; no minute is negative, so that a row without it is older. */
    private static final byte VERSION = -1;

    /** How long periods are in a row that does not tell. */
    private static final int MINUTES_UNTOLD = 5;

    private static final int MINUTES_PER_HOUR = 60;

    private final List<Point> points = new ArrayList<>();
    private @Nullable MetricHour metricHour;

    public static OpenHour decode(byte[] bytes) {
        OpenHour hour = new OpenHour();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        boolean first = bytes.length == 0 || bytes[0] >= 0;
        if (!first) {
            buffer.get();
        }
        int size = first ? Point.BYTES - 1 : Point.BYTES;
        while (buffer.remaining() >= size) {
            hour.points.add(new Point(
                    buffer.get(),
                    first ? MINUTES_UNTOLD : buffer.get(),
                    buffer.getFloat(),
                    buffer.getFloat(),
                    buffer.getDouble(),
                    buffer.getFloat()));
        }
        return hour;
    }

    @Override
    public byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(1 + points.size() * Point.BYTES);
        buffer.put(VERSION);
        for (Point point : points) {
            buffer.put((byte) point.minute())
                    .put((byte) point.minutes())
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
        metricHour = null;
        return true;
    }

    /** The hour as it stands. Summed in the order of minutes, so that the order of arrival leaves no trace. */
    @Override
    public MetricHour slot() {
        MetricHour known = metricHour;
        if (known == null) {
            known = collapse();
            metricHour = known;
        }
        return known;
    }

    private MetricHour collapse() {
        double means = 0;
        float maximum = Float.NEGATIVE_INFINITY;
        double sum = 0;
        int measured = 0;
        for (Point point : points) {
            measured |= parts(point);
            means += point.mean();
            maximum = Math.max(maximum, point.maximum());
            sum += point.sum();
        }
        return new MetricHour((float) (means / points.size()), maximum, sum, Integer.bitCount(measured));
    }

    /** A bit for each part of the hour that its period touches. */
    private static int parts(Point point) {
        int length = MINUTES_PER_HOUR / MetricHour.PARTS;
        int last = Math.min(MINUTES_PER_HOUR, point.minute() + Math.max(1, point.minutes())) - 1;
        int parts = 0;
        for (int part = point.minute() / length; part <= last / length; part++) {
            parts |= 1 << part;
        }
        return parts;
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
