package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan rests on of a target; two of them are equal when nothing has changed that a person should know of. What was
 * stored before there were other kinds is an instance.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = Instance.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Instance.class, name = "instance"),
    @JsonSubTypes.Type(value = Bucket.class, name = "bucket"),
    @JsonSubTypes.Type(value = Vpc.class, name = "vpc"),
    @JsonSubTypes.Type(value = Volume.class, name = "volume"),
    @JsonSubTypes.Type(value = Address.class, name = "address"),
    @JsonSubTypes.Type(value = LogGroup.class, name = "log-group"),
    @JsonSubTypes.Type(value = ScalingGroup.class, name = "auto-scaling-group"),
    @JsonSubTypes.Type(value = Denied.class, name = "denied")
})
public sealed interface Subject permits Instance, Bucket, Vpc, Volume, Address, LogGroup, ScalingGroup, Denied {

    /** What kind of resource it is. */
    TargetKind kind();

    /** Its tags. */
    Map<String, String> tags();

    /** The one form of all that mean the same, for the hash of a plan. */
    Subject canonical();

    /** Why nothing can be planned for it as it is; empty when something can. */
    Optional<String> unplannable();

    /** What has become different of it since it was planned; empty when nothing has. */
    Optional<String> changedSince(Subject planned);
}
