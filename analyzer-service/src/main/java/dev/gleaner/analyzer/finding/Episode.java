package dev.gleaner.analyzer.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said so far of one rule and one resource (stored as JSON).
 *
 * @param notUntil end of the last final hour in which the condition did not hold
 * @param open the last version of the final finding, as long as it is not resolved
 * @param current the last version of the provisional finding, as long as it is not withdrawn
 * @param currentVersion how often the provisional finding was said, over all its lives
 * @param revision how often anything was said provisionally of the last version of the final finding
 * @param contradiction what contradicts the final finding, until a final verdict settles it
 * @param protectionKnown whether the last final judgement knew of a tag that protects the resource
 */
public record Episode(
        @Nullable Instant notUntil,
        @Nullable Finding open,
        @Nullable Finding current,
        int currentVersion,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int revision,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Contradiction contradiction,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean protectionKnown) {

    /** Nothing was said. */
    public static final Episode NONE = new Episode(null, null, null, 0, 0, null, false);

    /**
     * What provisional hours showed against a finding.
     *
     * @param since end of the first of these hours
     * @param through end of the newest one: what the final verdict on it says settles the matter
     * @param reason what the newest one showed, for a person
     */
    record Contradiction(
            Instant since, Instant through, String reason, List<Evidence> evidence, Finding.Window window) {

        /** The next of these hours. */
        Contradiction extendedBy(Contradiction next) {
            return new Contradiction(since, next.through, next.reason, next.evidence, next.window);
        }

        /** Whether a person would read the same of both. */
        boolean isEquivalentTo(Contradiction other) {
            return reason.equals(other.reason) && evidence.equals(other.evidence);
        }
    }

    /** Whether nothing that was said still stands. */
    public boolean hasNoFinding() {
        return open == null && current == null;
    }

    /** What stays of it when its resource is forgotten: the versions go on if the resource comes back. */
    public Episode withVersionOnly() {
        return new Episode(null, null, null, currentVersion, 0, null, false);
    }

    /** Whether the final finding is open, and something contradicts it. */
    public boolean isInDoubt() {
        return contradiction != null;
    }

    Episode withNotUntil(Instant time) {
        return new Episode(time, open, current, currentVersion, revision, contradiction, protectionKnown);
    }

    /** A new version of the final finding. */
    Episode withOpen(Finding finding) {
        return new Episode(notUntil, finding, current, currentVersion, 0, contradiction, protectionKnown);
    }

    /** The final finding is resolved. */
    Episode withoutOpen() {
        return new Episode(notUntil, null, current, currentVersion, 0, null, false);
    }

    Episode withCurrent(Finding finding) {
        return new Episode(notUntil, open, finding, finding.version(), revision, contradiction, protectionKnown);
    }

    Episode withoutCurrent(int version) {
        return new Episode(notUntil, open, null, version, revision, contradiction, protectionKnown);
    }

    Episode with(int newRevision, @Nullable Contradiction newContradiction) {
        return new Episode(notUntil, open, current, currentVersion, newRevision, newContradiction, protectionKnown);
    }

    Episode withProtectionKnown(boolean known) {
        return new Episode(notUntil, open, current, currentVersion, revision, contradiction, known);
    }
}
