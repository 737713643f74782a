package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Description of a target by AWS at one time. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = Ec2Instance.Observation.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Ec2Instance.Observation.class, name = "instance"),
    @JsonSubTypes.Type(value = S3Bucket.Observation.class, name = "bucket"),
    @JsonSubTypes.Type(value = VpcNetwork.Observation.class, name = "vpc"),
    @JsonSubTypes.Type(value = EbsVolume.Observation.class, name = "volume"),
    @JsonSubTypes.Type(value = EbsSnapshot.Observation.class, name = "snapshot"),
    @JsonSubTypes.Type(value = NatGateway.Observation.class, name = "nat-gateway"),
    @JsonSubTypes.Type(value = ElasticIp.Observation.class, name = "address"),
    @JsonSubTypes.Type(value = CapacityReservation.Observation.class, name = "capacity-reservation"),
    @JsonSubTypes.Type(value = LogGroup.Observation.class, name = "log-group"),
    @JsonSubTypes.Type(value = ScalingGroup.Observation.class, name = "auto-scaling-group"),
    @JsonSubTypes.Type(value = InferenceEndpoint.Observation.class, name = "inference-endpoint")
})
public sealed interface ResourceObservation
        permits Ec2Instance.Observation,
                S3Bucket.Observation,
                VpcNetwork.Observation,
                EbsVolume.Observation,
                EbsSnapshot.Observation,
                NatGateway.Observation,
                ElasticIp.Observation,
                CapacityReservation.Observation,
                LogGroup.Observation,
                ScalingGroup.Observation,
                InferenceEndpoint.Observation {

    /** The properties on which a plan is based. */
    ResourceSnapshot subject();

    /** Its state in short, for the audit. */
    String state();

    /** The state in a sentence, for a person. */
    String sentence();
}
