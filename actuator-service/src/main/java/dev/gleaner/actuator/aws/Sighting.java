package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A target as AWS showed it once. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = InstanceSighting.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = InstanceSighting.class, name = "instance"),
    @JsonSubTypes.Type(value = BucketSighting.class, name = "bucket"),
    @JsonSubTypes.Type(value = VpcSighting.class, name = "vpc"),
    @JsonSubTypes.Type(value = VolumeSighting.class, name = "volume"),
    @JsonSubTypes.Type(value = AddressSighting.class, name = "address"),
    @JsonSubTypes.Type(value = LogGroupSighting.class, name = "log-group"),
    @JsonSubTypes.Type(value = ScalingGroupSighting.class, name = "auto-scaling-group")
})
public sealed interface Sighting
        permits InstanceSighting,
                BucketSighting,
                VpcSighting,
                VolumeSighting,
                AddressSighting,
                LogGroupSighting,
                ScalingGroupSighting {

    /** What a plan rests on of it. */
    Subject subject();

    /** Its state in a word, for the audit. */
    String state();

    /** The same in a sentence, for a person. */
    String sentence();
}
