package dev.gleaner.analyzer.evaluation;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a kind waits for before one of its hours is judged.
 *
 * @param all of it
 * @param listings which of it lists the resources
 */
record RequiredSources(Set<SourceCategory> all, SourceCategory listings) {

    RequiredSources {
        all = Set.copyOf(all);
    }

    static RequiredSources of(SourceCategory listings, SourceCategory... more) {
        return new RequiredSources(EnumSet.of(listings, more), listings);
    }
}
