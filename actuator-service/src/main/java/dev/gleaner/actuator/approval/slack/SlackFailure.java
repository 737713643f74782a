package dev.gleaner.actuator.approval.slack;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Slack did not do as asked, or nobody knows. */
final class SlackFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Set<String> GONE =
            Set.of("message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed");
    private static final String TOO_MANY = "rate_limited";

    private final String code;
    private final boolean isClear;
    private final boolean ofRoom;

    @SuppressWarnings("serial") // never serialised
    private final Optional<Duration> wait;

    private SlackFailure(String code, boolean isClear, boolean ofRoom, Optional<Duration> wait) {
        super("Slack: " + code);
        this.code = code;
        this.isClear = isClear;
        this.ofRoom = ofRoom;
        this.wait = wait;
    }

    /** With Slack's word for it: nothing was done. */
    static SlackFailure of(String code) {
        return new SlackFailure(code, true, false, Optional.empty());
    }

    /** Whether it was done can't be told. */
    static SlackFailure unclear(String code) {
        return new SlackFailure(code, false, false, Optional.empty());
    }

    /** Too much at once. */
    static SlackFailure tooMany(Duration wait) {
        return new SlackFailure(TOO_MANY, true, false, Optional.of(wait));
    }

    /** Too much at once in one channel. */
    static SlackFailure tooManyInRoom(Duration wait) {
        return new SlackFailure(TOO_MANY, true, true, Optional.of(wait));
    }

    /** Slack's word for what went wrong. */
    String code() {
        return code;
    }

    /** Whether it surely did nothing. */
    boolean isClear() {
        return isClear;
    }

    /** How long Slack wants to be left alone. */
    Optional<Duration> pause() {
        return wait;
    }

    /** Whether only the channel wants to be left alone. */
    boolean isOfRoom() {
        return ofRoom;
    }

    /** Whether the message can never be changed or replied to again. */
    boolean isGone() {
        return GONE.contains(code);
    }
}
