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

/** An exemption, and how much of it was published. One that ended before it began stays, and is in force at no time. */
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

    /** As everybody else reads it; empty when it is in force at no time. */
    public Optional<Exemption> exemption() {
        return until.isAfter(from)
                ? Optional.of(new Exemption(resource, rule, shortReason(), identity, from, until))
                : Optional.empty();
    }

    /** Reasons were not bounded once, and a record can be too large for its topic. */
    private String shortReason() {
        return reason.length() <= Decision.LONGEST_REASON
                ? reason
                : reason.substring(0, Decision.LONGEST_REASON - 1) + "…";
    }

    /** Whether all of it is in Kafka. */
    public boolean isPublished() {
        return published == version;
    }

    /** Record key of it, whether it is in force or not. */
    String topicKey() {
        return Exemption.prefix(resource) + rule + "|" + from;
    }

    boolean startsAt(Instant time) {
        return from.equals(time);
    }

    /** The same start, with another end or reason. */
    final void update(Exemption exemption) {
        this.reason = exemption.reason();
        this.identity = exemption.by();
        this.until = exemption.until();
        this.version++;
    }

    /** Is over at this hour, or never was. */
    void endAt(Instant hour) {
        this.until = hour.isAfter(from) ? hour : from;
        this.version++;
    }

    void markPublished() {
        this.published = this.version;
    }
}
