package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gleaner.local.estate.series.EstateTime;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An API call in the trail.
 *
 * @param resource logical name
 * @param tags the tags that {@code CreateTags} set
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateEvent(ApiCall name, String resource, EstateTime time, Map<String, String> tags) {

    public EstateEvent {
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** Creates an event without tags. */
    public static EstateEvent of(ApiCall name, String resource, EstateTime time) {
        return new EstateEvent(name, resource, time, Map.of());
    }

    /** The EC2 calls that change the state of an instance. */
    public enum ApiCall {
        @JsonProperty("RunInstances")
        RUN_INSTANCES("RunInstances"),
        @JsonProperty("StartInstances")
        START_INSTANCES("StartInstances"),
        @JsonProperty("StopInstances")
        STOP_INSTANCES("StopInstances"),
        @JsonProperty("TerminateInstances")
        TERMINATE_INSTANCES("TerminateInstances"),
        @JsonProperty("CreateTags")
        CREATE_TAGS("CreateTags");

        private final String awsName;

        ApiCall(String awsName) {
            this.awsName = awsName;
        }

        /** The {@code eventName} in CloudTrail. */
        public String awsName() {
            return awsName;
        }
    }
}
