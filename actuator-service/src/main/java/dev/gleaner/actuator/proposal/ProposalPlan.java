package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.util.List;

/**
 * All that a person sees who decides: a yes is bound to its hash, so that nothing of it can change behind their back.
 *
 * @param round how often was asked
 * @param target as AWS showed it
 * @param changes what the remedies make of its documents
 */
record ProposalPlan(
        int round,
        String finding,
        int version,
        String resource,
        List<Remedy> remedies,
        Saving saving,
        ResourceSnapshot target,
        List<RemedyPreview.RemedyChange> changes) {

    static ProposalPlan of(
            Finding finding, ResourceSnapshot target, List<RemedyPreview.RemedyChange> changes, int round) {
        return new ProposalPlan(
                round,
                finding.id(),
                finding.version(),
                finding.resource(),
                finding.remedies(),
                finding.saving(),
                target.canonical(),
                changes);
    }

    /** {@code sha256:...} over the canonical JSON of all fields. */
    String hash() {
        return Json.canonicalHash(this);
    }
}
