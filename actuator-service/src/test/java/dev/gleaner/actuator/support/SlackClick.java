package dev.gleaner.actuator.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.slack.api.app_backend.SlackSignature;
import dev.gleaner.actuator.approval.slack.inbound.SignedRequestServer;
import dev.gleaner.contracts.Json;
import io.quarkus.arc.Arc;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A click on a button as Slack sends it, signed by Slack's own generator.
 *
 * @param body as it is sent
 * @param headers names and values in turn
 */
public record SlackClick(String body, List<String> headers) {

    public static final String SECRET = "a-signing-secret-of-the-tests";

    private static final SlackSignature.Generator SIGN = new SlackSignature.Generator(SECRET);

    /** A click that takes an action back. */
    public static SlackClick undo(String user, String finding, String plan, String action) {
        String value = Json.text(Map.of("finding", finding, "remedy", 0, "plan", plan, "action", action));
        return signed(form(user, "undo.0", value, ""), Instant.now());
    }

    /** A click just now. */
    public static SlackClick by(String user, String button, String finding, int remedy, String plan) {
        return signed(form(user, button, finding, remedy, plan, ""), Instant.now());
    }

    /** A click that names where an answer can be sent to. */
    public static SlackClick answeredAt(String url, String user, String button, String finding, String plan) {
        return signed(form(user, button, finding, 0, plan, url), Instant.now());
    }

    /** The first button of a message that approves. */
    public static JsonNode approveButton(JsonNode message) {
        return button(message, "approve");
    }

    /** The first button of a message with an {@code action_id} that begins so. */
    public static JsonNode button(JsonNode message, String name) {
        for (JsonNode element : message.path("blocks").findParents("action_id")) {
            if (element.path("action_id").asText().startsWith(name)) {
                return element;
            }
        }
        throw new IllegalStateException("there is no button " + name);
    }

    /** The same click in this channel, with a trigger that opens a form where there is one. */
    public SlackClick in(String channel, String trigger) {
        ObjectNode payload = (ObjectNode) Json.read(
                URLDecoder.decode(body.substring("payload=".length()), StandardCharsets.UTF_8), JsonNode.class);
        payload.putObject("channel").put("id", channel);
        payload.put("trigger_id", trigger);
        return signed("payload=" + URLEncoder.encode(payload.toString(), StandardCharsets.UTF_8), Instant.now());
    }

    /** A form for a reason that was sent off. */
    public static Map<String, Object> reasonForm(
            String user,
            String button,
            String channel,
            Map<String, Object> value,
            String reason,
            @Nullable String until) {
        Map<String, Object> date = new HashMap<>();
        date.put("selected_date", until);
        return form(
                user,
                "gleaner_reason",
                Map.of("button", button, "channel", channel, "value", value),
                Map.of("reason", Map.of("reason", Map.of("value", reason)), "until", Map.of("until", date)));
    }

    /** A form for what an approver enters that was sent off. */
    public static Map<String, Object> parameterForm(
            String user, Map<String, Object> value, Map<String, Object> fields) {
        return form(user, "gleaner_parameters", Map.of("button", "approve", "channel", "", "value", value), fields);
    }

    private static Map<String, Object> form(
            String user, String id, Map<String, Object> metadata, Map<String, Object> fields) {
        return Map.of(
                "type", "view_submission",
                "user", Map.of("id", user),
                "team", Map.of("id", "T0TEAM"),
                "view",
                        Map.of(
                                "callback_id",
                                id,
                                "private_metadata",
                                Json.text(metadata),
                                "state",
                                Map.of("values", fields)));
    }

    /** A click on a button as it was posted. */
    public static SlackClick on(JsonNode button, String user) {
        return on(button, user, "");
    }

    /** The same, naming where an answer can be sent to. */
    public static SlackClick on(JsonNode button, String user, String url) {
        return signed(
                form(
                        user,
                        button.path("action_id").asText(),
                        button.path("value").asText(),
                        url),
                Instant.now());
    }

    /** A form body, signed as of this time. */
    public static SlackClick signed(String body, Instant at) {
        String timestamp = Long.toString(at.getEpochSecond());
        return new SlackClick(body, headers(timestamp, SIGN.generate(timestamp, body)));
    }

    /** The same click, sent again later with another signature. */
    public SlackClick redeliveredAt(Instant at) {
        return signed(body, at);
    }

    /** Other bytes under the same signature. */
    public SlackClick with(String otherBody) {
        return new SlackClick(otherBody, headers);
    }

    /** Other headers over the same bytes. */
    public SlackClick withHeaders(List<String> other) {
        return new SlackClick(body, other);
    }

    public static List<String> headers(String timestamp, String signature) {
        return List.of("X-Slack-Request-Timestamp", timestamp, "X-Slack-Signature", signature);
    }

    /** The answer to it. */
    public HttpResponse<String> send() {
        return post("/slack/interactions");
    }

    /** The answer under another path. */
    public HttpResponse<String> post(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        List<String> names = new ArrayList<>(headers);
        if (!names.isEmpty()) {
            request.headers(names.toArray(String[]::new));
        }
        return Http.send(request.build());
    }

    public static JsonNode json(HttpResponse<String> response) {
        return Http.json(response);
    }

    private static int port() {
        return Arc.container()
                .instance(SignedRequestServer.Lifecycle.class)
                .get()
                .port();
    }

    private static String form(
            String user, String button, String finding, int remedy, String plan, String responseUrl) {
        String value = Json.text(Map.of("finding", finding, "remedy", remedy, "plan", plan));
        return form(user, button, value, responseUrl);
    }

    private static String form(String user, String button, String value, String responseUrl) {
        return form(Map.of(
                "type", "block_actions",
                "user", Map.of("id", user),
                "team", Map.of("id", "T0TEAM"),
                "response_url", responseUrl,
                "actions",
                        List.of(Map.of(
                                "action_id", button,
                                "value", value,
                                "action_ts", Instant.now().getEpochSecond() + ".000100"))));
    }

    /** A form with this payload. */
    public static String form(Map<String, Object> payload) {
        return "payload=" + URLEncoder.encode(Json.text(payload), StandardCharsets.UTF_8);
    }
}
