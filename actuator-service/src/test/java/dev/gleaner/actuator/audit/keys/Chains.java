package dev.gleaner.actuator.audit.keys;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes chains in tests, with heads in them as the signer writes them. */
public final class Chains {

    public static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final List<AuditEntry> entries = new ArrayList<>();
    private SigningKey key;

    public Chains(SigningKey key) {
        this.key = key;
    }

    /** A chain of this many entries with a head after every fifth, and at the end. */
    public static Chains of(SigningKey key, int length) {
        Chains chain = new Chains(key);
        for (int i = 1; i < length; i++) {
            if (i % 5 == 0) {
                chain.sign();
            } else {
                chain.add(AuditEntry.Kind.PROPOSED, Map.of("round", i));
            }
        }
        return chain.sign();
    }

    public List<AuditEntry> entries() {
        return entries;
    }

    public AuditEntry last() {
        return entries.get(entries.size() - 1);
    }

    public Chains add(AuditEntry.Kind kind, Map<String, Object> detail) {
        return add(kind, "arn:aws:ec2:us-east-1:123456789012:instance/i-1", detail);
    }

    public Chains add(AuditEntry.Kind kind, String resource, Map<String, Object> detail) {
        long sequence = entries.size();
        String hash = entries.isEmpty() ? AuditEntry.GENESIS : last().hash();
        Instant at = START.plusSeconds(sequence);
        entries.add(AuditEntry.after(sequence, hash, at, "gleaner", kind, "fnd_1", resource, Json.tree(detail)));
        return this;
    }

    public Chains sign() {
        return add(head());
    }

    /** Signs with this key although it is not its turn. */
    public Chains signWith(SigningKey other) {
        return add(SignedHead.sign(last().sequence(), last().hash(), last().at(), other));
    }

    public Chains handOver(SigningKey next) {
        add(SignedHead.signHandover(last().sequence(), last().hash(), last().at(), key, next.verifyingKey()));
        key = next;
        return this;
    }

    public Chains add(SignedHead head) {
        Map<String, Object> detail = new LinkedHashMap<>();
        Json.tree(head).properties().forEach(field -> detail.put(field.getKey(), field.getValue()));
        return add(AuditEntry.Kind.HEAD, null, detail);
    }

    /** A head about the end. */
    public SignedHead head() {
        return SignedHead.sign(last().sequence(), last().hash(), last().at(), key);
    }

    /** As an export writes it. */
    public List<String> lines() {
        return entries.stream().map(Json::text).toList();
    }
}
