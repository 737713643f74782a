package dev.gleaner.actuator.approval.exemption;

import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Exemption;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** Row of table {@code exemption}. An exemption that ended before its start is never in force, but stays in the table. */
@Entity
@Table(name = "exemption")
public class ExemptionRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String resource;
    private String rule;

    @Column(name = "finding_id")
    private String findingId;

    private String reason;
    private String identity;

    @Column(name = "from_time")
    private Instant from;

    @Column(name = "until_time")
    private Instant until;

    private int version;
    private int published;

    protected ExemptionRow() {}

    static ExemptionRow of(String findingId, Exemption exemption) {
        ExemptionRow row = new ExemptionRow();
        row.findingId = findingId;
        row.resource = exemption.resource();
        row.rule = exemption.rule();
        row.from = exemption.from();
        row.update(exemption);
        return row;
    }

    public long id() {
        return id;
    }

    public String resource() {
        return resource;
    }

    public String findingId() {
        return findingId;
    }

    /** Returns the exemption to publish; empty if it is never in force. */
    public Optional<Exemption> exemption() {
        return until.isAfter(from)
                ? Optional.of(new Exemption(resource, rule, shortReason(), identity, from, until))
                : Optional.empty();
    }

    /** Truncates a long reason: older rows have no limit, and a record can be too large for the topic. */
    private String shortReason() {
        return reason.length() <= Decision.LONGEST_REASON
                ? reason
                : reason.substring(0, Decision.LONGEST_REASON - 1) + "…";
    }

    /** Whether the present version is published. */
    public boolean isPublished() {
        return published == version;
    }

    /** Key of the Kafka record. */
    String topicKey() {
        return Exemption.prefix(resource) + rule + "|" + from;
    }

    boolean startsAt(Instant time) {
        return from.equals(time);
    }

    /** Changes the end and the reason. */
    final void update(Exemption exemption) {
        this.reason = exemption.reason();
        this.identity = exemption.by();
        this.until = exemption.until();
        this.version++;
    }

    /** Ends the exemption at this hour, or at its start if that is later. */
    void endAt(Instant hour) {
        this.until = hour.isAfter(from) ? hour : from;
        this.version++;
    }

    void markPublished() {
        this.published = this.version;
    }
}
