package dev.gleaner.actuator.approval.policy;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Duration;
import java.util.Map;

/** Says what a remedy takes before it is done. What is newest counts, whatever held when something was shown or said. */
public interface ApprovalPolicy {

    /**
     * What this remedy of this finding takes.
     *
     * @param tags of its target, where the owner is looked up; without them nobody is the owner
     */
    ApprovalRequirement requirement(Finding finding, Remedy remedy, Map<String, String> tags);

    /** How long a question can be answered; no answer by then is a no. */
    Duration expiry();

    /** {@code sha256:...} over all that it says: another one stands for another policy. */
    String version();
}
