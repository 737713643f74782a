package dev.gleaner.actuator.console;

import dev.gleaner.actuator.execution.Action;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An action as the console shows it. */
record ActionView(
        String id,
        String action,
        String state,
        @Nullable String reason,
        boolean dryRun,
        String resource,
        String finding,
        String plan,
        String decidedBy,
        @Nullable String undoOf,
        Instant createdAt,
        Instant updatedAt) {

    static ActionView of(Action action) {
        return new ActionView(
                action.id(),
                action.name(),
                action.state().text(),
                action.reason().orElse(null),
                action.dryRun(),
                action.target(),
                action.findingId(),
                action.plan(),
                action.decidedBy(),
                action.undoOf().orElse(null),
                action.createdAt(),
                action.updatedAt());
    }
}
