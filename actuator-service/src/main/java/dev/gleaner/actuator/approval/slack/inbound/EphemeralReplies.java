package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.SlackWebhookClient;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends the result of a click to the person who clicked, and to nobody else. */
@ApplicationScoped
class EphemeralReplies {

    private final SlackWebhookClient slackWebhookClient;
    private final URI origin;

    EphemeralReplies(SlackWebhookClient slackWebhookClient, SlackConfig config) {
        this.slackWebhookClient = slackWebhookClient;
        this.origin = config.responseOrigin();
    }

    /** Returns the URL if it belongs to Slack: a request can contain any URL. */
    Optional<URI> requireSlackOrigin(@Nullable URI address) {
        return Optional.ofNullable(address)
                .filter(uri -> origin.getScheme().equals(uri.getScheme())
                        && origin.getHost().equals(uri.getHost())
                        && origin.getPort() == uri.getPort()
                        && uri.getUserInfo() == null);
    }

    /** Sends the text; a failure is logged only. */
    Uni<Void> replyEphemeral(ButtonClick click, String text) {
        return requireSlackOrigin(click.responseUrl())
                .map(address -> slackWebhookClient.post(
                        address,
                        Json.text(Map.of("response_type", "ephemeral", "replace_original", false, "text", text))))
                .orElse(Uni.createFrom().voidItem())
                .onFailure()
                .invoke(failure -> Log.warnf("The reply to a click can't be sent: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
