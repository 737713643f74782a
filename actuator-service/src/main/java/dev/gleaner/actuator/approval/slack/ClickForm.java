package dev.gleaner.actuator.approval.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.json.Json;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads clicks from Slack's form: one field {@code payload} of JSON. */
final class ClickForm {

    private static final String FIELD = "payload=";
    private static final Pattern USER = Pattern.compile("[UW][A-Z0-9]{1,30}");
    private static final Pattern PLAN = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");

    private ClickForm() {}

    /** The click in a signed request; {@link MalformedClick} when it is none. */
    static Click read(Signed request) {
        JsonNode payload = payload(new String(request.body(), StandardCharsets.UTF_8));
        require(payload.path("type").asText().equals("block_actions"), "type is not block_actions");
        String user = payload.path("user").path("id").asText();
        require(USER.matcher(user).matches(), "user.id is no Slack user");
        JsonNode actions = payload.path("actions");
        require(actions.isArray() && actions.size() == 1, "actions has to hold one action");
        JsonNode action = actions.get(0);
        Button button = Button.of(action.path("action_id").asText())
                .orElseThrow(() -> new MalformedClick("action_id is no button of ours"));
        ButtonValue value = value(action.path("value").asText());
        return new Click(
                user,
                payload.path("team").path("id").asText(""),
                value.finding(),
                value.round(),
                button.decision(value, clickedAt(action, request.sentAt())),
                uri(payload.path("response_url").asText("")));
    }

    private static JsonNode payload(String form) {
        List<String> fields = Arrays.stream(form.split("&"))
                .filter(field -> field.startsWith(FIELD))
                .toList();
        require(fields.size() == 1, "the form has to have one field payload");
        try {
            return json(URLDecoder.decode(fields.get(0).substring(FIELD.length()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new MalformedClick("the form is not URL-encoded");
        }
    }

    private static ButtonValue value(String text) {
        JsonNode json = json(text);
        String finding = json.path("finding").asText();
        String plan = json.path("plan").asText();
        require(!finding.isBlank(), "the value names no finding");
        require(json.path("remedy").isInt(), "the value names no remedy");
        require(PLAN.matcher(plan).matches(), "the value names no plan");
        return new ButtonValue(
                finding,
                json.path("remedy").intValue(),
                plan,
                json.path("round").asInt(0));
    }

    private static JsonNode json(String text) {
        try {
            JsonNode json = Json.read(text, JsonNode.class);
            require(json != null && json.isObject(), "not a JSON object");
            return json;
        } catch (RuntimeException e) {
            throw new MalformedClick("not a JSON object");
        }
    }

    /** Slack's time of the click, which a redelivery repeats; else when it sent the request. */
    private static Instant clickedAt(JsonNode action, Instant sentAt) {
        String seconds = action.path("action_ts").asText("");
        return SECONDS.matcher(seconds).matches() ? Instant.ofEpochSecond(new BigDecimal(seconds).longValue()) : sentAt;
    }

    private static @Nullable URI uri(String text) {
        try {
            return text.isEmpty() ? null : URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedClick("response_url is no address");
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new MalformedClick(otherwise);
        }
    }
}
