package dev.gleaner.actuator.approval.slack.client;

import com.slack.api.methods.response.conversations.ConversationsHistoryResponse;
import com.slack.api.methods.response.conversations.ConversationsRepliesResponse;
import dev.gleaner.actuator.approval.slack.OwnerChannels;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sends messages as the app's bot by the Web API; they can be updated at any time. */
final class BotMessageTransport implements MessageTransport {

    private static final String EVENT = "gleaner_message";
    private static final String ID = "id";
    /** Largest difference between our clock and Slack's. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final int SEARCHED_MESSAGES = 200;

    private final SlackWebApi api;

    BotMessageTransport(SlackWebApi api) {
        this.api = api;
    }

    @Override
    public Uni<PostedMessage> post(MessageTransport.OutgoingMessage outgoingMessage) {
        return api.callForChannel(methods -> methods.chatPostMessage(post -> post.channel(outgoingMessage.channel())
                        .text(outgoingMessage.message().text())
                        .blocks(outgoingMessage.message().blocks())
                        .threadTs(outgoingMessage.thread().orElse(null))
                        .replyBroadcast(outgoingMessage.broadcast())
                        .metadata(metadata(outgoingMessage.id()))
                        .unfurlLinks(false)
                        .unfurlMedia(false)))
                .map(response -> PostedMessage.of(response.getChannel(), response.getTs()));
    }

    /** Slack has no idempotency key, but returns the metadata of messages. */
    @Override
    public Uni<Optional<PostedMessage>> find(MessageTransport.OutgoingMessage outgoingMessage, Instant since) {
        String oldest = Long.toString(since.minus(SKEW).getEpochSecond());
        return outgoingMessage
                .thread()
                .map(thread -> replies(outgoingMessage, thread, oldest))
                .orElseGet(() -> history(outgoingMessage, oldest))
                .map(messages -> messages.stream()
                        .filter(message -> isOurs(message, outgoingMessage.id()))
                        .findFirst()
                        .map(message -> PostedMessage.of(outgoingMessage.channel(), message.getTs())))
                .onFailure(BotMessageTransport::isNotAllowed)
                .recoverWithItem(failure -> {
                    Log.warnf(
                            "Slack can't be searched for a message that may have been posted already: %s",
                            failure.getMessage());
                    return Optional.empty();
                });
    }

    private Uni<List<com.slack.api.model.Message>> history(
            MessageTransport.OutgoingMessage outgoingMessage, String oldest) {
        return api.call(methods -> methods.conversationsHistory(history -> history.channel(outgoingMessage.channel())
                        .includeAllMetadata(true)
                        .oldest(oldest)
                        .limit(SEARCHED_MESSAGES)))
                .map(ConversationsHistoryResponse::getMessages);
    }

    private Uni<List<com.slack.api.model.Message>> replies(
            MessageTransport.OutgoingMessage outgoingMessage, String thread, String oldest) {
        return api.call(methods -> methods.conversationsReplies(replies -> replies.channel(outgoingMessage.channel())
                        .ts(thread)
                        .includeAllMetadata(true)
                        .oldest(oldest)
                        .limit(SEARCHED_MESSAGES)))
                .map(ConversationsRepliesResponse::getMessages);
    }

    private static boolean isOurs(com.slack.api.model.Message message, String id) {
        return message.getMetadata() != null
                && EVENT.equals(message.getMetadata().getEventType())
                && id.equals(message.getMetadata().getEventPayload().get(ID));
    }

    /** Without the scope to search, the message is posted again: twice is better than never. */
    private static boolean isNotAllowed(Throwable failure) {
        return failure instanceof SlackCallException slack
                && slack.isCertain()
                && slack.pause().isEmpty();
    }

    @Override
    public Uni<Void> update(PostedMessage posted, Optional<URI> responseUrl, MessageContent message) {
        return api.call(methods -> methods.chatUpdate(
                        update -> update.channel(posted.channel().orElseThrow())
                                .ts(posted.ts().orElseThrow())
                                .text(message.text())
                                .blocks(message.blocks())))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<String>> link(PostedMessage posted) {
        return api.call(methods -> methods.chatGetPermalink(
                        link -> link.channel(posted.channel().orElseThrow())
                                .messageTs(posted.ts().orElseThrow())))
                .map(response -> Optional.ofNullable(response.getPermalink()));
    }

    @Override
    public boolean supportsUpdates() {
        return true;
    }

    @Override
    public Optional<String> channelOf(OwnerChannels channels, OwnerChannels.CurrentOwner owner) {
        return channels.channelOf(owner);
    }

    private static com.slack.api.model.Message.Metadata metadata(String id) {
        return com.slack.api.model.Message.Metadata.builder()
                .eventType(EVENT)
                .eventPayload(Map.of(ID, id))
                .build();
    }
}
