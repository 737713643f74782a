package dev.gleaner.analyzer.rule;

/** Numbers as people read them. */
public final class RuleNumbers {

    private RuleNumbers() {}

    /** To three decimals. */
    public static double to3(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
