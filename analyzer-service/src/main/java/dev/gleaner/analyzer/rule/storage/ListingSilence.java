package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long a resource may be missing in listings that are complete. A missing resource is not known to be gone, but what it
 * looked like is no longer known either. A rule is evaluated only where the listings are complete.
 */
record ListingSilence(int hours) {

    private static final long MILLIS_PER_HOUR = 3_600_000L;

    /** That too little is known of it; empty if it was listed recently enough. */
    Optional<Verdict> verdict(PricedSnapshot<?> resource) {
        Long last = resource.listed().lastListed();
        return last == null || resource.hour().endMillis() - last <= hours * MILLIS_PER_HOUR
                ? Optional.empty()
                : Optional.of(new Verdict.Insufficient(
                        List.of("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                                + " do not, so it may have been deleted")));
    }
}
