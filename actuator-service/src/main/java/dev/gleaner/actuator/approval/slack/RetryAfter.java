package dev.gleaner.actuator.approval.slack;

import java.time.Duration;
import java.util.Optional;

/** Reads how long Slack wants to be left alone. */
final class RetryAfter {

    static final int TOO_MANY = 429;
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** The header's seconds; half a minute when it does not say. */
    static Duration of(Optional<String> header) {
        try {
            Duration asked = header.map(text -> Duration.ofSeconds(Long.parseLong(text.strip())))
                    .orElse(USUAL);
            return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
        } catch (NumberFormatException | ArithmeticException e) {
            return USUAL;
        }
    }
}
