package dev.gleaner.actuator.approval.slack;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a message is; a webhook does not tell. */
record Posted(Optional<String> channel, Optional<String> ts) {

    static final Posted SOMEWHERE = of(null, null);

    static Posted of(@Nullable String channel, @Nullable String ts) {
        return new Posted(Optional.ofNullable(channel), Optional.ofNullable(ts));
    }
}
