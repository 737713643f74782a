package dev.gleaner.actuator.approval.slack;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** How Slack is reached: by the app's bot, else by a webhook, else not at all. */
@ApplicationScoped
class Connection {

    private final Optional<WebApi> api;
    private final Optional<MessageChannel> messages;

    Connection(SlackConfig config, Channels channels, Hooks hooks) {
        this.api = Secret.of(config.botToken(), config.botTokenFile())
                .filter(token -> channels.any())
                .map(token -> new WebApi(config, token));
        this.messages = api.<MessageChannel>map(BotMessages::new)
                .or(() -> Secret.of(config.webhookUrl().map(URI::toString), config.webhookUrlFile())
                        .map(address -> new WebhookMessages(hooks, URI.create(address))));
    }

    /** The bot's way; empty without one. */
    Optional<WebApi> api() {
        return api;
    }

    /** The way of messages; empty where nothing is posted. */
    Optional<MessageChannel> messages() {
        return messages;
    }
}
