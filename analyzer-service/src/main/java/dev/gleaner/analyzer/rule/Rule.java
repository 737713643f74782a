package dev.gleaner.analyzer.rule;

import dev.gleaner.analyzer.profile.RuleInput;

/**
 * A pure function of what was known of a resource at the end of an hour.
 *
 * @param <S> what it looks at
 */
public interface Rule<S extends RuleInput> {

    /** Name in findings, {@code idle-instance}. */
    String name();

    /** Place in the optimisation sequence, 1 to 7; 0 outside it. */
    int step();

    /** How many hours it looks back, the judged one included. */
    int hours();

    /** What acting costs a person, in minutes. */
    int effortMinutes();

    /** Whether it waits, a while, for readings of cards. */
    default boolean requiresGpuReadings() {
        return false;
    }

    /** Whether it asks the cards of an instance that has some, so that it waits for their readings there. */
    default boolean usesGpuReadings() {
        return requiresGpuReadings();
    }

    /** Whether its findings hold for as long as all cards do nothing. */
    default boolean holdsWhileGpusIdle() {
        return false;
    }

    /** What it says of that hour. */
    Verdict evaluate(S seen);
}
