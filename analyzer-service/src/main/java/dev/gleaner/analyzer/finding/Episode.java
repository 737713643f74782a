package dev.gleaner.analyzer.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The findings of one rule about one resource so far (stored as JSON).
 *
 * @param open the last version of the final finding, until it is resolved
 * @param current the last version of the provisional finding, until it is withdrawn
 * @param currentVersion number of versions of the provisional finding, also of those that were withdrawn
 * @param revision number of provisional revisions of the last version of the final finding
 * @param contradiction what contradicts the final finding, until a final verdict settles it
 * @param protectionKnown whether the last final evaluation knew of a tag that protects the resource
 */
public record Episode(
        @Nullable Finding open,
        @Nullable Finding current,
        int currentVersion,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int revision,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Contradiction contradiction,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean protectionKnown) {

    /** No finding so far. */
    public static final Episode NONE = new Episode(null, null, 0, 0, null, false);

    /**
     * Provisional hours that contradict a finding.
     *
     * @param since end of the first of these hours
     * @param through end of the newest one, whose final verdict settles the doubt
     * @param reason of the newest one, for a person
     */
    record Contradiction(
            Instant since, Instant through, String reason, List<Evidence> evidence, Finding.Window window) {

        /** Adds the next hour. */
        Contradiction extendedBy(Contradiction next) {
            return new Contradiction(since, next.through, next.reason, next.evidence, next.window);
        }

        /** Whether both read the same for a person. */
        boolean isEquivalentTo(Contradiction other) {
            return reason.equals(other.reason) && evidence.equals(other.evidence);
        }
    }

    /** Whether there is neither a final nor a provisional finding. */
    public boolean hasNoFinding() {
        return open == null && current == null;
    }

    /** What is kept after the resource has ended: the version, which continues if the resource comes back. */
    public Episode withVersionOnly() {
        return new Episode(null, null, currentVersion, 0, null, false);
    }

    /** Whether a provisional hour contradicts the final finding. */
    public boolean isInDoubt() {
        return contradiction != null;
    }

    /** Sets a new version of the final finding. */
    Episode withOpen(Finding finding) {
        return new Episode(finding, current, currentVersion, 0, contradiction, protectionKnown);
    }

    /** Removes the final finding, which is resolved. */
    Episode withoutOpen() {
        return new Episode(null, current, currentVersion, 0, null, false);
    }

    Episode withCurrent(Finding finding) {
        return new Episode(open, finding, finding.version(), revision, contradiction, protectionKnown);
    }

    Episode withoutCurrent(int version) {
        return new Episode(open, null, version, revision, contradiction, protectionKnown);
    }

    Episode with(int newRevision, @Nullable Contradiction newContradiction) {
        return new Episode(open, current, currentVersion, newRevision, newContradiction, protectionKnown);
    }

    Episode withProtectionKnown(boolean known) {
        return new Episode(open, current, currentVersion, revision, contradiction, known);
    }
}
