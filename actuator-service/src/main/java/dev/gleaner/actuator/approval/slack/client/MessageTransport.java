package dev.gleaner.actuator.approval.slack.client;

import dev.gleaner.actuator.approval.slack.OwnerChannels;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** A way into Slack. What goes wrong on it is a {@link SlackCallException}. */
public interface MessageTransport {

    /** Posts a message. */
    Uni<PostedMessage> post(OutgoingMessage outgoingMessage);

    /** The message with the id of this envelope, if it was posted since then; empty too where nobody can look. */
    Uni<Optional<PostedMessage>> find(OutgoingMessage outgoingMessage, Instant since);

    /**
     * Replaces the content of a posted message.
     *
     * @param responseUrl where Slack accepts the new content if the message can't be updated by its position
     */
    Uni<Void> update(PostedMessage posted, Optional<URI> responseUrl, MessageContent message);

    /** Address of a message for people. */
    Uni<Optional<String>> link(PostedMessage posted);

    /** Whether a message stays in reach after it was posted: to be changed, and replied to. */
    boolean supportsUpdates();

    /** Where this owner is asked; empty where they can't be reached without asking others. */
    Optional<String> channelOf(OwnerChannels channels, Finding.Owner owner);

    /**
     * A message on its way to where it is read first.
     *
     * @param channel where to
     * @param thread time stamp of the message that it replies to
     * @param broadcast whether a reply is shown to the whole channel
     * @param id travels with it, so that it can be found if its record is lost
     */
    public record OutgoingMessage(
            String channel, Optional<String> thread, boolean broadcast, String id, MessageContent message) {

        public static OutgoingMessage toChannel(String room, String id, MessageContent message) {
            return new OutgoingMessage(room, Optional.empty(), false, id, message);
        }
    }
}
