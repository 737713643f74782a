package dev.gleaner.collector.source.cloudtrail.record;

import java.util.List;

/** What is read of the top level of a record, or of what else lies in a trail's files. */
enum RecordField implements JsonField {
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
    REQUEST("requestParameters"),
    RESPONSE("responseElements"),
    DETAILS("serviceEventDetails"),
    ADDITIONAL("additionalEventData"),
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

    /** As CloudTrail writes records; in any other order they are read all the same. */
    private static final List<String> ORDER = List.of(
            "eventVersion",
            "userIdentity",
            "eventTime",
            "eventSource",
            "eventName",
            "awsRegion",
            "sourceIPAddress",
            "userAgent",
            "errorCode",
            "errorMessage",
            "requestParameters",
            "responseElements",
            "additionalEventData",
            "requestID",
            "eventID",
            "readOnly",
            "resources",
            "eventType",
            "managementEvent",
            "recipientAccountId",
            "sharedEventID",
            "vpcEndpointId",
            "eventCategory");

    static final JsonFieldTable NAMES = new JsonFieldTable(ORDER, values());

    private final String json;

    RecordField(String json) {
        this.json = json;
    }

    @Override
    public String json() {
        return json;
    }
}
