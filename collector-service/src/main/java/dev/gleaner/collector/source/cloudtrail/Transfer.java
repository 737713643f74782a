package dev.gleaner.collector.source.cloudtrail;

import java.util.Map;
import java.util.Optional;

/** Which way the bytes of an object went, and where its record tells how many. */
enum Transfer {
    READ("bytesTransferredOut"),
    WRITE("bytesTransferredIn");

    /**
     * The data events that move the bytes of an object between S3 and a caller. Copies are not among them: they stay in S3,
     * and their records tell no bytes.
     */
    private static final Map<String, Transfer> BY_CALL = Map.of(
            "s3.amazonaws.com GetObject", READ,
            "s3.amazonaws.com SelectObjectContent", READ,
            "s3.amazonaws.com PutObject", WRITE,
            "s3.amazonaws.com PostObject", WRITE,
            "s3.amazonaws.com UploadPart", WRITE);

    private final String figure;

    Transfer(String figure) {
        this.figure = figure;
    }

    /** What a call moves; empty for calls that move no object. */
    static Optional<Transfer> of(TrailRecord record) {
        return Optional.ofNullable(BY_CALL.get(record.call()));
    }

    /** Field of {@code additionalEventData}; a whole number with or without a fraction of zero. */
    String figure() {
        return figure;
    }
}
