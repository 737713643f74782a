package dev.gleaner.analyzer.finding;

import dev.gleaner.contracts.finding.Finding;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was said so far of one rule and one resource (stored as JSON).
 *
 * @param notUntil end of the last final hour in which the condition did not hold
 * @param open the last version of the final finding, as long as it is not resolved
 * @param current the last version of the provisional finding, as long as it is not withdrawn
 * @param currentVersion how often the provisional finding was said, over all its lives
 */
public record Episode(
        @Nullable Instant notUntil,
        @Nullable Finding open,
        @Nullable Finding current,
        int currentVersion) {

    /** Nothing was said. */
    public static final Episode NONE = new Episode(null, null, null, 0);

    /** Whether nothing that was said still stands. */
    public boolean saysNothing() {
        return open == null && current == null;
    }

    /** What stays of it when its resource is forgotten: the versions go on if the resource comes back. */
    public Episode forgotten() {
        return new Episode(null, null, null, currentVersion);
    }

    Episode withNotUntil(Instant time) {
        return new Episode(time, open, current, currentVersion);
    }

    Episode withOpen(@Nullable Finding finding) {
        return new Episode(notUntil, finding, current, currentVersion);
    }

    Episode withCurrent(Finding finding) {
        return new Episode(notUntil, open, finding, finding.version());
    }

    Episode withoutCurrent(int version) {
        return new Episode(notUntil, open, null, version);
    }
}
