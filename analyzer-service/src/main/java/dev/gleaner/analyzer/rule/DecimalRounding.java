package dev.gleaner.analyzer.rule;

/** Numbers as people read them. */
public final class DecimalRounding {

    private DecimalRounding() {}

    /** To three decimals. */
    public static double to3(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
