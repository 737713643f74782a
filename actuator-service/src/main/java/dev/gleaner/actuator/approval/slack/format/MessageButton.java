package dev.gleaner.actuator.approval.slack.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** Whether a form asks for something first, if forms can be opened. */
    public boolean asks(Value value) {
        return asksForReason() || (this == APPROVE && !value.asks().isEmpty());
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
     * @param asks names of the parameters that the approver enters in a form; absent if the plan takes none
     * @param proposed what the remedy proposes for these parameters, by name; absent if it proposes nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Value(
            String finding,
            int remedy,
            String plan,
            int round,
            @Nullable String action,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> asks,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> proposed) {

        public Value {
            asks = List.copyOf(asks);
            proposed = Map.copyOf(proposed);
        }

        public Value(String finding, int remedy, String plan, int round, @Nullable String action, List<String> asks) {
            this(finding, remedy, plan, round, action, asks, Map.of());
        }

        public Value(String finding, int remedy, String plan, int round, @Nullable String action) {
            this(finding, remedy, plan, round, action, List.of());
        }

        public Value(String finding, int remedy, String plan, int round) {
            this(finding, remedy, plan, round, null);
        }

        /** Whether the approver enters this parameter. */
        public boolean asks(String parameter) {
            return asks.contains(parameter);
        }
    }
}
