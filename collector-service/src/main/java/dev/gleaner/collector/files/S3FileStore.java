package dev.gleaner.collector.files;

import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.core.FileTransformerConfiguration;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A prefix of a bucket to which AWS delivers files. */
public final class S3FileStore implements FileStore {

    private final RateLimitedAwsClients aws;
    private final String bucket;
    private final String prefix;
    private final Predicate<StoredFile> wanted;
    private final Optional<Path> spool;

    /** A store at {@code s3://bucket/prefix} that lists only the files that match the predicate. */
    public S3FileStore(RateLimitedAwsClients aws, URI place, Predicate<StoredFile> wanted) {
        this(aws, place, wanted, Optional.empty());
    }

    /** The same with a spool folder: each object is copied to it while it is read, as it may not fit into memory. */
    public S3FileStore(RateLimitedAwsClients aws, URI place, Predicate<StoredFile> wanted, Optional<Path> spool) {
        if (!"s3".equals(place.getScheme()) || place.getAuthority() == null) {
            throw new IllegalArgumentException("no s3://bucket/prefix: " + place);
        }
        this.aws = aws;
        this.wanted = wanted;
        this.spool = spool;
        this.bucket = place.getAuthority();
        this.prefix = place.getPath().replaceFirst("^/", "");
    }

    @Override
    public String identity() {
        return "s3://" + bucket + "/" + prefix;
    }

    @Override
    public List<StoredFile> list() throws IOException {
        List<StoredFile> files = new ArrayList<>();
        try {
            AwsPaginator.forEachPage(
                    token -> aws.s3()
                            .listObjectsV2(request ->
                                    request.bucket(bucket).prefix(prefix).continuationToken(token)),
                    ListObjectsV2Response::nextContinuationToken,
                    page -> page.contents().forEach(object -> files.add(file(object))));
        } catch (SdkException e) {
            throw new IOException("can't list " + identity(), e);
        }
        return files.stream().filter(wanted).toList();
    }

    @Override
    public InputStream open(StoredFile file) throws IOException {
        try {
            return spool.isPresent()
                    ? copy(file, Files.createTempFile(spool.get(), "gleaner-", ".part"))
                    : new ByteArrayInputStream(bytes(aws, bucket, file.path()));
        } catch (SdkException e) {
            throw new IOException("can't get s3://" + bucket + "/" + file.path(), e);
        }
    }

    @Override
    public FileStore.FileContent readWithMetadata(StoredFile file) throws IOException {
        try {
            ResponseBytes<GetObjectResponse> answer = answer(aws, bucket, file.path());
            return new FileStore.FileContent(
                    answer.asByteArrayUnsafe(), answer.response().metadata());
        } catch (SdkException e) {
            throw new IOException("can't get s3://" + bucket + "/" + file.path(), e);
        }
    }

    @Override
    public Optional<String> address(StoredFile file) {
        return Optional.of(bucket + "/" + file.path());
    }

    private InputStream copy(StoredFile file, Path copy) throws IOException {
        try {
            AwsFutures.await(aws.s3()
                    .getObject(
                            request -> request.bucket(bucket).key(file.path()),
                            AsyncResponseTransformer.toFile(
                                    copy, FileTransformerConfiguration.defaultCreateOrReplaceExisting())));
            return Files.newInputStream(copy, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    /** Reads an object at once, so that the SDK can retry a broken download. Files of AWS have at most some 10 MB. */
    public static byte[] bytes(RateLimitedAwsClients aws, String bucket, String key) {
        return answer(aws, bucket, key).asByteArrayUnsafe();
    }

    private static ResponseBytes<GetObjectResponse> answer(RateLimitedAwsClients aws, String bucket, String key) {
        return AwsFutures.await(
                aws.s3().getObject(request -> request.bucket(bucket).key(key), AsyncResponseTransformer.toBytes()));
    }

    private static StoredFile file(S3Object object) {
        StoredFile file = StoredFile.of(object.key(), object.eTag(), object.lastModified());
        return object.size() == null ? file : file.withSize(object.size());
    }
}
