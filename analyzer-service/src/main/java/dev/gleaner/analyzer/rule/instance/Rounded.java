package dev.gleaner.analyzer.rule.instance;

/** Numbers as people read them. */
final class Rounded {

    private Rounded() {}

    /** To three decimals. */
    static double to3(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
