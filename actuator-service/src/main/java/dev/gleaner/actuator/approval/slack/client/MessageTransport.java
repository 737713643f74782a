package dev.gleaner.actuator.approval.slack.client;

import dev.gleaner.actuator.approval.slack.OwnerChannels;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Sends messages to Slack. Failures are {@link SlackCallException}s. */
public interface MessageTransport {

    /** Posts a message. */
    Uni<PostedMessage> post(OutgoingMessage outgoingMessage);

    /** Searches for a message with the same id that was posted since then; empty also if the transport cannot search. */
    Uni<Optional<PostedMessage>> find(OutgoingMessage outgoingMessage, Instant since);

    /**
     * Replaces the content of a posted message.
     *
     * @param responseUrl where Slack accepts the new content if the message can't be updated by its position
     */
    Uni<Void> update(PostedMessage posted, Optional<URI> responseUrl, MessageContent message);

    /** Returns the URL of a message. */
    Uni<Optional<String>> link(PostedMessage posted);

    /** Whether posted messages can be updated and replied to at any time. */
    boolean supportsUpdates();

    /** Returns the channel of this owner; empty if the owner can't be asked without asking others. */
    Optional<String> channelOf(OwnerChannels channels, OwnerChannels.CurrentOwner owner);

    /**
     * A message to post.
     *
     * @param channel id of the channel
     * @param thread time stamp of the message to which it replies
     * @param broadcast whether a reply is also shown in the channel
     * @param id posted as metadata, so that the message can be found if its record is lost
     */
    public record OutgoingMessage(
            String channel, Optional<String> thread, boolean broadcast, String id, MessageContent message) {

        public static OutgoingMessage toChannel(String channel, String id, MessageContent message) {
            return new OutgoingMessage(channel, Optional.empty(), false, id, message);
        }
    }
}
