package dev.gleaner.collector.source.cloudtrail.record;

import java.util.Map;
import java.util.Optional;

/** Direction of an object transfer, with the field that contains its bytes. */
public enum TransferDirection {
    READ(RecordField.BYTES_READ),
    WRITE(RecordField.BYTES_WRITTEN);

    /**
     * Data events that transfer objects between S3 and a caller. Copies are not included: they stay in S3, and their
     * records contain no number of bytes.
     */
    private static final Map<CloudTrailRecord.Call, TransferDirection> BY_CALL = Map.of(
            CloudTrailRecord.Call.s3("GetObject"), READ,
            CloudTrailRecord.Call.s3("SelectObjectContent"), READ,
            CloudTrailRecord.Call.s3("PutObject"), WRITE,
            CloudTrailRecord.Call.s3("PostObject"), WRITE,
            CloudTrailRecord.Call.s3("UploadPart"), WRITE);

    private final RecordField bytes;

    TransferDirection(RecordField bytes) {
        this.bytes = bytes;
    }

    /** Direction of a call; empty for calls that transfer no object. */
    public static Optional<TransferDirection> of(CloudTrailRecord record) {
        return Optional.ofNullable(BY_CALL.get(record.call()));
    }

    /** The field with the number of bytes, which may be written with a fraction of zero. */
    RecordField bytes() {
        return bytes;
    }
}
