package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an instance was bought. */
public enum Market {
    @JsonProperty("on-demand")
    ON_DEMAND,
    @JsonProperty("spot")
    SPOT
}
