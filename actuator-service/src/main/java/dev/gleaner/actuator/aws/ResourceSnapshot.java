package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.Optional;

/**
 * Properties of a target on which a plan is based. Two values are equal when nothing changed that affects an approval. A
 * stored value without a kind is an instance, since other kinds were added later.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = Ec2Instance.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Ec2Instance.class, name = "instance"),
    @JsonSubTypes.Type(value = S3Bucket.class, name = "bucket"),
    @JsonSubTypes.Type(value = VpcNetwork.class, name = "vpc"),
    @JsonSubTypes.Type(value = EbsVolume.class, name = "volume"),
    @JsonSubTypes.Type(value = EbsSnapshot.class, name = "snapshot"),
    @JsonSubTypes.Type(value = NatGateway.class, name = "nat-gateway"),
    @JsonSubTypes.Type(value = ElasticIp.class, name = "address"),
    @JsonSubTypes.Type(value = CapacityReservation.class, name = "capacity-reservation"),
    @JsonSubTypes.Type(value = LogGroup.class, name = "log-group"),
    @JsonSubTypes.Type(value = ScalingGroup.class, name = "auto-scaling-group"),
    @JsonSubTypes.Type(value = InferenceEndpoint.class, name = "inference-endpoint"),
    @JsonSubTypes.Type(value = ResourceSnapshot.NotFound.class, name = "denied")
})
public sealed interface ResourceSnapshot
        permits Ec2Instance,
                S3Bucket,
                VpcNetwork,
                EbsVolume,
                EbsSnapshot,
                NatGateway,
                ElasticIp,
                CapacityReservation,
                LogGroup,
                ScalingGroup,
                InferenceEndpoint,
                ResourceSnapshot.NotFound {

    /** Kind of the resource. */
    TargetKind kind();

    /** Its tags. */
    Map<String, String> tags();

    /** The canonical form, which all values of the same meaning share, for the hash of a plan. */
    ResourceSnapshot canonical();

    /** Why nothing can be planned for the target in its current state; empty when something can. */
    Optional<String> planningObstacle();

    /** What has changed since the target was planned; empty when nothing has. */
    Optional<String> changedSince(ResourceSnapshot planned);

    /**
     * A target that does not exist according to AWS. The answer may be stale, so it counts only if the target was observed
     * before, and nothing can be planned for it.
     */
    public record NotFound(TargetKind of) implements ResourceSnapshot {

        /** The state in the audit and in messages. */
        static final String STATE = "not found";

        private static final String SENTENCE = "AWS reports that there is no such target, which may be stale";

        @Override
        public TargetKind kind() {
            return of;
        }

        @Override
        public Map<String, String> tags() {
            return Map.of();
        }

        @Override
        public NotFound canonical() {
            return this;
        }

        @Override
        public Optional<String> planningObstacle() {
            return Optional.of(SENTENCE);
        }

        @Override
        public Optional<String> changedSince(ResourceSnapshot planned) {
            return Optional.of(SENTENCE);
        }
    }
}
