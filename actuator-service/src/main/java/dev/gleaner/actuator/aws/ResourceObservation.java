package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;

/** Description of a target by AWS at one time. */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind", defaultImpl = Ec2Instance.Observation.class)
@JsonTypeIdResolver(TargetRegistry.ObservationNames.class)
public interface ResourceObservation {

    /** The properties on which a plan is based. */
    ResourceSnapshot subject();

    /** Its state in short, for the audit. */
    String state();

    /** The state in a sentence, for a person. */
    String sentence();
}
