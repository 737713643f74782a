package dev.gleaner.collector.files;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Selects the configured folder or bucket. */
public final class FolderOrBucket {

    private FolderOrBucket() {}

    /**
     * Builds an object for the folder or for the bucket, whichever is configured; empty if neither is.
     *
     * @param configuration prefix of the configuration keys, for the error if both are set: their checkpoints have the
     *     same source name and would be confused
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

    /**
     * The store of a source.
     *
     * @param wanted the files that are listed
     * @param spool where an object is copied while it is read; absent for objects that fit into memory
     */
    public static Optional<FileStore> store(
            String configuration,
            Optional<Path> folder,
            Optional<URI> bucket,
            Predicate<StoredFile> wanted,
            RateLimitedAwsClients aws,
            Optional<Path> spool) {
        return select(
                configuration,
                folder,
                path -> new FolderFileStore(path, wanted),
                bucket,
                prefix -> new S3FileStore(aws, prefix, wanted, spool));
    }
}
