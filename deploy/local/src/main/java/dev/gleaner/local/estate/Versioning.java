package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a bucket keeps what is overwritten or deleted; one that never did has none of these. */
public enum Versioning {
    @JsonProperty("enabled")
    ENABLED("Enabled"),
    @JsonProperty("suspended")
    SUSPENDED("Suspended");

    private final String awsName;

    Versioning(String awsName) {
        this.awsName = awsName;
    }

    /** S3's name. */
    public String awsName() {
        return awsName;
    }
}
