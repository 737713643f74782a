package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.Optional;

/** Kinds of resources that the actuator can describe and change. */
public enum TargetKind {
    INSTANCE,
    BUCKET,
    VPC,
    VOLUME,
    SNAPSHOT,
    NAT_GATEWAY,
    ADDRESS,
    CAPACITY_RESERVATION,
    LOG_GROUP,
    AUTO_SCALING_GROUP,
    INFERENCE_ENDPOINT;

    private static final Map<String, TargetKind> OF_EC2 = Map.of(
            "instance", INSTANCE,
            "vpc", VPC,
            "volume", VOLUME,
            "snapshot", SNAPSHOT,
            "natgateway", NAT_GATEWAY,
            "elastic-ip", ADDRESS,
            "capacity-reservation", CAPACITY_RESERVATION);

    /** The kind of a target; empty when the actuator cannot describe it. */
    public static Optional<TargetKind> of(Arn target) {
        return switch (target.service()) {
            case "ec2" -> Optional.ofNullable(OF_EC2.get(target.type()));
            case "s3" ->
                Optional.of(BUCKET)
                        .filter(bucket ->
                                target.region().isEmpty() && target.account().isEmpty());
            case "logs" -> LogGroup.Describer.name(target).map(name -> LOG_GROUP);
            case "autoscaling" -> target.scalingGroupName().map(name -> AUTO_SCALING_GROUP);
            case "sagemaker" ->
                Optional.of(INFERENCE_ENDPOINT)
                        .filter(endpoint -> target.resource().equals("endpoint/" + target.id()));
            default -> Optional.empty();
        };
    }
}
