package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.aws.AwsClients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
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

    @Override
    public InputStream open(TrailFile file) throws IOException {
        try {
            return new ByteArrayInputStream(new TrailObjects(aws).bytes(new TrailObject(bucket, file)));
        } catch (SdkException e) {
            throw new IOException("can't get s3://" + bucket + "/" + file.path(), e);
        }
    }

    private TrailFile file(S3Object object) {
        return TrailObject.of(bucket, object.key(), object.eTag()).file();
    }
}
