package dev.gleaner.actuator.approval.policy;

/** Where something stands in a file; both count from 1. */
record SourceLocation(int line, int column) implements Comparable<SourceLocation> {

    /** Where a file begins. */
    static final SourceLocation START = new SourceLocation(1, 1);

    @Override
    public int compareTo(SourceLocation other) {
        return line == other.line ? Integer.compare(column, other.column) : Integer.compare(line, other.line);
    }
}
