package dev.gleaner.collector.source.cloudwatch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key that Firehose has to show. */
final class AccessKey {

    private final Optional<byte[]> key;

    AccessKey(Optional<String> key) {
        this.key = key.filter(text -> !text.isBlank()).map(AccessKey::bytes);
    }

    /** Whether it is the right one, in a time that does not tell how much of it is right. */
    boolean opens(@Nullable String shown) {
        return shown != null && key.isPresent() && MessageDigest.isEqual(key.get(), bytes(shown));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
