package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Operating system, as far as the price knows it. */
public enum Platform {
    @JsonProperty("linux")
    LINUX,
    @JsonProperty("windows")
    WINDOWS
}
