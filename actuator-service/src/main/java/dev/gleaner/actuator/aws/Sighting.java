package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A target as AWS showed it once. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = InstanceSighting.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = InstanceSighting.class, name = "instance"),
    @JsonSubTypes.Type(value = BucketSighting.class, name = "bucket"),
    @JsonSubTypes.Type(value = VpcSighting.class, name = "vpc")
})
public sealed interface Sighting permits InstanceSighting, BucketSighting, VpcSighting {

    /** What a plan rests on of it. */
    Subject subject();

    /** Its state in a word, for the audit. */
    String state();

    /** The same in a sentence, for a person. */
    String sentence();
}
