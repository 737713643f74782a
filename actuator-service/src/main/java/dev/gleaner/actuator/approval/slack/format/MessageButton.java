package dev.gleaner.actuator.approval.slack.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.actuator.approval.slack.inbound.ClickCommand;
import dev.gleaner.actuator.approval.slack.inbound.ClickParser;
import dev.gleaner.contracts.audit.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be clicked. */
public enum MessageButton {
    APPROVE,
    REJECT,
    SNOOZE,
    KEEP,
    UNDO,
    ASK;

    static final Duration SNOOZED = Duration.ofDays(7);
    public static final Duration KEPT = Duration.ofDays(30);

    /** The {@code action_id} of the button for this remedy; ids are unique within a block. */
    String id(int remedy) {
        return text() + "." + remedy;
    }

    /** Its name where it is written. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The button of an {@code action_id}: what is before its first dot. */
    public static Optional<MessageButton> of(String actionId) {
        String name = actionId.split("\\.", 2)[0];
        return Arrays.stream(values())
                .filter(button -> button.text().equals(name))
                .findFirst();
    }

    /** Whether a form asks for the reason first, where forms can be opened. */
    public boolean asksForReason() {
        return this == REJECT || this == KEEP;
    }

    /**
     * What a click on it means. Times count from the hour of the click, so that a double click and a redelivery decide
     * the same.
     */
    public ClickCommand toCommand(Value value, Instant clickedAt) {
        Instant hour = clickedAt.truncatedTo(ChronoUnit.HOURS);
        return switch (this) {
            case APPROVE -> decide(Decision.Kind.APPROVE, value, null, null);
            case REJECT -> decide(Decision.Kind.REJECT, value, null, null);
            case SNOOZE -> decide(Decision.Kind.SNOOZE, value, null, hour.plus(SNOOZED));
            case KEEP ->
                decide(Decision.Kind.KEEP, value, "kept for " + KEPT.toDays() + " days in Slack", hour.plus(KEPT));
            case UNDO -> new ClickCommand.Undo(action(value));
            case ASK -> new ClickCommand.Ask();
        };
    }

    private static ClickCommand decide(
            Decision.Kind kind, Value value, @Nullable String reason, @Nullable Instant until) {
        return new ClickCommand.Decide(new Decision(kind, value.remedy(), value.plan(), reason, until));
    }

    private static String action(Value value) {
        if (value.action() == null || value.action().isBlank()) {
            throw new ClickParser.MalformedClickException("the value names no action");
        }
        return value.action();
    }

    /**
     * What a button carries: all that a decision is bound to.
     *
     * @param plan hash of the plan that the message showed
     * @param round of the proposal that the message is about, 0 when not told
     * @param action to be taken back, on such a button alone
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
