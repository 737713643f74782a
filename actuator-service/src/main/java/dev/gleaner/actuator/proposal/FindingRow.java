package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.actuator.guard.GuardPreview;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Row of table {@code finding}: the newest version of a finding, with the evidence and the saving of its newest confirmation. Document and
 * amount are updated by queries alone, since a confirmation may change them between the reading and the writing of the row.
 */
@Entity
@Table(name = "finding")
@SuppressWarnings("UnusedVariable") // some columns are read by queries alone
public class FindingRow {

    @Id
    private String id;

    private int version;
    private int revision;
    private String rule;
    private int step;
    private String status;
    private String target;
    private String resource;

    @Column(name = "opened_at")
    private Instant openedAt;

    @Column(updatable = false)
    private BigDecimal monthly;

    @Column(name = "effort_minutes")
    private int effortMinutes;

    @Column(columnDefinition = "text", updatable = false)
    private String document;

    private String plan;

    private boolean exempt;

    @Column(name = "guard_preview", columnDefinition = "text")
    private String guardPreview;

    protected FindingRow() {}

    FindingRow(Finding finding, String document) {
        this.id = finding.id();
        update(finding, document);
    }

    public String id() {
        return id;
    }

    public int version() {
        return version;
    }

    /** Whether a finding of the same id is not newer than this row. */
    boolean isAsNewAs(Finding other) {
        return version > other.version() || (version == other.version() && revision >= other.revision());
    }

    public String target() {
        return target;
    }

    /** Hash of the plan; empty while there is none. */
    public Optional<String> plan() {
        return Optional.ofNullable(plan);
    }

    /** What the guards would object to its plan when they were last evaluated; empty without a plan. */
    Optional<GuardPreview> guardPreview() {
        return Optional.ofNullable(guardPreview).map(json -> Json.read(json, GuardPreview.class));
    }

    /** Whether the finding needs a decision: it is open and not exempt. */
    public boolean isOpen() {
        return status.equals(text(Finding.Status.OPEN)) && !exempt;
    }

    public Finding finding() {
        return Json.read(document, Finding.class);
    }

    /** The finding as it was received and last confirmed, including unknown fields. */
    public ObjectNode document() {
        return Json.read(document, ObjectNode.class);
    }

    /** The columns that a query updates, as {@link FindingRepository#updateDocuments} takes them. */
    Map<String, String> documentColumns() {
        return Map.of("id", id, "document", document);
    }

    /** Updates the row to this version. */
    final void update(Finding finding, String json) {
        this.version = finding.version();
        this.revision = finding.revision();
        this.rule = finding.rule();
        this.step = finding.step();
        this.status = text(finding.status());
        this.resource = finding.resource();
        this.target = Proposal.targetOf(finding.resource());
        this.openedAt = finding.openedAt();
        this.monthly = finding.saving().monthly();
        this.effortMinutes = finding.effort().minutes();
        this.document = json;
        this.plan = null;
        this.guardPreview = null;
        this.exempt = finding.exemption() != null;
    }

    public String resource() {
        return resource;
    }

    /** Records that the exemption is over; the analyzer may report that later. */
    public void clearExemption() {
        this.exempt = false;
    }

    void plan(String hash) {
        this.plan = hash;
        this.guardPreview = null;
    }

    /** Records what the guards would object to its plan. */
    void recordGuards(GuardPreview preview) {
        this.guardPreview = Json.text(preview);
    }

    static String text(Finding.Status status) {
        return Json.tree(status).textValue();
    }
}
