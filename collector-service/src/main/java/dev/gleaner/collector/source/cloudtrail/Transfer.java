package dev.gleaner.collector.source.cloudtrail;

import java.util.Map;
import java.util.Optional;

/** Which way the bytes of an object went, and where its record tells how many. */
enum Transfer implements Named {
    READ("bytesTransferredOut"),
    WRITE("bytesTransferredIn");

    /**
     * The data events that move the bytes of an object between S3 and a caller. Copies are not among them: they stay in S3,
     * and their records tell no bytes.
     */
    private static final Map<Call, Transfer> BY_CALL = Map.of(
            Call.s3("GetObject"), READ,
            Call.s3("SelectObjectContent"), READ,
            Call.s3("PutObject"), WRITE,
            Call.s3("PostObject"), WRITE,
            Call.s3("UploadPart"), WRITE);

    static final Names NAMES = new Names(values());

    private final String figure;

    Transfer(String figure) {
        this.figure = figure;
    }

    /** What a call moves; empty for calls that move no object. */
    static Optional<Transfer> of(TrailRecord record) {
        return Optional.ofNullable(BY_CALL.get(record.call()));
    }

    /** Of {@code additionalEventData}; a whole number with or without a fraction of zero. */
    @Override
    public String json() {
        return figure;
    }
}
