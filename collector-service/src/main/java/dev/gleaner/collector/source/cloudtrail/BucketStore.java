package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.aws.AwsClients;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A prefix of a bucket to which CloudTrail delivers. */
final class BucketStore implements TrailStore {

    private final AwsClients aws;
    private final String bucket;
    private final String prefix;

    /** A store at {@code s3://bucket/prefix}. */
    BucketStore(AwsClients aws, URI place) {
        if (!"s3".equals(place.getScheme()) || place.getAuthority() == null) {
            throw new IllegalArgumentException("collector.cloudtrail.s3 is no s3://bucket/prefix: " + place);
        }
        this.aws = aws;
        this.bucket = place.getAuthority();
        this.prefix = place.getPath().replaceFirst("^/", "");
    }

    @Override
    public String identity() {
        return "s3://" + bucket + "/" + prefix;
    }

    @Override
    public List<TrailFile> list() throws IOException {
        List<TrailFile> files = new ArrayList<>();
        try {
            Answer.of(aws.s3()
                    .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
                    .contents()
                    .subscribe(object -> files.add(file(object))));
        } catch (SdkException e) {
            throw new IOException("can't list " + identity(), e);
        }
        return files.stream().filter(TrailFile::isLog).toList();
    }

    /** Files are at most 50 MB: taken whole, so that the SDK can try again what breaks on the way. */
    @Override
    public InputStream open(TrailFile file) throws IOException {
        try {
            return Answer.of(aws.s3()
                            .getObject(
                                    request -> request.bucket(bucket).key(file.path()),
                                    AsyncResponseTransformer.toBytes()))
                    .asInputStream();
        } catch (SdkException e) {
            throw new IOException("can't get s3://" + bucket + "/" + file.path(), e);
        }
    }

    private static TrailFile file(S3Object object) {
        int slash = object.key().lastIndexOf('/') + 1;
        return new TrailFile(object.key().substring(0, slash), object.key().substring(slash), object.eTag());
    }
}
