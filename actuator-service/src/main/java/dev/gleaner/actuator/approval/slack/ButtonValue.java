package dev.gleaner.actuator.approval.slack;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a button carries: all that a decision is bound to.
 *
 * @param plan hash of the plan that the message showed
 * @param round of the proposal that the message is about, 0 when not told
 * @param action to be taken back, on such a button alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ButtonValue(
        String finding,
        int remedy,
        String plan,
        int round,
        @Nullable String action) {

    ButtonValue(String finding, int remedy, String plan, int round) {
        this(finding, remedy, plan, round, null);
    }
}
