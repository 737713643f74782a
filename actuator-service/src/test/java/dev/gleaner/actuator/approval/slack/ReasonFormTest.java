package dev.gleaner.actuator.approval.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.block.InputBlock;
import com.slack.api.model.block.element.DatePickerElement;
import com.slack.api.model.view.View;
import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The form that asks why. */
class ReasonFormTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final ButtonValue VALUE = new ButtonValue("fnd_1", 0, "sha256:" + "a".repeat(64), 3);

    @Test
    void shouldCarryWhatTheDecisionIsBoundTo() {
        View form = ReasonForm.of(click(Button.KEEP), NOW, ZoneOffset.UTC);

        assertThat(form.getPrivateMetadata())
                .contains("\"C0WASTE\"", "keep", Json.text(VALUE))
                .hasSizeLessThanOrEqualTo(3000);
        assertThat(form.getTitle().getText()).hasSizeLessThanOrEqualTo(24);
    }

    @Test
    void shouldAskForADayOnlyWhereThereIsAnEnd() {
        assertThat(days(Button.KEEP)).isOne();
        assertThat(days(Button.REJECT)).isZero();
    }

    private static long days(Button button) {
        return ReasonForm.of(click(button), NOW, ZoneOffset.UTC).getBlocks().stream()
                .filter(InputBlock.class::isInstance)
                .filter(block -> ((InputBlock) block).getElement() instanceof DatePickerElement)
                .count();
    }

    private static Click click(Button button) {
        return new Click(
                "U0ANNA", "T0TEAM", "C0WASTE", button, VALUE, button.wish(VALUE, NOW), false, Optional.of("1.2"), null);
    }
}
