package dev.gleaner.actuator.approval.slack;

import io.smallrye.mutiny.Uni;

/** A way into Slack. What goes wrong on it is a {@link SlackFailure}. */
interface MessageChannel {

    /** Posts a message. */
    Uni<Posted> post(Message message);

    /** Shows it instead of what is there; what can't be changed stays as it is. */
    Uni<Posted> update(Due due, Message message);
}
