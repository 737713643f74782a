package dev.gleaner.actuator.approval.slack.client;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Posts JSON to URLs that Slack issued. They are secrets: anybody who has one can post. */
@ApplicationScoped
public class SlackWebhookClient {

    private static final int OK = 200;

    private final SlackConfig config;
    // Follows no redirect, so that the content reaches only Slack.
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    public SlackWebhookClient(SlackConfig config) {
        this.config = config;
    }

    /** Completes when Slack has accepted the JSON; fails with {@link SlackCallException}. */
    public Uni<Void> post(URI address, String json) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(config.callTimeout())
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return ContextBoundUni.fromFuture(() -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .onFailure(IOException.class)
                .transform(failure -> SlackCallException.outcomeUnknown(
                        "no answer (" + failure.getClass().getSimpleName() + ")"))
                .invoke(SlackWebhookClient::requireAccepted)
                .replaceWithVoid();
    }

    private static void requireAccepted(HttpResponse<String> response) {
        if (response.statusCode() == SlackCallException.RetryAfter.TOO_MANY) {
            throw SlackCallException.channelRateLimited(
                    SlackCallException.RetryAfter.of(response.headers().firstValue("Retry-After")));
        }
        if (response.statusCode() != OK) {
            throw SlackCallException.outcomeUnknown("status " + response.statusCode());
        }
    }
}
