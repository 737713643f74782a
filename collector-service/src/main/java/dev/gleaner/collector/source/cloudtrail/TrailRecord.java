package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * One CloudTrail record: what every reader needs, and where the rest stands. Absent texts are empty.
 *
 * @param number place in its file, from 0
 * @param account that got the record, which owns what the call touched
 * @param address that called, of S3's records only; never to leave the collector
 * @param endpoint VPC endpoint that the call came through, of S3's records only
 * @param requestId that the caller got with its answer
 * @param readOnly {@code true} or {@code false}; older records do not say
 * @param marked whether the user agent bears the mark of Gleaner's own calls
 * @param sharedEventId of the same call in the trails of two accounts, of S3's records only
 */
@SuppressWarnings("ArrayRecordComponent") // one of millions; nobody compares them
record TrailRecord(
        long number,
        String version,
        String time,
        String source,
        String name,
        String region,
        String eventId,
        String account,
        String errorCode,
        String requestId,
        String readOnly,
        boolean marked,
        String address,
        String endpoint,
        String sharedEventId,
        byte[] bytes,
        Slice identitySlice,
        Slice requestSlice,
        Slice responseSlice,
        Slice detailsSlice,
        Slice additionalSlice)
        implements Entry {

    /** Whether the call failed, so that nothing changed. */
    boolean failed() {
        return !errorCode.isEmpty();
    }

    /** The source and the name: names alone are used by several services. */
    String call() {
        return source + " " + name;
    }

    /** When it happened; empty if the record does not say, or not so that anybody could tell. */
    Optional<Instant> instant() {
        return EventTime.parse(time);
    }

    /** The record's id; where it has none, one that the same record always gets. */
    String id() {
        return eventId.isEmpty() ? Json.sha256(bytes) : eventId;
    }

    /** The same in the trails of all accounts that tell of this call: of who called, and of whose bucket it was. */
    String idOfCall() {
        return sharedEventId.isEmpty() ? id() : sharedEventId;
    }

    /** The account that owns what was changed; the caller's, where the record names none. */
    String owner() {
        return account.isEmpty() ? identity().path("accountId").asText() : account;
    }

    /** Who called. */
    JsonNode identity() {
        return read(identitySlice);
    }

    /** What was asked for. */
    JsonNode request() {
        return read(requestSlice);
    }

    /** What was answered. */
    JsonNode response() {
        return read(responseSlice);
    }

    /** What a service tells of its own accord. */
    JsonNode details() {
        return read(detailsSlice);
    }

    /** What else there is to tell, of S3's records only. */
    JsonNode additional() {
        return read(additionalSlice);
    }

    private JsonNode read(Slice slice) {
        try {
            return slice.of(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
