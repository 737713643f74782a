package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.evidence.InstanceUsage;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.guard.GuardPreview;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Evaluates the guards of remedies before anyone approved them; implemented by the package that executes actions. */
public interface GuardPreviewer {

    /**
     * Reads from AWS what the guards of the remedies of these findings need, outside of any transaction. A failure of AWS is
     * part of the result.
     */
    Uni<Reading> read(Instant now, Arn target, Optional<ResourceObservation> observation, List<Finding> findings);

    /** Returns the objections to the remedies of each finding by its id, in the caller's transaction. */
    Uni<Map<String, List<GuardPreview.Objection>>> evaluate(
            Mutiny.Session session, Instant now, List<Question> questions);

    /**
     * What was read about a target.
     *
     * @param observation description of the target; empty when AWS did not show it
     * @param usage its use by the limits for which it was read; none where no remedy needs an idle target
     * @param failure why something could not be read; empty when everything was
     */
    record Reading(
            Optional<ResourceObservation> observation,
            GuardContext.LiveEvidence evidence,
            Map<IdlenessLimits, InstanceUsage> usage,
            Optional<String> failure) {

        public Reading {
            usage = Map.copyOf(usage);
        }
    }

    /**
     * A question about a target.
     *
     * @param proposal id of the proposal
     * @param planned the target as it was planned
     * @param findings open findings on the target
     */
    record Question(String proposal, Arn target, ResourceSnapshot planned, Reading reading, List<Finding> findings) {

        public Question {
            findings = List.copyOf(findings);
        }
    }
}
