package dev.gleaner.actuator.proposal;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import java.nio.charset.StandardCharsets;

/** The resource that an action changes: the root of a finding's resource. */
public final class ProposalTarget {

    private static final int HEX_DIGITS = 24;

    private ProposalTarget() {}

    /** ARN of the target of a finding about this resource. */
    public static String targetOf(String resource) {
        return Arn.parse(resource).root().toString();
    }

    /** Id of the proposal about a target, derived from it. */
    static String proposalId(String target) {
        String hash = Json.sha256(target.getBytes(StandardCharsets.UTF_8));
        return "prp_" + hash.substring("sha256:".length(), "sha256:".length() + HEX_DIGITS);
    }
}
