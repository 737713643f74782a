package dev.gleaner.actuator.approval.slack.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The buttons of messages. */
public enum MessageButton {
    APPROVE,
    REJECT,
    SNOOZE,
    KEEP,
    UNDO,
    ASK;

    public static final Duration SNOOZED = Duration.ofDays(7);
    public static final Duration KEPT = Duration.ofDays(30);

    /** The {@code action_id} of the button for this remedy; ids are unique within a block. */
    String id(int remedy) {
        return text() + "." + remedy;
    }

    /** Name of the button in ids and forms. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the button of an {@code action_id}, whose name is before the first dot. */
    public static Optional<MessageButton> of(String actionId) {
        String name = actionId.split("\\.", 2)[0];
        return Arrays.stream(values())
                .filter(button -> button.text().equals(name))
                .findFirst();
    }

    /** Whether a form asks for the reason first, if forms can be opened. */
    public boolean asksForReason() {
        return this == REJECT || this == KEEP;
    }

    /**
     * Value of a button: all that a decision is bound to.
     *
     * @param plan hash of the plan that the message showed
     * @param round round of the proposal that the message shows, 0 if unknown
     * @param action the action to undo, for that button only
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Value(
            String finding,
            int remedy,
            String plan,
            int round,
            @Nullable String action) {

        public Value(String finding, int remedy, String plan, int round) {
            this(finding, remedy, plan, round, null);
        }
    }
}
