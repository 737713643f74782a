package dev.gleaner.actuator.approval.slack.client;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A call of Slack that failed, or whose outcome is unknown. */
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

    private SlackCallException(String code, boolean isCertain, boolean channelOnly, Optional<Duration> wait) {
        super("Slack: " + code);
        this.code = code;
        this.isCertain = isCertain;
        this.channelOnly = channelOnly;
        this.wait = wait;
    }

    /** An error code of Slack: nothing was done. */
    static SlackCallException of(String code) {
        return new SlackCallException(code, true, false, Optional.empty());
    }

    /** A failure after which Slack may have done what was requested. */
    static SlackCallException outcomeUnknown(String code) {
        return new SlackCallException(code, false, false, Optional.empty());
    }

    /** The rate limit of all of Slack. */
    static SlackCallException rateLimited(Duration wait) {
        return new SlackCallException(TOO_MANY, true, false, Optional.of(wait));
    }

    /** The rate limit of one channel. */
    static SlackCallException channelRateLimited(Duration wait) {
        return new SlackCallException(TOO_MANY, true, true, Optional.of(wait));
    }

    /** Slack's error code. */
    public String code() {
        return code;
    }

    /** Whether it is certain that Slack did nothing. */
    public boolean isCertain() {
        return isCertain;
    }

    /** The pause that Slack asked for. */
    public Optional<Duration> pause() {
        return wait;
    }

    /** Whether the pause applies only to the channel. */
    public boolean isChannelOnly() {
        return channelOnly;
    }

    /** Whether the message can't be updated or replied to any more. */
    public boolean isGone() {
        return GONE.contains(code);
    }

    /** Parses the {@code Retry-After} header. */
    static final class RetryAfter {

        static final int TOO_MANY = 429;
        private static final Duration USUAL = Duration.ofSeconds(30);
        private static final Duration LONGEST = Duration.ofHours(1);

        private RetryAfter() {}

        /** Returns the seconds of the header, at most an hour; half a minute if it is missing or invalid. */
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
