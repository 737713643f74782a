package dev.gleaner.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.slack.api.app_backend.SlackSignature;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Somebody who clicks in Slack: the form that Slack posts then, signed by Slack's own generator. */
final class SlackUser {

    private final String id;
    private final URI interactions;
    private final SlackSignature.Generator signature;
    private final HttpClient client = HttpClient.newHttpClient();

    /** A user of the run in this folder, which listens at this address. */
    SlackUser(String id, String address, Path run) {
        this.id = id;
        this.interactions = URI.create(address + "/slack/interactions");
        try {
            this.signature = new SlackSignature.Generator(Files.readString(run.resolve("secrets/slack-signing-secret"))
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of the users of the run of these tests, counted from 1. */
    static SlackUser of(int number) {
        return new SlackUser(
                "U0LOCAL" + number,
                StartedGleaner.GLEANER.endpoints().get("slack").asText(),
                StartedGleaner.RUN);
    }

    /** As many users approve a remedy as have to. The id of the action, which is there after the last of them. */
    static String approveByAll(JsonNode finding, int remedy) {
        int people = people(finding, finding.get("remedies").get(remedy));
        String action = "";
        for (int person = 1; person <= people; person++) {
            assertThat(action).as("the action after %s approvals", person - 1).isEmpty();
            action = of(person).clickTwiceAndAgain(finding, remedy);
        }
        assertThat(action).as("the action of %s", finding).isNotEmpty();
        return action;
    }

    /** How many people have to approve a remedy. */
    static int people(JsonNode finding, JsonNode remedy) {
        JsonNode remedies = finding.get("remedies");
        return StreamSupport.stream(finding.at("/proposal/requirements").spliterator(), false)
                .filter(required -> remedies.get(required.get("remedy").asInt()).equals(remedy))
                .mapToInt(required -> required.get("people").asInt())
                .findFirst()
                .orElseThrow();
    }

    /**
     * Clicks Approve twice, and Slack delivers the first click once more: one answer. The id of the action; empty while the approval of somebody
     * else is missing.
     */
    String clickTwiceAndAgain(JsonNode finding, int remedy) {
        String click = approval(finding, remedy);
        List<String> actions = Stream.of(click, approval(finding, remedy), click)
                .map(this::post)
                .peek(answer ->
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200))
                .map(answer -> Json.read(answer.body(), JsonNode.class)
                        .at("/outcome/action")
                        .asText(""))
                .distinct()
                .toList();
        assertThat(actions).hasSize(1);
        return actions.get(0);
    }

    /** What is posted when the button is clicked that approves a remedy of a finding as it is shown. */
    String approval(JsonNode finding, int remedy) {
        String value = Json.text(Map.of(
                "finding", finding.get("id").asText(),
                "remedy", remedy,
                "plan", finding.get("proposal").get("plan").asText()));
        Map<String, Object> payload = Map.of(
                "type", "block_actions",
                "user", Map.of("id", id),
                "team", Map.of("id", "T0LOCAL"),
                "actions",
                        List.of(Map.of(
                                "action_id",
                                "approve." + remedy,
                                "value",
                                value,
                                "action_ts",
                                Instant.now().getEpochSecond() + ".000100")));
        return "payload=" + URLEncoder.encode(Json.text(payload), StandardCharsets.UTF_8);
    }

    /** Posts a form with a signature as of now; how it was answered. */
    HttpResponse<String> post(String form) {
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        HttpRequest request = HttpRequest.newBuilder(interactions)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Slack-Request-Timestamp", timestamp)
                .header("X-Slack-Signature", signature.generate(timestamp, form))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
