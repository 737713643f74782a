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

/** Tells the person who clicked, and nobody else, what came of it. */
@ApplicationScoped
class EphemeralReplies {

    private final SlackWebhookClient slackWebhookClient;
    private final URI origin;

    EphemeralReplies(SlackWebhookClient slackWebhookClient, SlackConfig config) {
        this.slackWebhookClient = slackWebhookClient;
        this.origin = config.responseOrigin();
    }

    /** The address, if it is Slack's: a request could name any. */
    Optional<URI> requireSlackOrigin(@Nullable URI address) {
        return Optional.ofNullable(address)
                .filter(uri -> origin.getScheme().equals(uri.getScheme())
                        && origin.getHost().equals(uri.getHost())
                        && origin.getPort() == uri.getPort()
                        && uri.getUserInfo() == null);
    }

    /** Says it; that it could not be said changes nothing. */
    Uni<Void> replyEphemeral(ButtonClick click, String text) {
        return requireSlackOrigin(click.responseUrl())
                .map(address -> slackWebhookClient.post(
                        address,
                        Json.text(Map.of("response_type", "ephemeral", "replace_original", false, "text", text))))
                .orElse(Uni.createFrom().voidItem())
                .onFailure()
                .invoke(failure ->
                        Log.warnf("Somebody who clicked can't be told what came of it: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
