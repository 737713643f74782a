package dev.gleaner.collector.source.cloudtrail.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields that are read from records and from other entries of trail files. Access keys and session names are not
 * among them.
 */
enum RecordField {
    VERSION("eventVersion"),
    TIME("eventTime"),
    /** Logstash moves the time to this field. */
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
    /** In insight events only. */
    INSIGHT("insightDetails"),
    /** The record in an event of EventBridge. */
    WRAPPED("detail"),
    /** Sender, in the envelope of EventBridge. */
    SENDER("source"),
    /** Account, in the envelope of EventBridge. */
    SENDER_ACCOUNT("account"),
    /** The record as a text, in the output of LookupEvents. */
    LOOKED_UP("CloudTrailEvent"),
    /** In digests only. */
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

    /** The field that contains this one; null at the top level. */
    @Nullable
    RecordField parent() {
        return parent;
    }

    /** Name in JSON. */
    String json() {
        return json;
    }

    /** Index below {@link #COUNT}. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    boolean isParent() {
        return Arrays.stream(values()).anyMatch(field -> field.parent == this);
    }
}
