package dev.gleaner.actuator.approval.policy;

import java.util.Set;

/** The actions that a policy may name. Any other name in a policy is a mistake, which would otherwise silently match nothing. */
public final class KnownActions {

    /** Every action that a remedy can have, whether a rule proposes it today or not. */
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
