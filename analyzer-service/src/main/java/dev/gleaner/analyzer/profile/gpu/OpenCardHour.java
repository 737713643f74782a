package dev.gleaner.analyzer.profile.gpu;

import dev.gleaner.analyzer.profile.HourRow;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An hour of a card that may still change: one reading for each second in which one came. */
final class OpenCardHour implements HourRow<CardReading, GpuHour> {

    private final TreeMap<Integer, CardReading> readings = new TreeMap<>();
    private @Nullable GpuHour slot;

    static OpenCardHour decode(byte[] bytes) {
        OpenCardHour hour = new OpenCardHour();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.remaining() >= CardReading.BYTES) {
            int second = buffer.getShort();
            hour.readings.put(
                    second,
                    new CardReading(
                            second, GpuState.of(buffer.get()), buffer.getFloat(), buffer.getLong(), buffer.getLong()));
        }
        return hour;
    }

    @Override
    public byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(readings.size() * CardReading.BYTES);
        for (CardReading reading : readings.values()) {
            buffer.putShort((short) reading.second())
                    .put(reading.state().code())
                    .putFloat(reading.utilization())
                    .putLong(reading.memoryUsed())
                    .putLong(reading.memoryTotal());
        }
        return buffer.array();
    }

    @Override
    public boolean put(CardReading reading) {
        CardReading before = readings.get(reading.second());
        CardReading after = before == null ? reading : before.orMore(reading);
        boolean changes = !after.equals(before);
        if (changes) {
            readings.put(reading.second(), after);
            slot = null;
        }
        return changes;
    }

    /** Summed in the order of time, so that the order of arrival leaves no trace. */
    @Override
    public GpuHour slot() {
        GpuHour known = slot;
        if (known == null) {
            known = collapse();
            slot = known;
        }
        return known;
    }

    /** Second of the last reading in one of these states; -1 when there is none. */
    private int last(GpuState... states) {
        return readings.descendingMap().values().stream()
                .filter(reading -> List.of(states).contains(reading.state()))
                .mapToInt(CardReading::second)
                .findFirst()
                .orElse(-1);
    }

    private GpuHour collapse() {
        GpuState state = GpuState.IDLE;
        double utilization = 0;
        int known = 0;
        long memoryUsed = -1;
        long memoryTotal = -1;
        for (CardReading reading : readings.values()) {
            state = reading.state().compareTo(state) > 0 ? reading.state() : state;
            if (!Float.isNaN(reading.utilization())) {
                utilization += reading.utilization();
                known++;
            }
            memoryUsed = Math.max(memoryUsed, reading.memoryUsed());
            memoryTotal = Math.max(memoryTotal, reading.memoryTotal());
        }
        float mean = known == 0 ? Float.NaN : (float) (utilization / known);
        return new GpuHour(
                state,
                readings.size(),
                readings.lastKey(),
                last(GpuState.ACTIVE),
                last(GpuState.ACTIVE, GpuState.HELD),
                mean,
                memoryUsed,
                memoryTotal);
    }
}
