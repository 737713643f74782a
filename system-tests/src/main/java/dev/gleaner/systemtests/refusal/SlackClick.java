package dev.gleaner.systemtests.refusal;

import com.fasterxml.jackson.databind.JsonNode;
import com.slack.api.app_backend.SlackSignature;
import dev.gleaner.contracts.Json;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A request to the port for Slack: a click that approves, with a valid or invalid signature. */
record SlackClick(String body, String timestamp, String signature) {

    static final String SECRET = "what-slack-signs-with-in-the-matrix";
    static final String APPROVER = "U0ANNA";
    static final String SECOND = "U0BERT";
    static final String VIEWER = "U0VERA";
    static final String STRANGER = "U0NOBODY";
    /** Slack's tolerance is five minutes. */
    private static final Duration TOO_FAR = Duration.ofMinutes(6);

    /** Approves by as many people as necessary. */
    static void ofAll(RefusalAttempt attempt) {
        ofOne(attempt);
        if (attempt.needsTwo()) {
            send(attempt, by(SECOND, attempt, Instant.now()));
        }
    }

    static void ofOne(RefusalAttempt attempt) {
        send(attempt, by(APPROVER, attempt, Instant.now()));
    }

    /** Approves as this user only. */
    static Consumer<RefusalAttempt> of(String user) {
        return attempt -> send(attempt, by(user, attempt, Instant.now()));
    }

    static void unsigned(RefusalAttempt attempt) {
        SlackClick click = by(APPROVER, attempt, Instant.now());
        send(attempt, new SlackClick(click.body, click.timestamp, ""));
    }

    static void signedByAnother(RefusalAttempt attempt) {
        SlackClick click = by(APPROVER, attempt, Instant.now());
        send(attempt, signed(click.body, click.timestamp, "another-secret"));
    }

    static void old(RefusalAttempt attempt) {
        send(attempt, by(APPROVER, attempt, Instant.now().minus(TOO_FAR)));
    }

    static void fromTheFuture(RefusalAttempt attempt) {
        send(attempt, by(APPROVER, attempt, Instant.now().plus(TOO_FAR)));
    }

    /** The click of an approver with the signature of another user's click. */
    static void underAnotherSignature(RefusalAttempt attempt) {
        SlackClick own = by(STRANGER, attempt, Instant.now());
        SlackClick approval = by(APPROVER, attempt, Instant.now());
        send(attempt, new SlackClick(approval.body, own.timestamp, own.signature));
    }

    /** An old signature with the current timestamp. */
    static void withAnotherTime(RefusalAttempt attempt) {
        SlackClick old = by(APPROVER, attempt, Instant.now().minus(TOO_FAR));
        send(attempt, new SlackClick(old.body, Long.toString(Instant.now().getEpochSecond()), old.signature));
    }

    /** The same request four times. */
    static void replayed(RefusalAttempt attempt) {
        SlackClick click = by(APPROVER, attempt, Instant.now());
        for (int time = 0; time < 4; time++) {
            send(attempt, click);
        }
    }

    /** The click of one approver, sent again instead of that of a second one. */
    static void replayedForTwo(RefusalAttempt attempt) {
        replayed(attempt);
        ofOne(attempt);
    }

    private static void send(RefusalAttempt attempt, SlackClick click) {
        HttpResponse<String> response = attempt.actuator().click(click);
        JsonNode body = response.body().isEmpty() ? Json.tree(Map.of()) : Json.read(response.body(), JsonNode.class);
        attempt.recordAnswer(
                response.statusCode(), body.path("outcome").path("action").asText(""));
    }

    private static SlackClick by(String user, RefusalAttempt attempt, Instant at) {
        Map<String, Object> value = Map.of("finding", attempt.findingId(), "remedy", 0, "plan", attempt.plan());
        Map<String, Object> button = Map.of(
                "action_id", "approve.0", "value", Json.text(value), "action_ts", at.getEpochSecond() + ".000100");
        Map<String, Object> payload = Map.of(
                "type", "block_actions",
                "user", Map.of("id", user),
                "team", Map.of("id", "T0TEAM"),
                "actions", List.of(button));
        String body = "payload=" + URLEncoder.encode(Json.text(payload), StandardCharsets.UTF_8);
        return signed(body, Long.toString(at.getEpochSecond()), SECRET);
    }

    private static SlackClick signed(String body, String timestamp, String secret) {
        return new SlackClick(body, timestamp, new SlackSignature.Generator(secret).generate(timestamp, body));
    }
}
