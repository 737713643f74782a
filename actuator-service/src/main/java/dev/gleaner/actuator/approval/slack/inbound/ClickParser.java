package dev.gleaner.actuator.approval.slack.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.approval.slack.format.MessageButton;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.Decision;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses clicks and submitted forms from Slack's requests, whose form field {@code payload} contains JSON. */
public final class ClickParser {

    private static final String FIELD = "payload=";
    private static final Pattern USER = Pattern.compile("[UW][A-Z0-9]{1,30}");
    private static final Pattern PLAN = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");

    private ClickParser() {}

    /**
     * The click in a signed request; {@link MalformedClickException} when it is none, {@link ReasonForm.InvalidInputException} when it is a form that
     * says too little.
     */
    static ButtonClick read(SlackSignatureVerifier.SignedRequest request, ZoneId zone) {
        JsonNode payload = payload(new String(request.body(), StandardCharsets.UTF_8));
        String user = payload.path("user").path("id").asText();
        return switch (payload.path("type").asText()) {
            case "block_actions" -> click(payload, user(user), request.sentAt());
            case "view_submission" -> submission(payload, user(user), request.sentAt(), zone);
            default -> throw new MalformedClickException("type is neither block_actions nor view_submission");
        };
    }

    private static String user(String user) {
        require(USER.matcher(user).matches(), "user.id is not a Slack user");
        return user;
    }

    private static ButtonClick click(JsonNode payload, String user, Instant sentAt) {
        JsonNode actions = payload.path("actions");
        require(actions.isArray() && actions.size() == 1, "actions has to hold one action");
        JsonNode action = actions.get(0);
        MessageButton button = MessageButton.of(action.path("action_id").asText())
                .orElseThrow(() -> new MalformedClickException("action_id is not a known button"));
        MessageButton.Value value = value(json(action.path("value").asText()));
        return new ButtonClick(
                user,
                payload.path("team").path("id").asText(""),
                payload.path("channel").path("id").asText(""),
                button,
                value,
                command(button, value, clickedAt(action, sentAt)),
                false,
                Optional.of(payload.path("trigger_id").asText("")).filter(trigger -> !trigger.isEmpty()),
                uri(payload.path("response_url").asText("")));
    }

    /**
     * Returns what a click on this button commands. Times count from the hour of the click, so that a double click and a
     * redelivery decide the same.
     */
    static ClickCommand command(MessageButton button, MessageButton.Value value, Instant clickedAt) {
        Instant hour = clickedAt.truncatedTo(ChronoUnit.HOURS);
        return switch (button) {
            case APPROVE -> decide(Decision.Kind.APPROVE, value, null, null);
            case REJECT -> decide(Decision.Kind.REJECT, value, null, null);
            case SNOOZE -> decide(Decision.Kind.SNOOZE, value, null, hour.plus(MessageButton.SNOOZED));
            case KEEP ->
                decide(
                        Decision.Kind.KEEP,
                        value,
                        "kept for " + MessageButton.KEPT.toDays() + " days in Slack",
                        hour.plus(MessageButton.KEPT));
            case UNDO -> new ClickCommand.Undo(action(value));
            case ASK -> new ClickCommand.Ask();
        };
    }

    private static ClickCommand decide(
            Decision.Kind kind, MessageButton.Value value, @Nullable String reason, @Nullable Instant until) {
        return new ClickCommand.Decide(new Decision(kind, value.remedy(), value.plan(), reason, until));
    }

    private static String action(MessageButton.Value value) {
        require(value.action() != null && !value.action().isBlank(), "the value names no action");
        return Objects.requireNonNull(value.action());
    }

    private static ButtonClick submission(JsonNode payload, String user, Instant sentAt, ZoneId zone) {
        JsonNode view = payload.path("view");
        String form = view.path("callback_id").asText();
        require(form.equals(ReasonForm.ID) || form.equals(ParameterForm.ID), "the form is unknown");
        JsonNode metadata = json(view.path("private_metadata").asText());
        MessageButton.Value value = value(metadata.path("value"));
        MessageButton button = MessageButton.of(metadata.path("button").asText())
                .filter(known -> known.asks(value) && known.asksForReason() == form.equals(ReasonForm.ID))
                .orElseThrow(() -> new MalformedClickException("the form belongs to no known button"));
        JsonNode fields = view.path("state").path("values");
        return new ButtonClick(
                user,
                payload.path("team").path("id").asText(""),
                metadata.path("channel").asText(""),
                button,
                value,
                new ClickCommand.Decide(
                        button.asksForReason()
                                ? ReasonForm.decision(button, value, fields, sentAt, zone)
                                : ParameterForm.decision(value, fields)),
                true,
                Optional.empty(),
                null);
    }

    private static JsonNode payload(String form) {
        List<String> fields = Arrays.stream(form.split("&"))
                .filter(field -> field.startsWith(FIELD))
                .toList();
        require(fields.size() == 1, "the form has to have one field payload");
        try {
            return json(URLDecoder.decode(fields.get(0).substring(FIELD.length()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new MalformedClickException("the form is not URL-encoded");
        }
    }

    private static MessageButton.Value value(JsonNode json) {
        String finding = json.path("finding").asText();
        String plan = json.path("plan").asText();
        require(!finding.isBlank(), "the value names no finding");
        require(json.path("remedy").isInt(), "the value names no remedy");
        require(PLAN.matcher(plan).matches(), "the value names no plan");
        return new MessageButton.Value(
                finding,
                json.path("remedy").intValue(),
                plan,
                json.path("round").asInt(0),
                json.path("action").asText(null),
                asks(json.path("asks")),
                proposed(json.path("proposed")));
    }

    private static List<String> asks(JsonNode names) {
        List<String> asks = new ArrayList<>();
        names.forEach(name -> asks.add(name.asText()));
        return asks;
    }

    private static Map<String, String> proposed(JsonNode values) {
        Map<String, String> proposed = new TreeMap<>();
        values.fields()
                .forEachRemaining(
                        field -> proposed.put(field.getKey(), field.getValue().asText()));
        return proposed;
    }

    private static JsonNode json(String text) {
        try {
            JsonNode json = Json.read(text, JsonNode.class);
            require(json != null && json.isObject(), "not a JSON object");
            return json;
        } catch (RuntimeException e) {
            throw new MalformedClickException("not a JSON object");
        }
    }

    /** Returns the time of the click, which a redelivery repeats; the time of the request if it is missing. */
    private static Instant clickedAt(JsonNode action, Instant sentAt) {
        String seconds = action.path("action_ts").asText("");
        return SECONDS.matcher(seconds).matches() ? Instant.ofEpochSecond(new BigDecimal(seconds).longValue()) : sentAt;
    }

    private static @Nullable URI uri(String text) {
        try {
            return text.isEmpty() ? null : URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedClickException("response_url is not an address");
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new MalformedClickException(problem);
        }
    }

    /** A request that is not a click on one of our buttons. */
    public static final class MalformedClickException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public MalformedClickException(String text) {
            super(text);
        }
    }
}
