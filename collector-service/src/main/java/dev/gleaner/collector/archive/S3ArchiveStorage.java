package dev.gleaner.collector.archive;

import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkException;

/** An archive below a prefix of a bucket. S3 stores an object completely or not at all. */
final class S3ArchiveStorage implements ArchiveStorage {

    private final RateLimitedAwsClients aws;
    private final String bucket;
    private final String prefix;
    private final Path spool;

    S3ArchiveStorage(RateLimitedAwsClients aws, URI place, Path spool) {
        if (!"s3".equals(place.getScheme()) || place.getAuthority() == null) {
            throw new IllegalArgumentException("no s3://bucket/prefix: " + place);
        }
        this.aws = aws;
        this.bucket = place.getAuthority();
        String path = place.getPath().replaceFirst("^/", "");
        this.prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        this.spool = spool;
    }

    @Override
    public Path spoolFolder() throws IOException {
        return Files.createDirectories(spool);
    }

    @Override
    public void store(Path file, String path) throws IOException {
        try {
            AwsFutures.await(aws.s3()
                    .putObject(request -> request.bucket(bucket).key(prefix + path), AsyncRequestBody.fromFile(file)));
        } catch (SdkException e) {
            throw new IOException("can't put s3://" + bucket + "/" + prefix + path, e);
        }
        Files.delete(file);
    }
}
