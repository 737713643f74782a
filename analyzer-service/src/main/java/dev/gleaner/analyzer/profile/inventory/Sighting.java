package dev.gleaner.analyzer.profile.inventory;

import org.jspecify.annotations.Nullable;

/**
 * A resource was seen.
 *
 * @param time epoch milliseconds
 * @param facts as it was; null when it was seen gone
 */
record Sighting<F extends InventoryFacts>(
        long time, @Nullable F facts) {

    /** Which of two of the same time counts: a choice that does not depend on the order in which they came. */
    boolean beats(Sighting<F> other) {
        return String.valueOf(facts).compareTo(String.valueOf(other.facts)) > 0;
    }
}
