package dev.gleaner.actuator.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** Row of table {@code audit_entry}. */
@Entity
@Immutable
@Table(name = "audit_entry")
public class AuditRow {

    @Id
    private long sequence;

    private String previous;
    private String hash;
    private Instant at;
    private String actor;
    private String kind;
    private String finding;
    private String resource;

    @Column(columnDefinition = "text")
    private String detail;

    @Column(name = "published_at", insertable = false, updatable = false)
    @SuppressWarnings("UnusedVariable") // read by queries
    private Instant publishedAt;

    protected AuditRow() {}

    AuditRow(AuditEntry entry) {
        this.sequence = entry.sequence();
        this.previous = entry.previous();
        this.hash = entry.hash();
        this.at = entry.at();
        this.actor = entry.actor();
        this.kind = Json.tree(entry.kind()).textValue();
        this.finding = entry.finding();
        this.resource = entry.resource();
        this.detail = Json.text(entry.detail());
    }

    /** Converts the row to an entry; throws a {@link RuntimeException} if the row was edited to something else. */
    public AuditEntry entry() {
        return new AuditEntry(
                sequence,
                previous,
                hash,
                at,
                actor,
                Json.mapper().convertValue(kind, AuditEntry.Kind.class),
                finding,
                resource,
                Json.readStrictly(detail, JsonNode.class));
    }

    public long sequence() {
        return sequence;
    }
}
