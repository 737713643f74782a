package dev.gleaner.actuator.approval.policy;

import java.util.Set;

/** The actions that a policy may name. Any other name is reported as a mistake: its rule would never match. */
public final class KnownActions {

    /** Every action that a remedy can have, whether a rule proposes it at present or not. */
    public static final Set<String> NAMES = Set.of(
            "stop-instance",
            "terminate-instance",
            "schedule-instance",
            "resize-instance",
            "delete-endpoint",
            "set-endpoint-scaling",
            "put-lifecycle-rule",
            "put-retention-policy",
            "snapshot-and-delete-volume",
            "modify-volume",
            "delete-snapshot",
            "delete-nat-gateway",
            "release-address",
            "cancel-capacity-reservation",
            "create-s3-endpoint",
            "set-mixed-instances",
            "set-scaling-bounds",
            "tag-resource");

    private KnownActions() {}
}
