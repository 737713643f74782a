package dev.gleaner.collector.source.cloudtrail.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import java.time.Instant;
import java.util.Optional;

/** A CloudTrail record, whose fields are decoded on demand. Absent texts are empty. */
public final class CloudTrailRecord implements TrailParser.Entry {

    private final long number;
    private final JsonObjectView jsonObjectView;
    private final StringInterner stringInterner;
    private final Call call;

    CloudTrailRecord(long number, JsonObjectView jsonObjectView, StringInterner stringInterner) {
        this.number = number;
        this.jsonObjectView = jsonObjectView;
        this.stringInterner = stringInterner;
        this.call = new Call(
                jsonObjectView.text(RecordField.SOURCE, stringInterner),
                jsonObjectView.text(RecordField.NAME, stringInterner));
    }

    @Override
    public long number() {
        return number;
    }

    /** Service and name of the call. */
    public Call call() {
        return call;
    }

    public String source() {
        return call.source();
    }

    public String name() {
        return call.name();
    }

    public String region() {
        return jsonObjectView.text(RecordField.REGION, stringInterner);
    }

    public String eventId() {
        return jsonObjectView.text(RecordField.EVENT_ID);
    }

    public String errorCode() {
        return jsonObjectView.text(RecordField.ERROR_CODE, stringInterner);
    }

    /** Request id, which the caller received with the response. */
    public String requestId() {
        return jsonObjectView.text(RecordField.REQUEST_ID);
    }

    /** {@code true} or {@code false}; empty in older records. */
    public String readOnly() {
        return jsonObjectView.text(RecordField.READ_ONLY, stringInterner);
    }

    /** Whether the user agent contains the mark of Gleaner's own calls; S3 writes it in brackets. */
    public boolean isOwnCall() {
        return jsonObjectView.text(RecordField.USER_AGENT, stringInterner).contains(CloudTrailEcho.MARK);
    }

    /** Source address, in records of S3 only; it must not leave the collector. */
    public String address() {
        return ofStorage(RecordField.ADDRESS);
    }

    /** VPC endpoint of the call, in records of S3 only. */
    public String endpoint() {
        return ofStorage(RecordField.ENDPOINT);
    }

    private String ofStorage(RecordField field) {
        return source().equals(Call.STORAGE) ? jsonObjectView.text(field, stringInterner) : "";
    }

    /** Whether the call failed and therefore changed nothing. */
    public boolean hasFailed() {
        return !errorCode().isEmpty();
    }

    /** Time of the event; empty if it is absent or unreadable. */
    public Optional<Instant> instant() {
        Optional<Instant> plain = jsonObjectView.read(RecordField.TIME, EventTimeParser::plain);
        if (plain.isPresent()) {
            return plain;
        }
        String time = jsonObjectView.text(RecordField.TIME);
        return EventTimeParser.parse(time.isEmpty() ? jsonObjectView.text(RecordField.LOGSTASH_TIME) : time);
    }

    /** Excerpt for a dead letter. */
    public DeadLetterExcerpt excerpt() {
        return DeadLetterExcerpt.of(jsonObjectView.copy());
    }

    /** Event id; for a record without one, a hash of the record. */
    public String id() {
        String id = eventId();
        return id.isEmpty() ? Json.sha256(jsonObjectView.copy()) : id;
    }

    /**
     * The same in every record of this call: in the trails of the caller's and of the bucket owner's account, and in server access logs of
     * the bucket. S3 gives each request an id, which all of them contain.
     */
    public String callId() {
        if (!source().equals(Call.STORAGE)) {
            return id();
        }
        String request = requestId();
        String shared = request.isEmpty() ? jsonObjectView.text(RecordField.SHARED_EVENT_ID) : request;
        return shared.isEmpty() ? id() : shared;
    }

    /**
     * The account that received the record and owns the changed resource; the caller's account if the record names
     * none.
     */
    public String owner() {
        String account = jsonObjectView.text(RecordField.ACCOUNT, stringInterner);
        return account.isEmpty() ? jsonObjectView.text(RecordField.IDENTITY_ACCOUNT, stringInterner) : account;
    }

    /** Type of the identity. */
    public String identityType() {
        return jsonObjectView.text(RecordField.IDENTITY_TYPE, stringInterner);
    }

    /** ARN of the caller; it may contain a session name. */
    public String identityArn() {
        return jsonObjectView.text(RecordField.IDENTITY_ARN, stringInterner);
    }

    /** ARN of the role of the caller's session. */
    public String sessionIssuerArn() {
        return jsonObjectView.text(RecordField.SESSION_ISSUER_ARN, stringInterner);
    }

    /** The service that made the call on someone's behalf. */
    public String invokedBy() {
        return jsonObjectView.text(RecordField.IDENTITY_INVOKED_BY, stringInterner);
    }

    /** Bucket name. */
    public String bucket() {
        return jsonObjectView.text(RecordField.BUCKET, stringInterner);
    }

    /** Passes the bytes of the object key to the reader; no bytes if the record has no key. */
    public <T> T readKey(ByteReader<T> reader) {
        return jsonObjectView.read(RecordField.OBJECT_KEY, reader);
    }

    /** Bytes transferred in this direction; -1 if the record does not contain it. */
    public long bytes(TransferDirection transfer) {
        return jsonObjectView.wholeNumber(transfer.bytes());
    }

    /** Request parameters. */
    public JsonNode request() {
        return jsonObjectView.tree(RecordField.REQUEST);
    }

    /** Response elements. */
    public JsonNode response() {
        return jsonObjectView.tree(RecordField.RESPONSE);
    }

    /** Details of an event that a service generated itself. */
    public JsonNode details() {
        return jsonObjectView.tree(RecordField.DETAILS);
    }

    /** Interned strings of this file. */
    public StringInterner texts() {
        return stringInterner;
    }

    /** Converts bytes. */
    public interface ByteReader<T> {
        T read(byte[] bytes, int from, int to);
    }

    /** A call of AWS. The name alone is not unique. */
    public record Call(String source, String name) {

        private static final String DOMAIN = ".amazonaws.com";

        static final String STORAGE = "s3" + DOMAIN;

        /** A call of EC2. */
        public static Call ec2(String name) {
            return new Call("ec2" + DOMAIN, name);
        }

        /** A call of SageMaker. */
        public static Call sageMaker(String name) {
            return new Call("sagemaker" + DOMAIN, name);
        }

        /** A call of S3. */
        public static Call s3(String name) {
            return new Call(STORAGE, name);
        }
    }
}
