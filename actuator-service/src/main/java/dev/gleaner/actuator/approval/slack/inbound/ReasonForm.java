package dev.gleaner.actuator.approval.slack.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.slack.api.model.block.InputBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.element.DatePickerElement;
import com.slack.api.model.block.element.PlainTextInputElement;
import com.slack.api.model.view.View;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.client.SlackConnection;
import dev.gleaner.actuator.approval.slack.format.BlockFactory;
import dev.gleaner.actuator.approval.slack.format.MessageButton;
import dev.gleaner.actuator.approval.slack.format.MrkdwnText;
import dev.gleaner.contracts.audit.Decision;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The form that asks for the reason of a rejection or exemption, and for the end of an exemption. A rejection has no end: a
 * new version of the finding asks again.
 */
final class ReasonForm {

    /** The form's {@code callback_id}. */
    static final String ID = "gleaner_reason";

    static final String REASON = "reason";
    static final String UNTIL = "until";

    private ReasonForm() {}

    /** Renders the form for a click at this time. */
    static View render(ButtonClick click, Instant now, ZoneId zone) {
        boolean keeps = click.button() == MessageButton.KEEP;
        List<LayoutBlock> fields = new ArrayList<>();
        fields.add(BlockFactory.context("About `" + MrkdwnText.escape(click.finding()) + "`"));
        fields.add(reason());
        if (keeps) {
            fields.add(until(LocalDate.ofInstant(now.plus(MessageButton.KEPT), zone)));
        }
        return DecisionForm.render(ID, keeps ? "Keep it as it is" : "Reject", keeps ? "Keep" : "Reject", click, fields);
    }

    /** Parses the decision of a submitted form; throws {@link InvalidInputException} for a field to correct. */
    static Decision decision(
            MessageButton button, MessageButton.Value value, JsonNode fields, Instant now, ZoneId zone) {
        String reason =
                fields.path(REASON).path(REASON).path("value").asText("").strip();
        if (reason.isEmpty()) {
            throw new InvalidInputException(REASON, "Say why.");
        }
        if (reason.length() > DecisionForm.MAX_LENGTH) {
            throw new InvalidInputException(REASON, DecisionForm.MAX_LENGTH + " characters at most.");
        }
        return button == MessageButton.KEEP
                ? new Decision(Decision.Kind.KEEP, value.remedy(), value.plan(), reason, until(fields, now, zone))
                : new Decision(Decision.Kind.REJECT, value.remedy(), value.plan(), reason, null);
    }

    /** The end of the chosen day. */
    private static Instant until(JsonNode fields, Instant now, ZoneId zone) {
        String date = fields.path(UNTIL).path(UNTIL).path("selected_date").asText("");
        try {
            Instant end = LocalDate.parse(date).plusDays(1).atStartOfDay(zone).toInstant();
            if (!end.isAfter(now)) {
                throw new InvalidInputException(UNTIL, "It has to be in the future.");
            }
            return end;
        } catch (DateTimeException e) {
            throw new InvalidInputException(UNTIL, "Choose a day.");
        }
    }

    private static LayoutBlock reason() {
        return InputBlock.builder()
                .blockId(REASON)
                .label(BlockFactory.plain("Why?"))
                .element(PlainTextInputElement.builder()
                        .actionId(REASON)
                        .multiline(true)
                        .maxLength(DecisionForm.MAX_LENGTH)
                        .build())
                .build();
    }

    private static LayoutBlock until(LocalDate proposed) {
        return InputBlock.builder()
                .blockId(UNTIL)
                .label(BlockFactory.plain("Until the end of"))
                .element(DatePickerElement.builder()
                        .actionId(UNTIL)
                        .initialDate(proposed.toString())
                        .build())
                .build();
    }

    /** The value of a form field that has to be corrected. */
    static final class InvalidInputException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String field;

        InvalidInputException(String field, String text) {
            super(text);
            this.field = field;
        }

        /** Id of the field. */
        String field() {
            return field;
        }
    }

    /** Opens the form if there is a bot; without one the buttons decide at once. */
    @ApplicationScoped
    static class Opener {

        private final SlackConnection connection;
        private final ClickProcessor.ClickAuthorizer approvers;
        private final ZoneId zone;

        Opener(SlackConnection connection, ClickProcessor.ClickAuthorizer approvers, SlackConfig config) {
            this.connection = connection;
            this.approvers = approvers;
            this.zone = config.zone();
        }

        /** Whether the click opens the form. It does not for people who may not decide. */
        boolean isFor(ButtonClick click) {
            return !click.form()
                    && click.button().asks(click.value())
                    && click.trigger().isPresent()
                    && connection.api().isPresent()
                    && approvers.isAllowed(click);
        }

        /** Time zone of the dates that people choose. */
        ZoneId zone() {
            return zone;
        }

        private View form(ButtonClick click, Instant now) {
            return click.button().asksForReason()
                    ? ReasonForm.render(click, now, zone)
                    : ParameterForm.render(click, zone);
        }

        /** Opens the form and returns whether that succeeded. A redelivered click opens no second form: its trigger is used. */
        Uni<Boolean> open(ButtonClick click, Instant now) {
            return connection
                    .api()
                    .orElseThrow()
                    .call(methods -> methods.viewsOpen(open ->
                            open.triggerId(click.trigger().orElseThrow()).view(form(click, now))))
                    .replaceWith(true)
                    .onFailure(SlackCallException.class)
                    .recoverWithItem(failure -> {
                        Log.warnf("A form can't be opened: %s", failure.getMessage());
                        return false;
                    });
        }
    }
}
