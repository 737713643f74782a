package dev.gleaner.collector.source.cloudtrail.record;

import java.util.Map;
import java.util.Optional;

/** Which way the bytes of an object went, and where its record tells how many. */
public enum ObjectTransfer {
    READ(RecordField.BYTES_READ),
    WRITE(RecordField.BYTES_WRITTEN);

    /**
     * The data events that move the bytes of an object between S3 and a caller. Copies are not among them: they stay in S3,
     * and their records tell no bytes.
     */
    private static final Map<CloudTrailRecord.Call, ObjectTransfer> BY_CALL = Map.of(
            CloudTrailRecord.Call.s3("GetObject"), READ,
            CloudTrailRecord.Call.s3("SelectObjectContent"), READ,
            CloudTrailRecord.Call.s3("PutObject"), WRITE,
            CloudTrailRecord.Call.s3("PostObject"), WRITE,
            CloudTrailRecord.Call.s3("UploadPart"), WRITE);

    private final RecordField bytes;

    ObjectTransfer(RecordField bytes) {
        this.bytes = bytes;
    }

    /** What a call moves; empty for calls that move no object. */
    public static Optional<ObjectTransfer> of(CloudTrailRecord record) {
        return Optional.ofNullable(BY_CALL.get(record.call()));
    }

    /** How many bytes: a whole number with or without a fraction of zero. */
    RecordField bytes() {
        return bytes;
    }
}
