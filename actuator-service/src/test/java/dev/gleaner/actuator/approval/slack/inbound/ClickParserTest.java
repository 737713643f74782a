package dev.gleaner.actuator.approval.slack.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.support.SlackClick;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of Slack's form, and what is no click. */
class ClickParserTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant SENT = Instant.parse("2026-11-24T12:34:56Z");
    private static final String PLAN = "sha256:" + "a".repeat(64);
    private static final Map<String, Object> VALUE = Map.of("finding", "fnd_1", "remedy", 2, "plan", PLAN, "round", 3);

    @Test
    void shouldReadAClick() {
        ButtonClick click = read(payload("approve.2", VALUE, "1795523696.000100"));

        assertThat(click.user()).isEqualTo("U0ANNA");
        assertThat(click.team()).isEqualTo("T0TEAM");
        assertThat(click.finding()).isEqualTo("fnd_1");
        assertThat(click.value().round()).isEqualTo(3);
        assertThat(click.command())
                .isEqualTo(new ClickCommand.Decide(new Decision(Decision.Kind.APPROVE, 2, PLAN, null, null)));
        assertThat(click.channel()).isEqualTo("C0WASTE");
    }

    /** So that a redelivery with a later signature decides the same. */
    @ParameterizedTest
    @CsvSource({
        "snooze, 1795523696.000100, 2026-12-01T12:00:00Z",
        "keep.1, 1795523696.000100, 2026-12-24T12:00:00Z",
        "snooze, '', 2026-12-01T12:00:00Z",
        "snooze, soon, 2026-12-01T12:00:00Z"
    })
    void shouldCountFromTheHourOfTheClick(String button, String clickedAt, Instant until) {
        assertThat(decision(read(payload(button, VALUE, clickedAt))).until()).isEqualTo(until);
    }

    @Test
    void shouldNotTakeAButtonThatIsNotOurs() {
        shouldBeMalformed(payload("approved", VALUE, ""), "action_id");
        shouldBeMalformed(payload("", VALUE, ""), "action_id");
    }

    @Test
    void shouldNotTakeAValueThatBindsToNothing() {
        shouldBeMalformed(payload("approve", without("plan"), ""), "plan");
        shouldBeMalformed(payload("approve", without("remedy"), ""), "remedy");
        shouldBeMalformed(payload("approve", without("finding"), ""), "finding");
    }

    @Test
    void shouldNotTakeSeveralClicksAtOnce() {
        Map<String, Object> payload = payload("approve", VALUE, "");
        Map<String, Object> twice = new HashMap<>(payload);
        List<Object> actions = List.copyOf((List<?>) payload.get("actions"));
        twice.put("actions", List.of(actions.get(0), actions.get(0)));

        shouldBeMalformed(twice, "one action");
    }

    @Test
    void shouldReadWhatIsToBeTakenBack() {
        Map<String, Object> value = new HashMap<>(VALUE);
        value.put("action", "act_1");

        assertThat(read(payload("undo.0", value, "")).command()).isEqualTo(new ClickCommand.Undo("act_1"));
        shouldBeMalformed(payload("undo.0", VALUE, ""), "action");
    }

    @Test
    void shouldReadTheReasonAndTheDayOfAForm() {
        ButtonClick click = read(form("keep", "  needed for the audit ", "2026-12-01"));

        assertThat(click.form()).isTrue();
        assertThat(click.channel()).isEqualTo("C0WASTE");
        assertThat(decision(click))
                .isEqualTo(new Decision(
                        Decision.Kind.KEEP, 2, PLAN, "needed for the audit", Instant.parse("2026-12-01T23:00:00Z")));
        assertThat(decision(read(form("reject", "no", null))).until()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "keep, '', 2026-12-01, reason",
        "keep, ' ', 2026-12-01, reason",
        "reject, '', , reason",
        "keep, why, , until",
        "keep, why, 2026-13-01, until",
        "keep, why, 2026-11-23, until"
    })
    void shouldSayWhichFieldOfAFormHasToBePutRight(String button, String reason, @Nullable String until, String field) {
        assertThatThrownBy(() -> read(form(button, reason, until)))
                .isInstanceOfSatisfying(
                        ReasonForm.InvalidInputException.class,
                        problem -> assertThat(problem.field()).isEqualTo(field));
    }

    @Test
    void shouldNotTakeAReasonWithoutEnd() {
        assertThatThrownBy(() -> read(form("reject", "x".repeat(501), null)))
                .isInstanceOf(ReasonForm.InvalidInputException.class);
    }

    @Test
    void shouldTakeFormsOfItsOwnAlone() {
        shouldBeMalformed(form("approve", "yes", null), "no known button");
        Map<String, Object> other = new HashMap<>(form("keep", "why", "2026-12-01"));
        other.put("view", Map.of("callback_id", "another"));
        shouldBeMalformed(other, "the form is unknown");
    }

    private static Map<String, Object> form(String button, String reason, @Nullable String until) {
        return SlackClick.reasonForm("U0ANNA", button, "C0WASTE", VALUE, reason, until);
    }

    private static Decision decision(ButtonClick click) {
        return ((ClickCommand.Decide) click.command()).decision();
    }

    private static Map<String, Object> without(String key) {
        Map<String, Object> value = new HashMap<>(VALUE);
        value.remove(key);
        return value;
    }

    private static Map<String, Object> payload(String button, Map<String, Object> value, String clickedAt) {
        return Map.of(
                "type", "block_actions",
                "user", Map.of("id", "U0ANNA"),
                "team", Map.of("id", "T0TEAM"),
                "channel", Map.of("id", "C0WASTE"),
                "response_url", "https://hooks.slack.com/actions/1",
                "actions", List.of(Map.of("action_id", button, "value", Json.text(value), "action_ts", clickedAt)));
    }

    private static void shouldBeMalformed(Map<String, Object> payload, String because) {
        assertThatThrownBy(() -> read(payload))
                .isInstanceOf(ClickParser.MalformedClickException.class)
                .hasMessageContaining(because);
    }

    private static ButtonClick read(Map<String, Object> payload) {
        return ClickParser.read(
                new SlackSignatureVerifier.SignedRequest(
                        "v0=", SENT, SlackClick.form(payload).getBytes(StandardCharsets.UTF_8)),
                ZONE);
    }
}
