package dev.gleaner.actuator.approval.slack.client;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Slack did not do as asked, or nobody knows. */
public final class SlackCallException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Set<String> GONE =
            Set.of("message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed");
    private static final String TOO_MANY = "rate_limited";

    private final String code;
    private final boolean isCertain;
    private final boolean channelOnly;

    @SuppressWarnings("serial") // never serialised
    private final Optional<Duration> wait;

    private SlackCallException(String code, boolean isClear, boolean ofRoom, Optional<Duration> wait) {
        super("Slack: " + code);
        this.code = code;
        this.isCertain = isClear;
        this.channelOnly = ofRoom;
        this.wait = wait;
    }

    /** With Slack's word for it: nothing was done. */
    static SlackCallException of(String code) {
        return new SlackCallException(code, true, false, Optional.empty());
    }

    /** Whether it was done can't be told. */
    static SlackCallException outcomeUnknown(String code) {
        return new SlackCallException(code, false, false, Optional.empty());
    }

    /** Too much at once. */
    static SlackCallException rateLimited(Duration wait) {
        return new SlackCallException(TOO_MANY, true, false, Optional.of(wait));
    }

    /** Too much at once in one channel. */
    static SlackCallException channelRateLimited(Duration wait) {
        return new SlackCallException(TOO_MANY, true, true, Optional.of(wait));
    }

    /** Slack's word for what went wrong. */
    public String code() {
        return code;
    }

    /** Whether it surely did nothing. */
    public boolean isCertain() {
        return isCertain;
    }

    /** How long Slack wants to be left alone. */
    public Optional<Duration> pause() {
        return wait;
    }

    /** Whether only the channel wants to be left alone. */
    public boolean isChannelOnly() {
        return channelOnly;
    }

    /** Whether the message can never be changed or replied to again. */
    public boolean isGone() {
        return GONE.contains(code);
    }

    /** Reads how long Slack wants to be left alone. */
    static final class RetryAfter {

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
}
