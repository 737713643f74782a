package dev.gleaner.collector.source.cloudtrail.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The allow-list of what is read of a record, or of what else lies in a trail's files. Access keys and the names of sessions
 * are not among it.
 */
enum RecordField {
    VERSION("eventVersion"),
    TIME("eventTime"),
    /** Logstash moves the time here. */
    LOGSTASH_TIME("@timestamp"),
    SOURCE("eventSource"),
    NAME("eventName"),
    REGION("awsRegion"),
    EVENT_ID("eventID"),
    EVENT_TYPE("eventType"),
    ACCOUNT("recipientAccountId"),
    ERROR_CODE("errorCode"),
    USER_AGENT("userAgent"),
    REQUEST_ID("requestID"),
    READ_ONLY("readOnly"),
    ADDRESS("sourceIPAddress"),
    ENDPOINT("vpcEndpointId"),
    SHARED_EVENT_ID("sharedEventID"),
    IDENTITY("userIdentity"),
    IDENTITY_TYPE(IDENTITY, "type"),
    IDENTITY_ARN(IDENTITY, "arn"),
    IDENTITY_ACCOUNT(IDENTITY, "accountId"),
    IDENTITY_INVOKED_BY(IDENTITY, "invokedBy"),
    SESSION(IDENTITY, "sessionContext"),
    SESSION_ISSUER(SESSION, "sessionIssuer"),
    SESSION_ISSUER_ARN(SESSION_ISSUER, "arn"),
    REQUEST("requestParameters"),
    BUCKET(REQUEST, "bucketName"),
    OBJECT_KEY(REQUEST, "key"),
    RESPONSE("responseElements"),
    DETAILS("serviceEventDetails"),
    ADDITIONAL("additionalEventData"),
    BYTES_READ(ADDITIONAL, "bytesTransferredOut"),
    BYTES_WRITTEN(ADDITIONAL, "bytesTransferredIn"),
    /** Of insights only. */
    INSIGHT("insightDetails"),
    /** What EventBridge wraps. */
    WRAPPED("detail"),
    /** Of EventBridge's envelope: who sent the event. */
    SENDER("source"),
    /** Of EventBridge's envelope: the account that it is of. */
    SENDER_ACCOUNT("account"),
    /** A record as a text, in what is printed of the event history. */
    LOOKED_UP("CloudTrailEvent"),
    /** Of digests only. */
    DIGEST("digestStartTime");

    static final int COUNT = values().length;

    private final @Nullable RecordField parent;
    private final String json;

    RecordField(String json) {
        this(null, json);
    }

    RecordField(@Nullable RecordField parent, String json) {
        this.parent = parent;
        this.json = json;
    }

    /** The object of which this is a member; null for the record itself. */
    @Nullable
    RecordField parent() {
        return parent;
    }

    /** Its name, as in the JSON. */
    String json() {
        return json;
    }

    /** Its place among {@link #COUNT}. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    boolean isParent() {
        return Arrays.stream(values()).anyMatch(field -> field.parent == this);
    }
}
