package dev.gleaner.collector.source.cloudtrail.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import java.time.Instant;
import java.util.Optional;

/**
 * One CloudTrail record: what somebody reads of it, made of its bytes when it is asked for. Absent texts are empty.
 */
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

    /** The service and the name of the call. */
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

    /** That the caller got with its answer. */
    public String requestId() {
        return jsonObjectView.text(RecordField.REQUEST_ID);
    }

    /** {@code true} or {@code false}; older records do not say. */
    public String readOnly() {
        return jsonObjectView.text(RecordField.READ_ONLY, stringInterner);
    }

    /** Whether the user agent bears the mark of Gleaner's own calls; S3 puts it into brackets. */
    public boolean isOwnCall() {
        return jsonObjectView.text(RecordField.USER_AGENT, stringInterner).contains(CloudTrailEcho.MARK);
    }

    /** Address that called, of S3's records only; never to leave the collector. */
    public String address() {
        return ofStorage(RecordField.ADDRESS);
    }

    /** VPC endpoint that the call came through, of S3's records only. */
    public String endpoint() {
        return ofStorage(RecordField.ENDPOINT);
    }

    private String ofStorage(RecordField field) {
        return source().equals(Call.STORAGE) ? jsonObjectView.text(field, stringInterner) : "";
    }

    /** Whether the call failed, so that nothing changed. */
    public boolean hasFailed() {
        return !errorCode().isEmpty();
    }

    /** When it happened; empty if the record does not say, or not so that anybody could tell. */
    public Optional<Instant> instant() {
        Optional<Instant> plain = jsonObjectView.read(RecordField.TIME, EventTimeParser::plain);
        if (plain.isPresent()) {
            return plain;
        }
        String time = jsonObjectView.text(RecordField.TIME);
        return EventTimeParser.parse(time.isEmpty() ? jsonObjectView.text(RecordField.LOGSTASH_TIME) : time);
    }

    /** What a dead letter tells about it. */
    public DeadLetterExcerpt excerpt() {
        return DeadLetterExcerpt.of(jsonObjectView.copy());
    }

    /** The record's id; where it has none, one that the same record always gets. */
    public String id() {
        String id = eventId();
        return id.isEmpty() ? Json.sha256(jsonObjectView.copy()) : id;
    }

    /**
     * The same in the trails of all accounts that tell of this call: of who called, and of whose bucket it was. Only S3's
     * records have more than one reader.
     */
    public String callId() {
        String shared = source().equals(Call.STORAGE) ? jsonObjectView.text(RecordField.SHARED_EVENT_ID) : "";
        return shared.isEmpty() ? id() : shared;
    }

    /** The account that got the record, which owns what was changed; the caller's, where the record names none. */
    public String owner() {
        String account = jsonObjectView.text(RecordField.ACCOUNT, stringInterner);
        return account.isEmpty() ? jsonObjectView.text(RecordField.IDENTITY_ACCOUNT, stringInterner) : account;
    }

    /** What kind of identity called. */
    public String identityType() {
        return jsonObjectView.text(RecordField.IDENTITY_TYPE, stringInterner);
    }

    /** Of who called; it may have the name of a session. */
    public String identityArn() {
        return jsonObjectView.text(RecordField.IDENTITY_ARN, stringInterner);
    }

    /** The role of which somebody had a session. */
    public String sessionIssuerArn() {
        return jsonObjectView.text(RecordField.SESSION_ISSUER_ARN, stringInterner);
    }

    /** The service that called for somebody. */
    public String invokedBy() {
        return jsonObjectView.text(RecordField.IDENTITY_INVOKED_BY, stringInterner);
    }

    /** The bucket that was asked. */
    public String bucket() {
        return jsonObjectView.text(RecordField.BUCKET, stringInterner);
    }

    /** Hands over the bytes of the key of the object that was asked for; none, where the record has no key. */
    public <T> T readKey(ByteReader<T> reader) {
        return jsonObjectView.read(RecordField.OBJECT_KEY, reader);
    }

    /** How many bytes went this way; -1 where the record does not say. */
    public long bytes(ObjectTransfer transfer) {
        return jsonObjectView.wholeNumber(transfer.bytes());
    }

    /** What was asked for. */
    public JsonNode request() {
        return jsonObjectView.tree(RecordField.REQUEST);
    }

    /** What was answered. */
    public JsonNode response() {
        return jsonObjectView.tree(RecordField.RESPONSE);
    }

    /** What a service tells of its own accord. */
    public JsonNode details() {
        return jsonObjectView.tree(RecordField.DETAILS);
    }

    /** What is made once of the bytes that come again in this file. */
    public StringInterner texts() {
        return stringInterner;
    }

    /** Makes something of bytes. */
    public interface ByteReader<T> {
        T read(byte[] bytes, int from, int to);
    }

    /** A call of AWS: names alone are used by several services. */
    public record Call(String source, String name) {

        private static final String DOMAIN = ".amazonaws.com";

        static final String STORAGE = "s3" + DOMAIN;

        /** A call of EC2. */
        public static Call ec2(String name) {
            return new Call("ec2" + DOMAIN, name);
        }

        /** A call of S3. */
        public static Call s3(String name) {
            return new Call(STORAGE, name);
        }
    }
}
