package dev.gleaner.actuator.approval.slack.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.block.InputBlock;
import com.slack.api.model.block.element.DatePickerElement;
import com.slack.api.model.view.View;
import dev.gleaner.actuator.approval.slack.format.MessageButton;
import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The form that asks why. */
class ReasonFormTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final MessageButton.Value VALUE = new MessageButton.Value("fnd_1", 0, "sha256:" + "a".repeat(64), 3);

    @Test
    void shouldCarryWhatTheDecisionIsBoundTo() {
        View form = ReasonForm.render(click(MessageButton.KEEP), NOW, ZoneOffset.UTC);

        assertThat(form.getPrivateMetadata())
                .contains("\"C0WASTE\"", "keep", Json.text(VALUE))
                .hasSizeLessThanOrEqualTo(3000);
        assertThat(form.getTitle().getText()).hasSizeLessThanOrEqualTo(24);
    }

    @Test
    void shouldAskForADayOnlyWhereThereIsAnEnd() {
        assertThat(days(MessageButton.KEEP)).isOne();
        assertThat(days(MessageButton.REJECT)).isZero();
    }

    private static long days(MessageButton button) {
        return ReasonForm.render(click(button), NOW, ZoneOffset.UTC).getBlocks().stream()
                .filter(InputBlock.class::isInstance)
                .filter(block -> ((InputBlock) block).getElement() instanceof DatePickerElement)
                .count();
    }

    private static ButtonClick click(MessageButton button) {
        return new ButtonClick(
                "U0ANNA",
                "T0TEAM",
                "C0WASTE",
                button,
                VALUE,
                ClickParser.command(button, VALUE, NOW),
                false,
                Optional.of("1.2"),
                null);
    }
}
