package dev.gleaner.actuator.support;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Findings as the analyzer writes them. */
public final class Findings {

    private static final Instant OPENED = Instant.parse("2026-11-01T00:00:00Z");

    private Findings() {}

    /** The instance is idle, and a stop would help. */
    public static Finding idle(Arn arn) {
        return finding(
                arn,
                1,
                Finding.Status.OPEN,
                1,
                Saving.priced(money("140.16"), money("0"), money("140.16"), "test"),
                stop());
    }

    /** The same in another version. */
    public static Finding version(Finding finding, int version, Finding.Status status) {
        return finding(
                Arn.parse(finding.resource()), version, status, finding.step(), finding.saving(), finding.remedies());
    }

    /** Another step and saving. */
    public static Finding with(Finding finding, int step, Saving saving) {
        return finding(
                Arn.parse(finding.resource()), finding.version(), finding.status(), step, saving, finding.remedies());
    }

    /** Other remedies. */
    public static Finding with(Finding finding, List<Remedy> remedies) {
        return finding(
                Arn.parse(finding.resource()),
                finding.version(),
                finding.status(),
                finding.step(),
                finding.saving(),
                remedies);
    }

    /** In another environment. */
    public static Finding in(@Nullable String environment, Finding finding) {
        return as(finding, environment, finding.version(), null);
    }

    /** As the analyzer says it once it has heard that somebody keeps the resource. */
    public static Finding kept(Finding finding, String exemption) {
        return as(finding, finding.owner().environment(), finding.version() + 1, exemption);
    }

    private static Finding as(Finding f, @Nullable String environment, int version, @Nullable String exemption) {
        Map<String, @Nullable Object> parts = new HashMap<>();
        parts.put("version", version);
        parts.put("owner", new Finding.Owner("vision", null, environment, null, Finding.Owner.Source.TAG));
        parts.put("updatedAt", f.openedAt().plusSeconds(version));
        parts.put("exemption", exemption);
        parts.put("name", null);
        parts.put("creator", null);
        parts.put("revision", 0);
        parts.put("doubt", null);
        return changed(f, parts);
    }

    /** The same, as a provisional hour contradicts it. */
    public static Finding doubted(Finding finding, int revision, String reason) {
        return said(
                finding,
                finding.rule(),
                Finding.Status.IN_DOUBT,
                revision,
                new Finding.Doubt(OPENED.plusSeconds(3600), reason),
                finding.saving());
    }

    /** The same, as the final verdict says after a doubt. */
    public static Finding again(Finding finding, int revision) {
        return said(finding, finding.rule(), Finding.Status.OPEN, revision, null, finding.saving());
    }

    /** What another rule finds on the same resource. */
    public static Finding by(String rule, Finding finding, Saving saving) {
        return said(finding, rule, finding.status(), 0, null, saving);
    }

    private static Finding said(
            Finding f, String rule, Finding.Status status, int revision, Finding.@Nullable Doubt doubt, Saving saving) {
        Map<String, @Nullable Object> parts = new HashMap<>();
        parts.put("id", FindingId.ofEpisode(rule, f.resource(), f.openedAt()));
        parts.put("rule", rule);
        parts.put("status", status);
        parts.put("provisional", doubt != null);
        parts.put("evidence", doubt == null ? f.evidence() : List.of());
        parts.put("saving", saving);
        parts.put("name", "ocr-batch");
        parts.put("creator", "role/trainer");
        parts.put("revision", revision);
        parts.put("doubt", doubt);
        return changed(f, parts);
    }

    /** With other evidence. */
    public static Finding resting(Finding f, Evidence... evidence) {
        return changed(f, Map.of("evidence", List.of(evidence)));
    }

    /** Created by this role, user or service. */
    public static Finding createdBy(Finding f, String creator) {
        return changed(f, Map.of("creator", creator));
    }

    /** With other parts, by their names in JSON. */
    public static Finding changed(Finding finding, Map<String, ? extends @Nullable Object> parts) {
        ObjectNode document = Json.mapper().valueToTree(finding);
        parts.forEach((name, part) -> document.set(name, Json.mapper().valueToTree(part)));
        return Json.mapper().convertValue(document, Finding.class);
    }

    /** One remedy alone. */
    public static Finding with(Arn arn, String action, Map<String, String> parameters) {
        return with(idle(arn), List.of(new Remedy(action, parameters, true, List.of(), "Do it")));
    }

    public static BigDecimal money(String dollars) {
        return new BigDecimal(dollars);
    }

    public static List<Remedy> stop() {
        return List.of(
                new Remedy("stop-instance", Map.of(), true, List.of("public IPv4", "unsaved work"), "Stop it"),
                Remedy.advice("Write down why it is needed"));
    }

    private static Finding finding(
            Arn arn, int version, Finding.Status status, int step, Saving saving, List<Remedy> remedies) {
        return new Finding(
                FindingId.ofEpisode("idle-instance", arn.toString(), OPENED),
                version,
                "idle-instance",
                step,
                status,
                false,
                arn.toString(),
                arn.account(),
                arn.region(),
                new Finding.Owner("vision", null, "dev", null, Finding.Owner.Source.TAG),
                OPENED,
                OPENED.plusSeconds(version),
                new Finding.Window(OPENED.minusSeconds(604_800), OPENED),
                List.of(
                        new Evidence("cpu mean", 1.5, "percent", 5.0, 168, 1.0),
                        new Evidence(Evidence.DISK_HOURS, 168, "hours", 134.4, 168, 1.0),
                        new Evidence(Evidence.HISTORY, 62, "days", 35.0, 62, 1.0)),
                List.of(),
                saving,
                new Finding.Effort(5),
                remedies,
                null,
                null,
                null,
                0,
                null,
                List.of());
    }
}
