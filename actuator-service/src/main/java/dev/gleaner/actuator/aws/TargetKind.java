package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.Arn;
import java.util.Optional;

/** Kinds of resources that can be looked at and changed here. */
public enum TargetKind {
    INSTANCE,
    BUCKET,
    VPC;

    /** The kind of a target; empty when there is no way to look at it here. */
    public static Optional<TargetKind> of(Arn target) {
        if (target.service().equals("ec2") && target.type().equals("instance")) {
            return Optional.of(INSTANCE);
        }
        if (target.service().equals("ec2") && target.type().equals("vpc")) {
            return Optional.of(VPC);
        }
        if (target.service().equals("s3")
                && target.region().isEmpty()
                && target.account().isEmpty()) {
            return Optional.of(BUCKET);
        }
        return Optional.empty();
    }
}
