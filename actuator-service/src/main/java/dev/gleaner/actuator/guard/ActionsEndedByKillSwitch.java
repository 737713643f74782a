package dev.gleaner.actuator.guard;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The approved actions that the kill switch ends for good when it is turned on, because their approvals do not count afterwards: those that have
 * not begun, or of which a further step is irreversible. What is done of one is undone when it would be due.
 *
 * @param ends how many
 * @param ended the {@value #NAMED} that are due first
 */
public record ActionsEndedByKillSwitch(int ends, List<EndedAction> ended) {

    /** Most actions that are named. */
    public static final int NAMED = 200;

    public ActionsEndedByKillSwitch {
        ended = List.copyOf(ended);
    }

    /**
     * One of them.
     *
     * @param id of the action
     * @param action its name
     * @param target ARN of its target
     * @param name of the target, if the finding has one
     * @param due when it would have been tried next
     */
    public record EndedAction(
            String id,
            String action,
            String target,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String name,

            Instant due) {}
}
