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

/** Client of the collector's {@code POST /gpu}. */
final class CollectorClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** The response comes once everything is in Kafka. */
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(10);
    private static final int LONGEST_REASON = 300;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]+");

    private final URI endpoint;
    private final BearerTokenFile token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    CollectorClient(URI url, InstanceArn instance, BearerTokenFile token) {
        String base = url.toString().replaceAll("/+$", "");
        String query = URLEncoder.encode(instance.text(), StandardCharsets.UTF_8);
        this.endpoint = URI.create(base + "/gpu?zone=UTC&instance=" + query);
        this.token = token;
    }

    /** Sends a minute, compressed by gzip. */
    Response post(byte[] minute) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(RESPONSE_TIMEOUT)
                .header("Authorization", "Bearer " + token.read())
                .header("Content-Type", "text/csv")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(minute))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return new Response(answer.statusCode(), reason(answer.body()), retryAfter(answer));
    }

    /** The reason as part of one line of a log. */
    private static String reason(String body) {
        String line = UNPRINTABLE.matcher(body).replaceAll(" ").strip();
        return line.substring(0, Math.min(LONGEST_REASON, line.length()));
    }

    private static Optional<Duration> retryAfter(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(requested -> requested.compareTo(MAX_RETRY_AFTER) < 0 ? requested : MAX_RETRY_AFTER);
    }

    /**
     * Response of the collector to a minute.
     *
     * @param reason its message
     * @param retryAfter time before the next attempt that it requests
     */
    record Response(int status, String reason, Optional<Duration> retryAfter) {

        /** How to handle the minute. */
        enum Kind {
            /** Kafka has it. */
            ACCEPTED,
            /** It cannot be read, now or later. */
            UNREADABLE,
            /** The collector does not accept the token; another one may help. */
            UNAUTHORIZED,
            /** The collector cannot accept it now. */
            BUSY,
            /** The response is not one of the collector. */
            UNEXPECTED
        }

        Kind kind() {
            return switch (status) {
                case 200 -> Kind.ACCEPTED;
                case 400, 413 -> Kind.UNREADABLE;
                case 401, 403 -> Kind.UNAUTHORIZED;
                case 429, 502, 503, 504 -> Kind.BUSY;
                default -> Kind.UNEXPECTED;
            };
        }
    }
}
