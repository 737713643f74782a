package dev.gleaner.actuator.approval.slack.client;

import dev.gleaner.actuator.approval.slack.ConfiguredSecret;
import dev.gleaner.actuator.approval.slack.OwnerChannels;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** The configured connection to Slack: the app's bot, else a webhook, else none. */
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

    /** The Web API with the bot's token, if there is a bot. */
    public Optional<SlackWebApi> api() {
        return api;
    }

    /** The transport of messages; empty if none is configured. */
    public Optional<MessageTransport> messages() {
        return messages;
    }
}
