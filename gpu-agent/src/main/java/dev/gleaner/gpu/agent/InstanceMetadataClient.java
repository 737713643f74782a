package dev.gleaner.gpu.agent;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Client of the instance metadata service, version 2: gets a session by PUT, then the identity document. Version 1 is never
 * used. Requests bypass all proxies, and redirects are not followed.
 */
final class InstanceMetadataClient {

    private static final String SESSION = "X-aws-ec2-metadata-token";
    private static final String DOCUMENT = "/latest/dynamic/instance-identity/document";
    private static final String PARTITION = "/latest/meta-data/services/partition";
    private static final int ATTEMPTS = 3;

    private final String base;
    private final Duration timeout;
    private final HttpClient http;

    /** @param timeout for each connection and each response, which come from this machine */
    InstanceMetadataClient(URI base, Duration timeout) {
        this.base = base.toString().replaceAll("/+$", "");
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    /** The instance. Tries several times, as the network may not be ready yet when a machine starts. */
    InstanceArn instance() throws UnknownInstanceException, InterruptedException {
        for (int left = ATTEMPTS - 1; left > 0; left--) {
            try {
                return ask();
            } catch (IOException e) {
                Thread.sleep(timeout.toMillis() / 2);
            }
        }
        try {
            return ask();
        } catch (IOException e) {
            throw new UnknownInstanceException(reason(e));
        }
    }

    private InstanceArn ask() throws IOException, InterruptedException, UnknownInstanceException {
        String session = session();
        String document = get(DOCUMENT, session)
                .orElseThrow(() -> new UnknownInstanceException(
                        "the instance metadata at " + base + " have no identity document"));
        try {
            return IdentityDocument.arn(
                    document, get(PARTITION, session).orElse("aws").strip());
        } catch (IllegalArgumentException e) {
            throw new UnknownInstanceException("what answers at " + base + " is not EC2's metadata: " + e.getMessage());
        }
    }

    private String session() throws IOException, InterruptedException, UnknownInstanceException {
        HttpResponse<String> answer = send(request("/latest/api/token")
                .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
                .PUT(BodyPublishers.noBody()));
        if (answer.statusCode() == 403) {
            throw new UnknownInstanceException("the instance metadata are turned off (403): turn them on");
        }
        return ok(answer)
                .orElseThrow(() ->
                        new UnknownInstanceException("what answers at " + base + " does not support IMDSv2 (404)"));
    }

    private Optional<String> get(String path, String session) throws IOException, InterruptedException {
        return ok(send(request(path).header(SESSION, session)));
    }

    /** The body; empty for 404. */
    private static Optional<String> ok(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        return Optional.of(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** Connections without a response mean that the hop limit is too low for the response. */
    private String reason(IOException e) {
        if (e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException)) {
            return "the instance metadata at " + base + " accept connections but do not answer within "
                    + timeout.toMillis() + " ms: in a container raise the hop limit to 2 "
                    + "(aws ec2 modify-instance-metadata-options --http-put-response-hop-limit 2)";
        }
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return "the instance metadata at " + base + " can't be read (" + why
                + "): are they turned on, and is this an EC2 instance?";
    }

    /** Reads the three fields of the identity document that make the ARN; none of them contains escaped characters. */
    static final class IdentityDocument {

        private IdentityDocument() {}

        /** Throws {@link IllegalArgumentException} when the document does not name an instance. */
        static InstanceArn arn(String document, String partition) {
            return new InstanceArn("arn:" + partition + ":ec2:" + value(document, "region") + ":"
                    + value(document, "accountId") + ":instance/" + value(document, "instanceId"));
        }

        private static String value(String document, String name) {
            Matcher found =
                    Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]*)\"").matcher(document);
            if (!found.find()) {
                throw new IllegalArgumentException("the identity document has no " + name);
            }
            return found.group(1);
        }
    }

    /** The instance is not known. The message is for a person, and contains what to do. */
    static final class UnknownInstanceException extends Exception {
        private static final long serialVersionUID = 1;

        UnknownInstanceException(String reason) {
            super(reason + "; or name this instance: --instance arn:aws:ec2:REGION:ACCOUNT:instance/i-...");
        }
    }
}
