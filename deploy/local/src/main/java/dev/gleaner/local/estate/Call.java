package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The EC2 calls that change an instance's life. */
public enum Call {
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

    Call(String awsName) {
        this.awsName = awsName;
    }

    /** CloudTrail's {@code eventName}. */
    public String awsName() {
        return awsName;
    }
}
