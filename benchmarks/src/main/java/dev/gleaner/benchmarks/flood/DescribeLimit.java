package dev.gleaner.benchmarks.flood;

/** A bucket of 50 calls that gets 10 more a second: EC2's documented limit on describing, by account and region. */
final class DescribeLimit {

    private static final double SIZE = 50;
    private static final double A_SECOND = 10;
    private static final double NANOS = 1e9;

    private double level = SIZE;
    private long last = System.nanoTime();

    /** Whether one more call may pass now. */
    synchronized boolean allows() {
        long now = System.nanoTime();
        level = Math.min(SIZE, level + (now - last) / NANOS * A_SECOND);
        last = now;
        if (level < 1) {
            return false;
        }
        level--;
        return true;
    }
}
