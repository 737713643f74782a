package dev.gleaner.actuator.approval.slack;

import dev.gleaner.contracts.decision.Decision;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A click on a button by a Slack user, as Slack vouches for.
 *
 * @param user id of the Slack user
 * @param team id of their workspace, empty when not told
 * @param round of the proposal that the message is about
 * @param responseUrl where Slack takes an answer for a while
 */
record Click(
        String user,
        String team,
        String finding,
        int round,
        Decision decision,
        @Nullable URI responseUrl) {}
