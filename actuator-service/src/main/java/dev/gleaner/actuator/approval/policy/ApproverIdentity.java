package dev.gleaner.actuator.approval.policy;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who decides, as the realm that recognised them names them. The same person can have a name in each of several
 * realms.
 *
 * @param realm Slack, the token file, or an OpenID provider
 */
public record ApproverIdentity(String name, String realm) {

    /** Users that Slack vouches for. */
    public static final String SLACK = "slack";

    /** The realm of the policy's own rules. */
    public static final String POLICY = "policy";

    /** One that was stored with its decision. Where none was, it is a realm of its own: nobody knows which it was. */
    public static ApproverIdentity stored(String name, @Nullable String realm) {
        return new ApproverIdentity(name, realm == null ? "unrecorded:" + name : realm);
    }
}
