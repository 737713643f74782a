package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an instance is at the estate's end, in EC2's words. */
public enum State {
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("stopped")
    STOPPED,
    @JsonProperty("terminated")
    TERMINATED
}
