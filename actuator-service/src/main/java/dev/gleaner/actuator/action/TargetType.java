package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.CapacityReservation;
import dev.gleaner.actuator.aws.EbsSnapshot;
import dev.gleaner.actuator.aws.EbsVolume;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ElasticIp;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.LogGroup;
import dev.gleaner.actuator.aws.NatGateway;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.aws.VpcNetwork;

/**
 * A kind of target with the types of what is planned and what is observed of it, by which the compiler checks an action of this
 * kind.
 *
 * @param <S> type of the planned target
 * @param <O> type of an observation
 */
public record TargetType<S extends ResourceSnapshot, O extends ResourceObservation>(
        TargetKind kind, Class<S> snapshot, Class<O> observation) {

    public static final TargetType<Ec2Instance, Ec2Instance.Observation> INSTANCE =
            new TargetType<>(TargetKind.INSTANCE, Ec2Instance.class, Ec2Instance.Observation.class);
    public static final TargetType<S3Bucket, S3Bucket.Observation> BUCKET =
            new TargetType<>(TargetKind.BUCKET, S3Bucket.class, S3Bucket.Observation.class);
    public static final TargetType<VpcNetwork, VpcNetwork.Observation> VPC =
            new TargetType<>(TargetKind.VPC, VpcNetwork.class, VpcNetwork.Observation.class);
    public static final TargetType<EbsVolume, EbsVolume.Observation> VOLUME =
            new TargetType<>(TargetKind.VOLUME, EbsVolume.class, EbsVolume.Observation.class);
    public static final TargetType<EbsSnapshot, EbsSnapshot.Observation> SNAPSHOT =
            new TargetType<>(TargetKind.SNAPSHOT, EbsSnapshot.class, EbsSnapshot.Observation.class);
    public static final TargetType<NatGateway, NatGateway.Observation> NAT_GATEWAY =
            new TargetType<>(TargetKind.NAT_GATEWAY, NatGateway.class, NatGateway.Observation.class);
    public static final TargetType<ElasticIp, ElasticIp.Observation> ADDRESS =
            new TargetType<>(TargetKind.ADDRESS, ElasticIp.class, ElasticIp.Observation.class);
    public static final TargetType<CapacityReservation, CapacityReservation.Observation> CAPACITY_RESERVATION =
            new TargetType<>(
                    TargetKind.CAPACITY_RESERVATION, CapacityReservation.class, CapacityReservation.Observation.class);
    public static final TargetType<LogGroup, LogGroup.Observation> LOG_GROUP =
            new TargetType<>(TargetKind.LOG_GROUP, LogGroup.class, LogGroup.Observation.class);
    public static final TargetType<ScalingGroup, ScalingGroup.Observation> AUTO_SCALING_GROUP =
            new TargetType<>(TargetKind.AUTO_SCALING_GROUP, ScalingGroup.class, ScalingGroup.Observation.class);
    public static final TargetType<InferenceEndpoint, InferenceEndpoint.Observation> INFERENCE_ENDPOINT =
            new TargetType<>(
                    TargetKind.INFERENCE_ENDPOINT, InferenceEndpoint.class, InferenceEndpoint.Observation.class);

    /**
     * The target as it was planned.
     *
     * @throws ClassCastException if the order is for a target of another kind
     */
    public S planned(ActionOrder order) {
        return snapshot.cast(order.planned());
    }

    /**
     * An observation of a target of this kind.
     *
     * @throws ClassCastException if it is of another kind
     */
    public O observed(ResourceObservation shown) {
        return observation.cast(shown);
    }

    /**
     * A step of one AWS call for a target of this kind.
     *
     * @param name name of the step in the audit
     * @param call name of the AWS call, as {@code ec2:StopInstances}
     */
    public CallStep.Builder<O> call(String name, String call) {
        return new CallStep.Builder<>(name, call);
    }
}
