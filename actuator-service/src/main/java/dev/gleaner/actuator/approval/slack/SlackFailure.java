package dev.gleaner.actuator.approval.slack;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Slack did not do as asked. */
final class SlackFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Set<String> GONE = Set.of("message_not_found", "cant_update_message", "edit_window_closed");

    private final String code;

    @SuppressWarnings("serial") // never serialised
    private final Optional<Duration> wait;

    private SlackFailure(String code, Optional<Duration> wait) {
        super("Slack: " + code);
        this.code = code;
        this.wait = wait;
    }

    /** With Slack's word for it. */
    static SlackFailure of(String code) {
        return new SlackFailure(code, Optional.empty());
    }

    /** Too much at once. */
    static SlackFailure tooMany(Duration wait) {
        return new SlackFailure("rate_limited", Optional.of(wait));
    }

    /** Slack's word for what went wrong. */
    String code() {
        return code;
    }

    /** How long Slack wants to be left alone. */
    Optional<Duration> pause() {
        return wait;
    }

    /** Whether the message can never be changed again. */
    boolean isGone() {
        return GONE.contains(code);
    }
}
