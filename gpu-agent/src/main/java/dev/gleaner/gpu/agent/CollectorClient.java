package dev.gleaner.gpu.agent;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The collector's {@code POST /gpu}. */
final class CollectorClient {

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

    /** It answers once Kafka has all. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(10);
    private static final int LONGEST_REASON = 300;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]+");

    private final URI endpoint;
    private final BearerTokenFile token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_PATIENCE)
            .build();

    CollectorClient(URI url, InstanceArn instance, BearerTokenFile token) {
        String base = url.toString().replaceAll("/+$", "");
        String query = URLEncoder.encode(instance.text(), StandardCharsets.UTF_8);
        this.endpoint = URI.create(base + "/gpu?zone=UTC&instance=" + query);
        this.token = token;
    }

    /** Sends a minute, packed by gzip. */
    Response post(byte[] minute) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token.read())
                .header("Content-Type", "text/csv")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(minute))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return new Response(answer.statusCode(), reason(answer.body()), retryAfter(answer));
    }

    /** Fit for one line of a log. */
    private static String reason(String body) {
        String line = UNPRINTABLE.matcher(body).replaceAll(" ").strip();
        return line.substring(0, Math.min(LONGEST_REASON, line.length()));
    }

    private static Optional<Duration> retryAfter(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(wish -> wish.compareTo(MAX_RETRY_AFTER) < 0 ? wish : MAX_RETRY_AFTER);
    }

    /**
     * What the collector said to a minute.
     *
     * @param reason its words
     * @param patience for how long it asks not to be asked
     */
    record Response(int status, String reason, Optional<Duration> patience) {

        /** What is to become of the minute. */
        enum Kind {
            /** Kafka has it. */
            ACCEPTED,
            /** Nobody will ever be able to read it. */
            UNREADABLE,
            /** The collector lets this agent not in; the next token may do. */
            UNAUTHORIZED,
            /** The collector is there and can't take it now. */
            BUSY,
            /** Something else is there. */
            STRANGE
        }

        Kind kind() {
            return switch (status) {
                case 200 -> Kind.ACCEPTED;
                case 400, 413 -> Kind.UNREADABLE;
                case 401, 403 -> Kind.UNAUTHORIZED;
                case 429, 502, 503, 504 -> Kind.BUSY;
                default -> Kind.STRANGE;
            };
        }
    }
}
