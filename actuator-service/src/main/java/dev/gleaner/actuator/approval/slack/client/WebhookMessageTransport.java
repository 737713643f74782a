package dev.gleaner.actuator.approval.slack.client;

import com.google.gson.JsonObject;
import com.slack.api.util.json.GsonFactory;
import dev.gleaner.actuator.approval.slack.OwnerChannels;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Sends messages by an incoming webhook; they can be updated only within half an hour after a click. */
public final class WebhookMessageTransport implements MessageTransport {

    /** Stands for the one channel of the webhook, whose id is unknown. */
    public static final String CHANNEL = "webhook";

    private final SlackWebhookClient slackWebhookClient;
    private final URI webhook;

    public WebhookMessageTransport(SlackWebhookClient slackWebhookClient, URI webhook) {
        this.slackWebhookClient = slackWebhookClient;
        this.webhook = webhook;
    }

    @Override
    public Uni<PostedMessage> post(MessageTransport.OutgoingMessage outgoingMessage) {
        return slackWebhookClient
                .post(webhook, json(outgoingMessage.message(), false))
                .replaceWith(PostedMessage.UNKNOWN);
    }

    @Override
    public Uni<Optional<PostedMessage>> find(MessageTransport.OutgoingMessage outgoingMessage, Instant since) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Void> update(PostedMessage posted, Optional<URI> responseUrl, MessageContent message) {
        return responseUrl
                .map(address -> slackWebhookClient.post(address, json(message, true)))
                .orElse(Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Optional<String>> link(PostedMessage posted) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public boolean supportsUpdates() {
        return false;
    }

    @Override
    public Optional<String> channelOf(OwnerChannels channels, OwnerChannels.CurrentOwner owner) {
        return channels.isOwn(owner) ? Optional.empty() : Optional.of(CHANNEL);
    }

    private static String json(MessageContent message, boolean replaces) {
        JsonObject json = new JsonObject();
        json.addProperty("text", message.text());
        json.add("blocks", GsonFactory.createSnakeCase().toJsonTree(message.blocks()));
        if (replaces) {
            json.addProperty("replace_original", true);
        }
        return json.toString();
    }
}
