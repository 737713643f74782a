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

/** What comes to the port for Slack: a click that approves, signed as Slack does, or not. */
record SlackClick(String body, String timestamp, String signature) {

    static final String SECRET = "what-slack-signs-with-in-the-matrix";
    static final String APPROVER = "U0ANNA";
    static final String SECOND = "U0BERT";
    static final String VIEWER = "U0VERA";
    static final String STRANGER = "U0NOBODY";
    /** Slack's tolerance is five minutes. */
    private static final Duration TOO_FAR = Duration.ofMinutes(6);

    /** A yes by as many people as it takes. */
    static void ofAll(RefusalAttempt attempt) {
        ofOne(attempt);
        if (attempt.needsTwo()) {
            answered(attempt, by(SECOND, attempt, Instant.now()));
        }
    }

    static void ofOne(RefusalAttempt attempt) {
        answered(attempt, by(APPROVER, attempt, Instant.now()));
    }

    /** A yes of this user alone. */
    static Consumer<RefusalAttempt> of(String user) {
        return attempt -> answered(attempt, by(user, attempt, Instant.now()));
    }

    static void unsigned(RefusalAttempt attempt) {
        SlackClick click = by(APPROVER, attempt, Instant.now());
        answered(attempt, new SlackClick(click.body, click.timestamp, ""));
    }

    static void signedByAnother(RefusalAttempt attempt) {
        SlackClick click = by(APPROVER, attempt, Instant.now());
        answered(attempt, signed(click.body, click.timestamp, "another-secret"));
    }

    static void old(RefusalAttempt attempt) {
        answered(attempt, by(APPROVER, attempt, Instant.now().minus(TOO_FAR)));
    }

    static void fromTheFuture(RefusalAttempt attempt) {
        answered(attempt, by(APPROVER, attempt, Instant.now().plus(TOO_FAR)));
    }

    /** The signature of somebody's own click over an approver's. */
    static void underAnotherSignature(RefusalAttempt attempt) {
        SlackClick own = by(STRANGER, attempt, Instant.now());
        SlackClick wanted = by(APPROVER, attempt, Instant.now());
        answered(attempt, new SlackClick(wanted.body, own.timestamp, own.signature));
    }

    /** An old signature under a timestamp of now. */
    static void withAnotherTime(RefusalAttempt attempt) {
        SlackClick old = by(APPROVER, attempt, Instant.now().minus(TOO_FAR));
        answered(attempt, new SlackClick(old.body, Long.toString(Instant.now().getEpochSecond()), old.signature));
    }

    /** The same request many times: the first one counts. */
    static void replayed(RefusalAttempt attempt) {
        SlackClick click = by(APPROVER, attempt, Instant.now());
        for (int time = 0; time < 4; time++) {
            answered(attempt, click);
        }
    }

    /** The yes of one, sent again in place of the second one's. */
    static void replayedForTwo(RefusalAttempt attempt) {
        replayed(attempt);
        ofOne(attempt);
    }

    private static void answered(RefusalAttempt attempt, SlackClick click) {
        HttpResponse<String> answer = attempt.actuator().click(click);
        JsonNode said = answer.body().isEmpty() ? Json.tree(Map.of()) : Json.read(answer.body(), JsonNode.class);
        attempt.recordAnswer(
                answer.statusCode(), said.path("outcome").path("action").asText(""));
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
