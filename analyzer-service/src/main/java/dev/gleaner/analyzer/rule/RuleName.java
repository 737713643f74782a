package dev.gleaner.analyzer.rule;

/**
 * What a rule is called, and where it stands.
 *
 * @param name in findings, {@code idle-instance}
 * @param step position in the optimisation sequence, 1 to 7; 0 outside it
 */
public record RuleName(String name, int step) {}
