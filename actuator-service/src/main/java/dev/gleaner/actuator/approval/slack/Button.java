package dev.gleaner.actuator.approval.slack;

import dev.gleaner.contracts.decision.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be clicked. */
enum Button {
    APPROVE,
    REJECT,
    SNOOZE,
    KEEP;

    static final Duration SNOOZED = Duration.ofDays(7);
    static final Duration KEPT = Duration.ofDays(30);

    /** The {@code action_id} of the button for this remedy; ids are unique within a block. */
    String id(int remedy) {
        return name().toLowerCase(Locale.ROOT) + "." + remedy;
    }

    /** The button of an {@code action_id}: what is before its first dot. */
    static Optional<Button> of(String actionId) {
        String name = actionId.split("\\.", 2)[0];
        return Arrays.stream(values())
                .filter(button -> button.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /**
     * What a click on it decides. Times count from the hour of the click, so that a double click and a redelivery decide
     * the same.
     */
    Decision decision(ButtonValue value, Instant clickedAt) {
        Instant hour = clickedAt.truncatedTo(ChronoUnit.HOURS);
        return switch (this) {
            case APPROVE -> new Decision(Decision.Kind.APPROVE, value.remedy(), value.plan(), null, null);
            case REJECT -> new Decision(Decision.Kind.REJECT, value.remedy(), value.plan(), null, null);
            case SNOOZE -> new Decision(Decision.Kind.SNOOZE, value.remedy(), value.plan(), null, hour.plus(SNOOZED));
            case KEEP ->
                new Decision(
                        Decision.Kind.KEEP,
                        value.remedy(),
                        value.plan(),
                        "kept for " + KEPT.toDays() + " days in Slack",
                        hour.plus(KEPT));
        };
    }
}
