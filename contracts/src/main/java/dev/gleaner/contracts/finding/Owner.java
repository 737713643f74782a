package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** Who pays for a resource, from its tags; each part absent where unknown. */
public record Owner(
        @Nullable String team,
        @Nullable String project,
        @Nullable String environment,
        @Nullable String costCenter,
        Source source) {

    /** Where the owner is known from. */
    public enum Source {
        @JsonProperty("tag")
        TAG,
        @JsonProperty("cloudtrail")
        CLOUDTRAIL,
        @JsonProperty("none")
        NONE
    }
}
