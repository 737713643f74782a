package dev.gleaner.local.feed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Delivers like Amazon Data Firehose to an HTTP endpoint: base64 records in a JSON request, which is repeated until it
 * is accepted.
 */
final class FirehoseHttpClient {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    private final URI endpoint;
    private final String accessKey;
    private final RetryingHttpSender sender;

    /**
     * Delivers to the collector at this address.
     *
     * @param patience how long a rejected delivery is repeated
     */
    FirehoseHttpClient(URI collector, String accessKey, Duration patience) {
        this.endpoint = collector.resolve("/firehose");
        this.accessKey = accessKey;
        this.sender = new RetryingHttpSender(patience);
    }

    /**
     * Delivers texts of whole lines, one record each; {@link IOException} when they are rejected or the collector does
     * not respond.
     */
    void deliver(List<String> texts) throws IOException, InterruptedException {
        sender.send(request(texts), "is run/secrets/firehose-key the collector's key?");
    }

    private HttpRequest request(List<String> texts) {
        String id = UUID.randomUUID().toString();
        StringBuilder body = new StringBuilder("{\"requestId\":\"")
                .append(id)
                .append("\",\"timestamp\":")
                .append(System.currentTimeMillis())
                .append(",\"records\":[");
        for (int i = 0; i < texts.size(); i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"data\":\"")
                    .append(Base64.getEncoder().encodeToString(texts.get(i).getBytes(StandardCharsets.UTF_8)))
                    .append("\"}");
        }
        return HttpRequest.newBuilder(endpoint)
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-Amz-Firehose-Protocol-Version", "1.0")
                .header("X-Amz-Firehose-Request-Id", id)
                .header(
                        "X-Amz-Firehose-Source-Arn",
                        "arn:aws:firehose:us-east-1:123456789012:deliverystream/gleaner-local")
                .header("X-Amz-Firehose-Access-Key", accessKey)
                .POST(BodyPublishers.ofString(body.append("]}").toString()))
                .build();
    }
}
