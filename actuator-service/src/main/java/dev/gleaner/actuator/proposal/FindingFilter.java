package dev.gleaner.actuator.proposal;

import dev.gleaner.contracts.finding.Status;
import java.util.Optional;

/** Which findings to list. */
public record FindingFilter(Optional<Status> status, Optional<String> rule, Optional<Integer> limit) {}
