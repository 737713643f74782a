package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gleaner.actuator.action.DocumentChange;

/**
 * What a remedy changes of a document.
 *
 * @param remedy its place in the finding
 */
public record ShownChange(
        int remedy, String action, @JsonUnwrapped DocumentChange change) {}
