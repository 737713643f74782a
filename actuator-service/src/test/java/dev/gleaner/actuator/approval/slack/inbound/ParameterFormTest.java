package dev.gleaner.actuator.approval.slack.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.slack.api.model.block.InputBlock;
import com.slack.api.model.view.View;
import dev.gleaner.actuator.approval.slack.format.MessageButton;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.Decision;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The form in which an approver enters what a plan does not contain. */
class ParameterFormTest {

    private static final String PLAN = "sha256:" + "a".repeat(64);
    private static final MessageButton.Value VALUE =
            new MessageButton.Value("fnd_1", 1, PLAN, 3, null, List.of("hours", "zone"));

    @Test
    void shouldAskForWhatThePlanDoesNotContain() {
        View form = ParameterForm.render(click(), ZoneId.of("Europe/Berlin"));

        assertThat(form.getBlocks().stream()
                        .filter(InputBlock.class::isInstance)
                        .map(block -> ((InputBlock) block).getBlockId()))
                .containsExactly("hours", "zone");
        assertThat(Json.text(form.getBlocks())).contains("Europe/Berlin", "Mon-Fri 09:00-17:00");
        assertThat(form.getPrivateMetadata())
                .contains("\"C0WASTE\"", "approve", Json.text(VALUE))
                .hasSizeLessThanOrEqualTo(3000);
    }

    @Test
    void shouldApproveWithWhatWasEntered() {
        Decision decision = ParameterForm.decision(VALUE, fields("Mon-Fri 09:00-17:00", "Europe/Berlin"));

        assertThat(decision)
                .isEqualTo(new Decision(
                        Decision.Kind.APPROVE,
                        1,
                        PLAN,
                        null,
                        null,
                        Map.of("hours", "Mon-Fri 09:00-17:00", "zone", "Europe/Berlin")));
    }

    @Test
    void shouldLetTheApproverChangeTheProposedHours() {
        MessageButton.Value proposal = new MessageButton.Value(
                "fnd_1",
                1,
                PLAN,
                3,
                null,
                List.of("hours", "zone"),
                Map.of("hours", "Mon-Fri 14:00-22:00", "zone", "UTC"));

        assertThat(Json.text(ParameterForm.render(click(proposal), ZoneId.of("Europe/Berlin"))
                        .getBlocks()))
                .contains("\"initialValue\":\"Mon-Fri 14:00-22:00\"", "\"initialValue\":\"UTC\"", "Empty: as proposed")
                .doesNotContain("\"initialValue\":\"Europe/Berlin\"");
        assertThat(ParameterForm.decision(proposal, fields("Mon-Fri 14:00-22:00", "UTC"))
                        .parameters())
                .as("as proposed")
                .isEmpty();
        assertThat(ParameterForm.decision(proposal, fields("", "UTC")).parameters())
                .as("as proposed")
                .isEmpty();
        assertThat(ParameterForm.decision(proposal, fields("Mon-Fri 09:00-17:00", "America/New_York"))
                        .parameters())
                .isEqualTo(Map.of("hours", "Mon-Fri 09:00-17:00", "zone", "America/New_York"));
    }

    @Test
    void shouldTakeTheStatementAboutLocalData() {
        MessageButton.Value stop = new MessageButton.Value("fnd_1", 0, PLAN, 3, null, List.of("localData"));
        JsonNode ticked = Json.tree(Map.of(
                "localData", Map.of("localData", Map.of("selected_options", List.of(Map.of("value", "scratch"))))));
        JsonNode unticked = Json.tree(Map.of("localData", Map.of("localData", Map.of("selected_options", List.of()))));

        assertThat(Json.text(ParameterForm.render(click(stop), ZoneId.of("UTC")).getBlocks()))
                .contains("scratch and may be lost")
                .doesNotContain("Hours at which it runs");
        assertThat(ParameterForm.decision(stop, ticked).parameters()).isEqualTo(Map.of("localData", "scratch"));
        ReasonForm.InvalidInputException problem = catchThrowableOfType(
                ReasonForm.InvalidInputException.class, () -> ParameterForm.decision(stop, unticked));
        assertThat(problem.field()).isEqualTo("localData");
    }

    @Test
    void shouldShowAProblemAtItsField() {
        ReasonForm.InvalidInputException hours = catchThrowableOfType(
                ReasonForm.InvalidInputException.class,
                () -> ParameterForm.decision(VALUE, fields("always", "Europe/Berlin")));
        ReasonForm.InvalidInputException zone = catchThrowableOfType(
                ReasonForm.InvalidInputException.class,
                () -> ParameterForm.decision(VALUE, fields("Mon-Fri 09:00-17:00", "Berlin")));

        assertThat(hours.field()).isEqualTo("hours");
        assertThat(hours).hasMessageContaining("enter hours like 'Mon-Fri 09:00-17:00'");
        assertThat(zone.field()).isEqualTo("zone");
        assertThat(zone).hasMessageContaining("no time zone 'Berlin'");
    }

    @Test
    void shouldOpenForAnApprovalThatNeedsSomethingOnly() {
        assertThat(MessageButton.APPROVE.asks(VALUE)).isTrue();
        assertThat(MessageButton.APPROVE.asks(new MessageButton.Value("fnd_1", 1, PLAN, 3)))
                .isFalse();
        assertThat(MessageButton.SNOOZE.asks(VALUE)).isFalse();
    }

    private static JsonNode fields(String hours, String zone) {
        return Json.tree(Map.of(
                "hours", Map.of("hours", Map.of("value", hours)), "zone", Map.of("zone", Map.of("value", zone))));
    }

    private static ButtonClick click() {
        return click(VALUE);
    }

    private static ButtonClick click(MessageButton.Value value) {
        return new ButtonClick(
                "U0ANNA",
                "T0TEAM",
                "C0WASTE",
                MessageButton.APPROVE,
                value,
                ClickParser.command(MessageButton.APPROVE, value, Instant.EPOCH),
                false,
                Optional.of("1.2"),
                null);
    }
}
