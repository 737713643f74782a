package dev.gleaner.collector.objects;

import dev.gleaner.contracts.resource.Arn;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is published of the key of an object: its folders up to the fourth slash. */
public final class ObjectKeyPath {

    /** A bucket name, as opposed to the ARN or the alias of an access point. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9A-Z._-]{3,255}(?<!-s3alias)");

    /** Slashes of the folder below the prefix. */
    private static final int FOLDER_DEPTH = 3;

    private ObjectKeyPath() {}

    /** The ARN of a prefix; empty if the bucket is named otherwise than by its name. */
    public static Optional<String> resource(String bucket, String prefix) {
        return BUCKET.matcher(bucket).matches()
                ? Optional.of(Arn.prefix(bucket, prefix).toString())
                : Optional.empty();
    }

    /** The end of the prefix of a key, after its first slash; {@code from} if it has none. */
    public static int prefixEnd(byte[] key, int from, int to) {
        for (int at = from; at < to; at++) {
            if (key[at] == '/') {
                return at + 1;
            }
        }
        return from;
    }

    /**
     * The end of the folder of an object, which begins at the end of the prefix; the same place if the object lies in no folder below its
     * prefix.
     */
    public static int folderEnd(byte[] key, int from, int to) {
        int prefix = prefixEnd(key, from, to);
        int end = prefix;
        int slashes = 0;
        for (int at = from; at < to && slashes <= FOLDER_DEPTH; at++) {
            // A name with line breaks is a name of nothing to those who read signals.
            if (key[at] >= 0 && key[at] < ' ') {
                return prefix;
            }
            if (key[at] == '/') {
                end = at + 1;
                slashes++;
            }
        }
        return end;
    }
}
