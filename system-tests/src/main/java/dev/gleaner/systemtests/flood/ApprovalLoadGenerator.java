package dev.gleaner.systemtests.flood;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Approves plans, at an even pace or all at once. */
final class ApprovalLoadGenerator {

    private final FloodActuatorProcess actuator;
    private final Map<String, Instant> decided = new ConcurrentHashMap<>();

    ApprovalLoadGenerator(FloodActuatorProcess actuator) {
        this.actuator = actuator;
    }

    /** When each finding was approved: the time before the request, so that latencies include all work of the actuator. */
    Map<String, Instant> decided() {
        return Map.copyOf(decided);
    }

    /** Approves plans at this interval, or all at once if it is zero. Returns when all requests were answered. */
    void approve(Map<String, String> plansByFinding, Duration interval) {
        List<Map.Entry<String, String>> plans = List.copyOf(plansByFinding.entrySet());
        long next = System.nanoTime();
        CompletableFuture<?>[] answers = new CompletableFuture<?>[plans.size()];
        for (int i = 0; i < answers.length; i++) {
            LockSupport.parkNanos(next - System.nanoTime());
            answers[i] = approve(plans.get(i).getKey(), plans.get(i).getValue());
            next += interval.toNanos();
            if (interval.isZero() && i % 32 == 31) {
                CompletableFuture.allOf(Arrays.copyOfRange(answers, i - 31, i + 1))
                        .join();
            }
        }
        CompletableFuture.allOf(answers).orTimeout(5, TimeUnit.MINUTES).join();
    }

    private CompletableFuture<Void> approve(String finding, String plan) {
        String body = Json.text(Map.of("decision", "approve", "remedy", 0, "plan", plan));
        decided.put(finding, Instant.now());
        return actuator.http()
                .sendAsync(
                        actuator.request("/api/findings/" + finding + "/decisions")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .thenAccept(ApprovalLoadGenerator::requireAccepted);
    }

    private static void requireAccepted(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    "the status of a decision was " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** Measures a request for the list of open findings. */
    Listing list(String query) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = actuator.http()
                .send(actuator.request("/api/findings?status=open" + query).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("the status of the list of findings was " + answer.statusCode());
        }
        return new Listing(Duration.ofNanos(System.nanoTime() - start), answer.body().length);
    }

    record Listing(Duration took, int bytes) {}
}
