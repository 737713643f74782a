package dev.gleaner.actuator.approval.policy;

import org.jspecify.annotations.Nullable;

/**
 * Identity of a deciding person in the realm that authenticated it. The same person can have identities in several realms.
 *
 * @param realm Slack, the token file, or an OpenID provider
 */
public record ApproverIdentity(String name, String realm) {

    /** Users authenticated by Slack. */
    public static final String SLACK = "slack";

    /** The realm of the policy's own rules. */
    public static final String POLICY = "policy";

    /** An identity that was stored with its decision. One without a realm has a realm of its own, since it is unknown. */
    public static ApproverIdentity stored(String name, @Nullable String realm) {
        return new ApproverIdentity(name, realm == null ? "unrecorded:" + name : realm);
    }
}
