package dev.gleaner.actuator.approval.slack.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.slack.api.model.block.InputBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.OptionObject;
import com.slack.api.model.block.element.CheckboxesElement;
import com.slack.api.model.block.element.PlainTextInputElement;
import com.slack.api.model.view.View;
import dev.gleaner.actuator.action.instance.LocalDataLossConsent;
import dev.gleaner.actuator.action.schedule.ScheduleParameters;
import dev.gleaner.actuator.approval.ApprovalParameters;
import dev.gleaner.actuator.approval.DecisionNotAcceptedException;
import dev.gleaner.actuator.approval.slack.format.BlockFactory;
import dev.gleaner.actuator.approval.slack.format.MessageButton;
import dev.gleaner.actuator.approval.slack.format.MrkdwnText;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.contracts.audit.Decision;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The form in which an approver enters what a plan does not contain, as the hours of a schedule, or changes what it proposes.
 */
final class ParameterForm {

    /** The form's {@code callback_id}. */
    static final String ID = "gleaner_parameters";

    private ParameterForm() {}

    /**
     * Renders the form for a click.
     *
     * @param zone proposed time zone of hours
     */
    static View render(ButtonClick click, ZoneId zone) {
        List<LayoutBlock> fields = new ArrayList<>();
        fields.add(BlockFactory.context("About `" + MrkdwnText.escape(click.finding())
                + "`. What you enter becomes part of the plan that you approve."));
        if (click.value().asks(ScheduleParameters.HOURS)) {
            Optional<String> proposed = proposed(click.value(), ScheduleParameters.HOURS);
            fields.add(hours(proposed));
            fields.add(zone(proposed.flatMap(hours -> proposed(click.value(), ScheduleParameters.ZONE))
                    .orElse(zone.getId())));
        }
        if (click.value().asks(LocalDataLossConsent.NAME)) {
            fields.add(localData());
        }
        return DecisionForm.render(ID, "Approve", "Approve", click, fields);
    }

    /** Parses the approval of a submitted form; throws {@link ReasonForm.InvalidInputException} for a field to correct. */
    static Decision decision(MessageButton.Value value, JsonNode fields) {
        Map<String, String> entered = new TreeMap<>();
        if (value.asks(ScheduleParameters.HOURS)) {
            entered.putAll(hours(value, fields));
        }
        if (value.asks(LocalDataLossConsent.NAME)) {
            entered.put(LocalDataLossConsent.NAME, selected(fields, LocalDataLossConsent.NAME));
        }
        try {
            ApprovalParameters.parse(entered);
        } catch (DecisionNotAcceptedException problem) {
            throw new ReasonForm.InvalidInputException(
                    problem.parameter().orElse(field(value)), String.valueOf(problem.getMessage()));
        }
        return new Decision(Decision.Kind.APPROVE, value.remedy(), value.plan(), null, null, entered);
    }

    /** The entered hours and zone; empty if they are the proposed ones, or none where some are proposed. */
    private static Map<String, String> hours(MessageButton.Value value, JsonNode fields) {
        String hours = text(fields, ScheduleParameters.HOURS);
        String zone = text(fields, ScheduleParameters.ZONE);
        Optional<String> proposed = proposed(value, ScheduleParameters.HOURS);
        boolean isAsProposed = hours.isEmpty()
                || (proposed.equals(Optional.of(hours))
                        && proposed(value, ScheduleParameters.ZONE).equals(Optional.of(zone)));
        return proposed.isPresent() && isAsProposed
                ? Map.of()
                : Map.of(ScheduleParameters.HOURS, hours, ScheduleParameters.ZONE, zone);
    }

    /** What the remedy proposes for a parameter. */
    private static Optional<String> proposed(MessageButton.Value value, String name) {
        return Optional.ofNullable(value.proposed().get(name));
    }

    /** Id of the field at which a problem is shown. */
    static String field(MessageButton.Value value) {
        return value.asks().get(0);
    }

    private static String text(JsonNode fields, String name) {
        return fields.path(name).path(name).path("value").asText("").strip();
    }

    private static String selected(JsonNode fields, String name) {
        return fields.path(name)
                .path(name)
                .path("selected_options")
                .path(0)
                .path("value")
                .asText("");
    }

    private static LayoutBlock localData() {
        return InputBlock.builder()
                .blockId(LocalDataLossConsent.NAME)
                .label(BlockFactory.plain("Data on its instance-store volumes"))
                .hint(BlockFactory.plain("A stop loses it. The audit records who states this."))
                .element(CheckboxesElement.builder()
                        .actionId(LocalDataLossConsent.NAME)
                        .options(List.of(OptionObject.builder()
                                .text(BlockFactory.plain("Its local data is scratch and may be lost"))
                                .value(GleanerTagKeys.SCRATCH)
                                .build()))
                        .build())
                .build();
    }

    /** Hours that are too long for the field stay empty in it, which approves them as proposed. */
    private static LayoutBlock hours(Optional<String> proposed) {
        return InputBlock.builder()
                .blockId(ScheduleParameters.HOURS)
                .optional(proposed.isPresent())
                .label(BlockFactory.plain("Hours at which it runs"))
                .hint(BlockFactory.plain((proposed.isPresent() ? "Empty: as proposed. " : "")
                        + "Several are separated by commas; also daily 03:00-04:00"))
                .element(PlainTextInputElement.builder()
                        .actionId(ScheduleParameters.HOURS)
                        .placeholder(BlockFactory.plain(ScheduleParameters.EXAMPLE))
                        .initialValue(proposed.filter(hours -> hours.length() <= DecisionForm.MAX_LENGTH)
                                .orElse(null))
                        .maxLength(DecisionForm.MAX_LENGTH)
                        .build())
                .build();
    }

    private static LayoutBlock zone(String proposed) {
        return InputBlock.builder()
                .blockId(ScheduleParameters.ZONE)
                .optional(true)
                .label(BlockFactory.plain("Time zone"))
                .hint(BlockFactory.plain("An IANA name, as Europe/Berlin; UTC if empty"))
                .element(PlainTextInputElement.builder()
                        .actionId(ScheduleParameters.ZONE)
                        .initialValue(proposed)
                        .maxLength(DecisionForm.MAX_LENGTH)
                        .build())
                .build();
    }
}
