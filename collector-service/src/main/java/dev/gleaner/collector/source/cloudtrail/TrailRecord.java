package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.publish.Found;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import java.time.Instant;
import java.util.Optional;

/**
 * One CloudTrail record: what somebody reads of it, made of its bytes when it is asked for. Absent texts are empty.
 */
final class TrailRecord implements Entry {

    private final long number;
    private final Members members;
    private final Texts texts;
    private final Call call;

    TrailRecord(long number, Members members, Texts texts) {
        this.number = number;
        this.members = members;
        this.texts = texts;
        this.call = new Call(members.text(Field.SOURCE, texts), members.text(Field.NAME, texts));
    }

    @Override
    public long number() {
        return number;
    }

    /** The service and the name of the call. */
    Call call() {
        return call;
    }

    String source() {
        return call.source();
    }

    String name() {
        return call.name();
    }

    String region() {
        return members.text(Field.REGION, texts);
    }

    String eventId() {
        return members.text(Field.EVENT_ID);
    }

    String errorCode() {
        return members.text(Field.ERROR_CODE, texts);
    }

    /** That the caller got with its answer. */
    String requestId() {
        return members.text(Field.REQUEST_ID);
    }

    /** {@code true} or {@code false}; older records do not say. */
    String readOnly() {
        return members.text(Field.READ_ONLY, texts);
    }

    /** Whether the user agent bears the mark of Gleaner's own calls; S3 puts it into brackets. */
    boolean marked() {
        return members.text(Field.USER_AGENT, texts).contains(CloudTrailEcho.MARK);
    }

    /** Address that called, of S3's records only; never to leave the collector. */
    String address() {
        return ofStorage(Field.ADDRESS);
    }

    /** VPC endpoint that the call came through, of S3's records only. */
    String endpoint() {
        return ofStorage(Field.ENDPOINT);
    }

    private String ofStorage(Field field) {
        return source().equals(Call.STORAGE) ? members.text(field, texts) : "";
    }

    /** Whether the call failed, so that nothing changed. */
    boolean failed() {
        return !errorCode().isEmpty();
    }

    /** When it happened; empty if the record does not say, or not so that anybody could tell. */
    Optional<Instant> instant() {
        Optional<Instant> plain = members.read(Field.TIME, EventTime::plain);
        if (plain.isPresent()) {
            return plain;
        }
        String time = members.text(Field.TIME);
        return EventTime.parse(time.isEmpty() ? members.text(Field.LOGSTASH_TIME) : time);
    }

    /** What a dead letter tells about it. */
    Found found() {
        return Found.of(members.copy());
    }

    /** The record's id; where it has none, one that the same record always gets. */
    String id() {
        String id = eventId();
        return id.isEmpty() ? Json.sha256(members.copy()) : id;
    }

    /**
     * The same in the trails of all accounts that tell of this call: of who called, and of whose bucket it was. Only S3's
     * records have more than one reader.
     */
    String idOfCall() {
        String shared = source().equals(Call.STORAGE) ? members.text(Field.SHARED_EVENT_ID) : "";
        return shared.isEmpty() ? id() : shared;
    }

    /** The account that got the record, which owns what was changed; the caller's, where the record names none. */
    String owner() {
        String account = members.text(Field.ACCOUNT, texts);
        return account.isEmpty() ? identity().text(IdentityField.ACCOUNT, texts) : account;
    }

    /** Who called. */
    Members identity() {
        return members.object(Field.IDENTITY, IdentityField.NAMES);
    }

    /** What was asked of an object. */
    Members object() {
        return members.object(Field.REQUEST, ObjectField.NAMES);
    }

    /** How many bytes went each way. */
    Members transfer() {
        return members.object(Field.ADDITIONAL, Transfer.NAMES);
    }

    /** What was asked for. */
    JsonNode request() {
        return members.tree(Field.REQUEST);
    }

    /** What was answered. */
    JsonNode response() {
        return members.tree(Field.RESPONSE);
    }

    /** What a service tells of its own accord. */
    JsonNode details() {
        return members.tree(Field.DETAILS);
    }

    /** What is made once of the bytes that come again in this file. */
    Texts texts() {
        return texts;
    }
}
