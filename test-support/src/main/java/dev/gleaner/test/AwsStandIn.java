package dev.gleaner.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * moto: a server that speaks the AWS API on loopback and forgets all at exit, shared by all tests of a JVM. Where it is
 * not to be had, tests that ask for it are skipped, with a message how to get it.
 */
public final class AwsStandIn {

    /** What the SDK needs to talk to it: moto reads neither compressed requests nor trailing checksums. */
    private static final Map<String, String> SDK_SETTINGS = Map.of(
            "aws.accessKeyId", "test",
            "aws.secretAccessKey", "test",
            "aws.region", "us-east-1",
            "aws.disableRequestCompression", "true",
            "aws.requestChecksumCalculation", "WHEN_REQUIRED",
            "aws.responseChecksumValidation", "WHEN_REQUIRED");

    private AwsStandIn() {}

    /** Why there is none here; empty when there is one. */
    public static Optional<String> missing() {
        return Optional.ofNullable(OncePerJvm.facts(AwsPart.class).get(AwsPart.MISSING));
    }

    /** Where it listens; the first call starts it and sets the SDK's system properties for it. */
    public static URI endpoint() {
        missing().ifPresent(Assumptions::abort);
        SDK_SETTINGS.forEach(System::setProperty);
        return URI.create(OncePerJvm.facts(AwsPart.class).getOrDefault(AwsPart.ENDPOINT, ""));
    }

    /** Forgets all resources of all accounts. */
    public static void reset() {
        post("/moto-api/reset");
    }

    /** Makes the ids of what is created from now on a function of this number. */
    public static void seed(int seed) {
        post("/moto-api/seed?a=" + seed);
    }

    private static void post(String path) {
        HttpRequest request = HttpRequest.newBuilder(endpoint().resolve(path))
                .POST(BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " was answered by " + answer.statusCode());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
