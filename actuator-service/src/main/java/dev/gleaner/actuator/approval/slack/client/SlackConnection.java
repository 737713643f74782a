package dev.gleaner.actuator.approval.slack.client;

import dev.gleaner.actuator.approval.slack.ConfiguredSecret;
import dev.gleaner.actuator.approval.slack.OwnerChannels;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** How Slack is reached: by the app's bot, else by a webhook, else not at all. */
@ApplicationScoped
public class SlackConnection {

    private final Optional<SlackWebApi> api;
    private final Optional<MessageTransport> messages;

    SlackConnection(SlackConfig config, OwnerChannels channels, SlackWebhookClient slackWebhookClient) {
        this.api = ConfiguredSecret.resolve(config.botToken(), config.botTokenFile())
                .filter(token -> channels.hasAny())
                .map(token -> new SlackWebApi(config, token));
        this.messages = api.<MessageTransport>map(BotMessageTransport::new)
                .or(() -> ConfiguredSecret.resolve(config.webhookUrl().map(URI::toString), config.webhookUrlFile())
                        .map(address -> new WebhookMessageTransport(slackWebhookClient, URI.create(address))));
    }

    /** The bot's way; empty without one. */
    public Optional<SlackWebApi> api() {
        return api;
    }

    /** The way of messages; empty where nothing is posted. */
    public Optional<MessageTransport> messages() {
        return messages;
    }
}
