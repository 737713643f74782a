package dev.gleaner.actuator.approval.slack.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a message is; a webhook does not tell. */
public record PostedMessage(Optional<String> channel, Optional<String> ts) {

    public static final PostedMessage UNKNOWN = of(null, null);

    public static PostedMessage of(@Nullable String channel, @Nullable String ts) {
        return new PostedMessage(Optional.ofNullable(channel), Optional.ofNullable(ts));
    }
}
