package dev.gleaner.collector.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** A folder or a bucket, as configuration says. */
public final class FolderOrBucket {

    private FolderOrBucket() {}

    /**
     * What is made of the one that is set; nothing where none is.
     *
     * @param configuration the keys' beginning, for the error where both are set: under one name what is known of the one
     *     would be taken for the other's
     */
    public static <T> Optional<T> select(
            String configuration,
            Optional<Path> folder,
            Function<Path, T> ofFolder,
            Optional<URI> bucket,
            Function<URI, T> ofBucket) {
        if (folder.isPresent() && bucket.isPresent()) {
            throw new IllegalArgumentException("set %1$s.folder or %1$s.s3, not both".formatted(configuration));
        }
        return bucket.map(ofBucket).or(() -> folder.map(ofFolder));
    }
}
