package dev.gleaner.analyzer.analysis;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a kind waits for before one of its hours is judged.
 *
 * @param all of it
 * @param listings which of it lists the resources
 */
record Needs(Set<Need> all, Need listings) {

    Needs {
        all = Set.copyOf(all);
    }

    static Needs of(Need listings, Need... more) {
        return new Needs(EnumSet.of(listings, more), listings);
    }
}
