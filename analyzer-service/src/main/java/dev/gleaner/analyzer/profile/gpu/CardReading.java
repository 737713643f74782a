package dev.gleaner.analyzer.profile.gpu;

/**
 * One reading of one card.
 *
 * @param second of the hour, 0 to 3599
 * @param utilization percent; NaN when it could not be read
 * @param memoryUsed bytes; negative when it could not be read
 * @param memoryTotal bytes; negative when it could not be read
 */
public record CardReading(int second, GpuState state, float utilization, long memoryUsed, long memoryTotal) {

    /** Bytes of one in a store. */
    static final int BYTES = Short.BYTES + 1 + Float.BYTES + 2 * Long.BYTES;

    /** Of two readings of the same second what speaks more for work: a choice that no order changes. */
    CardReading orMore(CardReading other) {
        return new CardReading(
                second,
                state.compareTo(other.state) >= 0 ? state : other.state,
                more(utilization, other.utilization),
                Math.max(memoryUsed, other.memoryUsed),
                Math.max(memoryTotal, other.memoryTotal));
    }

    private static float more(float one, float other) {
        if (Float.isNaN(one)) {
            return other;
        }
        return Float.isNaN(other) ? one : Math.max(one, other);
    }
}
