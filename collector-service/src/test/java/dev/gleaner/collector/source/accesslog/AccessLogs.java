package dev.gleaner.collector.source.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.network.NetworkLocator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Reads server access logs in tests. */
final class AccessLogs {

    static final Instant NOW = Instant.parse("2026-03-01T13:00:00Z");
    static final String PLACE = "logs/111122223333/us-east-1/data/2026/03/01/2026-03-01-12-30-00-0123456789ABCDEF";

    private static final int LIMIT = 1 << 20;

    private AccessLogs() {}

    static AccessLogBatch read(String text) {
        return read(new NetworkLocator(), text.getBytes(UTF_8));
    }

    static AccessLogBatch read(NetworkLocator networkLocator, byte[] file) {
        return read(networkLocator, file, PLACE, LIMIT);
    }

    static AccessLogBatch read(NetworkLocator networkLocator, byte[] file, String place, long limit) {
        AccessLogFileReader reader = new AccessLogFileReader("s3-access-logs", networkLocator, "", "", limit);
        AccessLogBatch gathered = reader.newBatch();
        try {
            reader.read(new ByteArrayInputStream(file), new FileOrigin("s3-access-logs", place, NOW), gathered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return gathered;
    }

    /** A read of 2026-03-01T12:00:00Z that took 1.5 s. */
    static String get(String request, String key, String bytes) {
        return line("REST.GET.OBJECT", request, key, "200 - " + bytes + " 9000 1500 12");
    }

    /** A request whose fields from the status on are given. */
    static String line(String operation, String request, String key, String response) {
        return line(operation, request, key, response, "198.51.100.9", "arn:aws:iam::111122223333:user/ana", "-");
    }

    static String line(
            String operation,
            String request,
            String key,
            String response,
            String address,
            String requester,
            String sourceRegion) {
        return "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be data [01/Mar/2026:12:00:00 +0000] "
                + address
                + " " + requester + " " + request + " " + operation + " " + key + " \"GET /" + key
                + "?x=\"1\" HTTP/1.1\" "
                + response + " \"-\" \"aws-cli/2 \"quoted\" 404 - 1 2 3 4\" - s9lzHYrFp76= SigV4 ECDHE-RSA AuthHeader"
                + " data.s3.us-east-1.amazonaws.com TLSv1.3 - - " + sourceRegion + "\n";
    }
}
