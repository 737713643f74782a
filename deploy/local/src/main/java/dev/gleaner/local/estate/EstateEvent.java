package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A call that the trail shows.
 *
 * @param resource logical name
 * @param tags what {@code CreateTags} set
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateEvent(ApiCall name, String resource, EstateTime time, Map<String, String> tags) {

    public EstateEvent {
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** One without tags. */
    public static EstateEvent of(ApiCall name, String resource, EstateTime time) {
        return new EstateEvent(name, resource, time, Map.of());
    }

    /** The EC2 calls that change an instance's life. */
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

        /** CloudTrail's {@code eventName}. */
        public String awsName() {
            return awsName;
        }
    }
}
