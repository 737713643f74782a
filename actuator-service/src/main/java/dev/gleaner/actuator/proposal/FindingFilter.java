package dev.gleaner.actuator.proposal;

import java.util.Optional;

/** Which findings to list. */
public record FindingFilter(Optional<FindingState.Kind> state, Optional<String> rule, Optional<Integer> limit) {}
