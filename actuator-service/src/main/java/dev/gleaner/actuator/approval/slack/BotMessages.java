package dev.gleaner.actuator.approval.slack;

import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Messages of the app's bot, by the Web API: they can be changed at any time. */
final class BotMessages implements MessageChannel {

    private final MethodsClient methods;
    private final String channel;

    BotMessages(SlackConfig config, String token, String channel) {
        this.methods = Slack.getInstance(client(config)).methods(token);
        this.channel = channel;
    }

    @Override
    public Uni<Posted> post(Message message) {
        return BackOnContext.blocking(() -> {
            var response = answer(() -> methods.chatPostMessage(post -> post.channel(channel)
                    .text(message.text())
                    .blocks(message.blocks())
                    .unfurlLinks(false)
                    .unfurlMedia(false)));
            return Posted.of(response.getChannel(), response.getTs());
        });
    }

    @Override
    public Uni<Posted> update(Due due, Message message) {
        return BackOnContext.blocking(() -> {
            answer(() -> methods.chatUpdate(
                    update -> update.channel(due.posted().channel().orElse(channel))
                            .ts(due.posted().ts().orElseThrow())
                            .text(message.text())
                            .blocks(message.blocks())));
            return due.posted();
        });
    }

    /** A call of the Web API. */
    private interface Call<T> {
        T make() throws IOException, SlackApiException;
    }

    private static <T extends SlackApiTextResponse> T answer(Call<T> call) {
        try {
            T response = call.make();
            if (!response.isOk()) {
                throw SlackFailure.of(String.valueOf(response.getError()));
            }
            return response;
        } catch (SlackApiException e) {
            int status = e.getResponse().code();
            throw status == RetryAfter.TOO_MANY
                    ? SlackFailure.tooMany(
                            RetryAfter.of(Optional.ofNullable(e.getResponse().header("Retry-After"))))
                    : SlackFailure.of("status " + status);
        } catch (IOException e) {
            throw SlackFailure.of("no answer (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static com.slack.api.SlackConfig client(SlackConfig config) {
        com.slack.api.SlackConfig client = new com.slack.api.SlackConfig();
        client.setMethodsEndpointUrlPrefix(config.apiUrl());
        client.setHttpClientCallTimeoutMillis((int) config.callTimeout().toMillis());
        client.setStatsEnabled(false);
        // Its listeners log whole exchanges, with what they carry.
        client.getHttpClientResponseHandlers().clear();
        if (isLocal(config.apiUrl())) {
            // The SDK sends everything to the environment's proxy, which knows no way back to this machine.
            client.setProxyUrl(null);
        }
        return client;
    }

    private static boolean isLocal(String url) {
        String host = URI.create(url).getHost();
        return "127.0.0.1".equals(host) || "localhost".equals(host);
    }
}
