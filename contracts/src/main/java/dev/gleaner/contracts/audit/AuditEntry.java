package dev.gleaner.contracts.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit chain. {@code hash} is the SHA-256 of the RFC 8785 form of the entry without {@code hash};
 * {@code previous} is the hash of the entry before, {@link #GENESIS} for the first.
 *
 * @param sequence counts from 1 without gaps
 * @param at in microseconds, so that the value read from the database has the same hash
 * @param actor {@code user:NAME}, {@code policy:NAME} or {@code gleaner}
 * @param detail fields that depend on the kind
 */
public record AuditEntry(
        long sequence,
        String previous,
        String hash,
        Instant at,
        String actor,
        Kind kind,
        @Nullable String finding,
        @Nullable String resource,
        JsonNode detail) {

    /** CloudEvents type. */
    public static final String TYPE = "dev.gleaner.audit.v1";

    /** {@code previous} of the first entry. */
    public static final String GENESIS = "sha256:" + "0".repeat(64);

    /** What happened. */
    public enum Kind {
        @JsonProperty("finding-seen")
        FINDING_SEEN,
        @JsonProperty("proposed")
        PROPOSED,
        @JsonProperty("notified")
        NOTIFIED,
        @JsonProperty("decided")
        DECIDED,
        @JsonProperty("refused")
        REFUSED,
        @JsonProperty("claimed")
        CLAIMED,
        @JsonProperty("intent")
        INTENT,
        @JsonProperty("called")
        CALLED,
        @JsonProperty("observed")
        OBSERVED,
        @JsonProperty("undone")
        UNDONE,
        @JsonProperty("expired")
        EXPIRED,
        @JsonProperty("echoed")
        ECHOED,
        @JsonProperty("head")
        HEAD
    }

    /** Creates the entry after the one with this sequence and hash, and computes its hash. */
    public static AuditEntry after(
            long sequence,
            String hash,
            Instant at,
            String actor,
            Kind kind,
            @Nullable String finding,
            @Nullable String resource,
            JsonNode detail) {
        AuditEntry open = new AuditEntry(
                sequence + 1, hash, "", at.truncatedTo(ChronoUnit.MICROS), actor, kind, finding, resource, detail);
        return open.withHash(open.computedHash());
    }

    /** The hash that follows from all other fields. */
    public String computedHash() {
        ObjectNode tree = (ObjectNode) Json.tree(this);
        tree.remove("hash");
        return Json.canonicalHash(tree);
    }

    /** Whether this entry has its right hash and follows the one with this sequence and hash. */
    public boolean follows(long previousSequence, String previousHash) {
        return sequence == previousSequence + 1 && previous.equals(previousHash) && isWhole();
    }

    @JsonIgnore
    public boolean isWhole() {
        return hash.equals(computedHash());
    }

    private AuditEntry withHash(String computed) {
        return new AuditEntry(sequence, previous, computed, at, actor, kind, finding, resource, detail);
    }
}
