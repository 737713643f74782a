package dev.gleaner.actuator.approval.slack.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Position of a message in Slack; a webhook does not return it. */
public record PostedMessage(Optional<String> channel, Optional<String> ts) {

    /** A message that is not posted, or whose position is unknown. */
    public static final PostedMessage UNKNOWN = of(null, null);

    public static PostedMessage of(@Nullable String channel, @Nullable String ts) {
        return new PostedMessage(Optional.ofNullable(channel), Optional.ofNullable(ts));
    }
}
