package dev.gleaner.actuator.approval.policy;

import java.util.Set;

/** What rules propose, by name: a policy that names anything else has a slip in it, and would silently not match. */
public final class KnownActions {

    /** Whatever can be proposed, whether it can be done from here or not. */
    public static final Set<String> NAMES = Set.of(
            "stop-instance",
            "terminate-instance",
            "schedule-instance",
            "resize-instance",
            "delete-endpoint",
            "put-lifecycle-rule",
            "put-retention-policy",
            "snapshot-and-delete-volume",
            "release-address",
            "create-s3-endpoint",
            "set-mixed-instances",
            "tag-resource");

    private KnownActions() {}
}
