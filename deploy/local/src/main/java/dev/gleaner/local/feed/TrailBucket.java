package dev.gleaner.local.feed;

import dev.gleaner.local.estate.trail.TrailFile;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The bucket that a trail delivers into. */
final class TrailBucket {

    static final String NAME = "gleaner-trail";

    private static final String REGION = "us-east-1";

    private final AwsClients clients;
    private final ProgressLine progress;

    TrailBucket(AwsClients clients, ProgressLine progress) {
        this.clients = clients;
        this.progress = progress;
    }

    /** Creates the bucket and puts the files into it, oldest first. */
    void fill(List<TrailFile> files) {
        S3Client s3 = clients.s3(REGION);
        s3.createBucket(r -> r.bucket(NAME));
        int done = 0;
        for (TrailFile file : files) {
            s3.putObject(
                    r -> r.bucket(NAME)
                            .key(file.key())
                            .contentType("application/json")
                            .contentEncoding("gzip"),
                    RequestBody.fromBytes(file.bytes()));
            progress.part("trail", ++done, files.size());
        }
    }
}
