package dev.gleaner.actuator.approval.slack;

import dev.gleaner.contracts.audit.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be clicked. */
enum Button {
    APPROVE,
    REJECT,
    SNOOZE,
    KEEP,
    UNDO,
    ASK;

    static final Duration SNOOZED = Duration.ofDays(7);
    static final Duration KEPT = Duration.ofDays(30);

    /** The {@code action_id} of the button for this remedy; ids are unique within a block. */
    String id(int remedy) {
        return text() + "." + remedy;
    }

    /** Its name where it is written. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The button of an {@code action_id}: what is before its first dot. */
    static Optional<Button> of(String actionId) {
        String name = actionId.split("\\.", 2)[0];
        return Arrays.stream(values())
                .filter(button -> button.text().equals(name))
                .findFirst();
    }

    /** Whether a form asks for the reason first, where forms can be opened. */
    boolean asksForReason() {
        return this == REJECT || this == KEEP;
    }

    /**
     * What a click on it means. Times count from the hour of the click, so that a double click and a redelivery decide
     * the same.
     */
    Wish wish(ButtonValue value, Instant clickedAt) {
        Instant hour = clickedAt.truncatedTo(ChronoUnit.HOURS);
        return switch (this) {
            case APPROVE -> decide(Decision.Kind.APPROVE, value, null, null);
            case REJECT -> decide(Decision.Kind.REJECT, value, null, null);
            case SNOOZE -> decide(Decision.Kind.SNOOZE, value, null, hour.plus(SNOOZED));
            case KEEP ->
                decide(Decision.Kind.KEEP, value, "kept for " + KEPT.toDays() + " days in Slack", hour.plus(KEPT));
            case UNDO -> new Wish.Undo(action(value));
            case ASK -> new Wish.Ask();
        };
    }

    private static Wish decide(
            Decision.Kind kind, ButtonValue value, @Nullable String reason, @Nullable Instant until) {
        return new Wish.Decide(new Decision(kind, value.remedy(), value.plan(), reason, until));
    }

    private static String action(ButtonValue value) {
        if (value.action() == null || value.action().isBlank()) {
            throw new MalformedClick("the value names no action");
        }
        return value.action();
    }
}
