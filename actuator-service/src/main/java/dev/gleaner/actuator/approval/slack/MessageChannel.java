package dev.gleaner.actuator.approval.slack;

import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;

/** A way into Slack. What goes wrong on it is a {@link SlackFailure}. */
interface MessageChannel {

    /** Posts a message. */
    Uni<Posted> post(Envelope envelope);

    /** The message with the id of this envelope, if it was posted since then; empty too where nobody can look. */
    Uni<Optional<Posted>> find(Envelope envelope, Instant since);

    /** Shows it instead of what is there. */
    Uni<Void> update(Due due, Message message);

    /** Shows it instead of a message that was left. */
    Uni<Void> update(Posted left, Message message);

    /** Address of a message for people. */
    Uni<Optional<String>> link(Posted posted);

    /** Whether a message stays in reach after it was posted: to be changed, and replied to. */
    boolean remembers();

    /** Where this owner is asked; empty where they can't be reached without asking others. */
    Optional<String> room(Channels channels, Finding.Owner owner);
}
