package dev.gleaner.actuator.approval.policy;

/** Where something stands in a file; both count from 1. */
record Spot(int line, int column) implements Comparable<Spot> {

    /** Where a file begins. */
    static final Spot START = new Spot(1, 1);

    @Override
    public int compareTo(Spot other) {
        return line == other.line ? Integer.compare(column, other.column) : Integer.compare(line, other.line);
    }
}
