package dev.gleaner.actuator.approval.slack.client;

import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Calls Slack's Web API with the bot's token; an error response is a {@link SlackCallException}. */
public final class SlackWebApi {

    private final MethodsClient methods;

    SlackWebApi(SlackConfig config, String token) {
        this.methods = Slack.getInstance(client(config)).methods(token);
    }

    /** A call of the Web API. */
    public interface Call<T> {
        T make(MethodsClient methods) throws IOException, SlackApiException;
    }

    /** Makes a call whose rate limit applies to all of Slack. */
    public <T extends SlackApiTextResponse> Uni<T> call(Call<T> call) {
        return call(call, SlackCallException::rateLimited);
    }

    /** Makes a call whose rate limit applies to its channel. */
    <T extends SlackApiTextResponse> Uni<T> callForChannel(Call<T> call) {
        return call(call, SlackCallException::channelRateLimited);
    }

    private <T extends SlackApiTextResponse> Uni<T> call(Call<T> call, Function<Duration, SlackCallException> tooMany) {
        return ContextBoundUni.blocking(() -> answer(call, tooMany));
    }

    private <T extends SlackApiTextResponse> T answer(Call<T> call, Function<Duration, SlackCallException> tooMany) {
        try {
            T response = call.make(methods);
            if (!response.isOk()) {
                throw SlackCallException.of(String.valueOf(response.getError()));
            }
            return response;
        } catch (SlackApiException e) {
            int status = e.getResponse().code();
            throw status == SlackCallException.RetryAfter.TOO_MANY
                    ? tooMany.apply(SlackCallException.RetryAfter.of(
                            Optional.ofNullable(e.getResponse().header("Retry-After"))))
                    : SlackCallException.outcomeUnknown("status " + status);
        } catch (IOException e) {
            throw SlackCallException.outcomeUnknown("no answer (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static com.slack.api.SlackConfig client(SlackConfig config) {
        com.slack.api.SlackConfig client = new com.slack.api.SlackConfig();
        client.setMethodsEndpointUrlPrefix(config.apiUrl());
        client.setHttpClientCallTimeoutMillis((int) config.callTimeout().toMillis());
        client.setStatsEnabled(false);
        // The default listeners log requests and responses with their content.
        client.getHttpClientResponseHandlers().clear();
        if (isLocal(config.apiUrl())) {
            // The SDK uses the proxy of the environment, which can't reach this machine.
            client.setProxyUrl(null);
        }
        return client;
    }

    private static boolean isLocal(String url) {
        String host = URI.create(url).getHost();
        return "127.0.0.1".equals(host) || "localhost".equals(host);
    }
}
