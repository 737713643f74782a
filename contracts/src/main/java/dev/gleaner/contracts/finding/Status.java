package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a finding stands. */
public enum Status {
    /** The waste is there. */
    @JsonProperty("open")
    OPEN,
    /** A provisional hour contradicts it; the final verdict on that hour settles whether it is open or resolved. */
    @JsonProperty("in-doubt")
    IN_DOUBT,
    /** It no longer holds, or the resource was seen gone. */
    @JsonProperty("resolved")
    RESOLVED,
    /** It can't be judged; {@code missing} says what for. */
    @JsonProperty("insufficient")
    INSUFFICIENT,
    /** A provisional finding that did not last or that a final one took over. */
    @JsonProperty("withdrawn")
    WITHDRAWN
}
