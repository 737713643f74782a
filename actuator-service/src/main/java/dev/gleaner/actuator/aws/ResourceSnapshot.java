package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan rests on of a target; two of them are equal when nothing has changed that a person should know of. What was
 * stored before there were other kinds is an instance.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = Ec2Instance.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Ec2Instance.class, name = "instance"),
    @JsonSubTypes.Type(value = S3Bucket.class, name = "bucket"),
    @JsonSubTypes.Type(value = VpcNetwork.class, name = "vpc"),
    @JsonSubTypes.Type(value = EbsVolume.class, name = "volume"),
    @JsonSubTypes.Type(value = ElasticIp.class, name = "address"),
    @JsonSubTypes.Type(value = LogGroup.class, name = "log-group"),
    @JsonSubTypes.Type(value = ScalingGroup.class, name = "auto-scaling-group"),
    @JsonSubTypes.Type(value = ResourceSnapshot.NotFound.class, name = "denied")
})
public sealed interface ResourceSnapshot
        permits Ec2Instance,
                S3Bucket,
                VpcNetwork,
                EbsVolume,
                ElasticIp,
                LogGroup,
                ScalingGroup,
                ResourceSnapshot.NotFound {

    /** What kind of resource it is. */
    TargetKind kind();

    /** Its tags. */
    Map<String, String> tags();

    /** The one form of all that mean the same, for the hash of a plan. */
    ResourceSnapshot canonical();

    /** Why nothing can be planned for it as it is; empty when something can. */
    Optional<String> planningObstacle();

    /** What has become different of it since it was planned; empty when nothing has. */
    Optional<String> changedSince(ResourceSnapshot planned);

    /**
     * A target of which AWS says that there is no such thing. That may be stale, so that it means something only to whoever
     * has seen the target before: nothing can be planned with it.
     */
    public record NotFound(TargetKind of) implements ResourceSnapshot {

        /** The word for it in the audit and for people. */
        static final String STATE = "not found";

        private static final String SENTENCE = "AWS says that there is no such target, which may be stale";

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
