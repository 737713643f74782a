package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;

/**
 * Bytes through a gateway in some hours, by CloudWatch.
 *
 * @param sent to destinations; 0 where {@code undirected} counts
 * @param received from destinations; 0 where {@code undirected} counts
 * @param undirected in both directions, where CloudWatch does not tell them apart
 * @param hours of which the bytes are known, at most
 */
public record GatewayBytes(long sent, long received, long undirected, int hours) {

    /** No value at all, which is not zero bytes. */
    public static final GatewayBytes NONE = new GatewayBytes(0, 0, 0, 0);

    /** In both directions. */
    public long total() {
        return sent + received + undirected;
    }

    /** In both directions, bytes a month at the average of a window of hours. */
    public double perMonth(int window) {
        return total() * (double) Hour.PER_MONTH / window;
    }

    /** The sum with another gateway; complete only where both are. */
    GatewayBytes plus(GatewayBytes other) {
        return new GatewayBytes(
                sent + other.sent,
                received + other.received,
                undirected + other.undirected,
                Math.min(hours, other.hours));
    }
}
