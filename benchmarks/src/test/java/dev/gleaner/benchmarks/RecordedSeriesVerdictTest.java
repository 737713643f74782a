package dev.gleaner.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.file.RecordedEstateReader;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.test.RecordedDataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The series that others recorded, as {@code deploy/local/up --recordings} replays them: of each the verdict that was written down with
 * its reason, and no open finding.
 */
class RecordedSeriesVerdictTest {

    private static final Instant END = Instant.parse("2026-09-15T12:00:00Z");

    @Test
    void shouldJudgeEachRecordedSeriesAsExpected() throws IOException {
        Estate estate = RecordedEstateReader.read(RecordedDataFolder.path(""));
        Map<String, String> expected = new TreeMap<>();
        verdicts()
                .properties()
                .forEach(verdict -> expected.put(
                        verdict.getKey(), verdict.getValue().get("idle").asText()));

        List<Finding> findings =
                Backtest.ofDefaults().run(EstateSignals.of(estate, END)).findings();

        assertThat(findings).noneMatch(finding -> finding.status() == Finding.Status.OPEN);
        assertThat(judged(estate, findings)).isEqualTo(expected).isNotEmpty();
    }

    /** What the newest version of a finding by the rule about idle instances says of each instance. */
    private static Map<String, String> judged(Estate estate, List<Finding> findings) {
        Map<String, Finding> newest = new HashMap<>();
        findings.stream()
                .filter(finding -> finding.rule().equals("idle-instance"))
                .forEach(finding -> newest.put(finding.id(), finding));
        Set<String> insufficient = newest.values().stream()
                .filter(finding -> finding.status() == Finding.Status.INSUFFICIENT)
                .map(Finding::resource)
                .collect(Collectors.toSet());
        EstateIdentities identities = EstateIdentities.made(estate);
        return estate.instances().stream()
                .collect(Collectors.toMap(
                        EstateInstance::name,
                        instance ->
                                insufficient.contains(identities.arn(instance).toString())
                                        ? "insufficient"
                                        : "nothing"));
    }

    private static JsonNode verdicts() throws IOException {
        try (InputStream verdicts = RecordedEstateReader.class.getResourceAsStream("/estate/recorded-verdicts.json")) {
            return Json.mapper().readTree(Objects.requireNonNull(verdicts));
        }
    }
}
