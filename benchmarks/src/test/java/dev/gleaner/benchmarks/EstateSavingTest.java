package dev.gleaner.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.ExpectedFindings;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.ResourcesByKind;
import dev.gleaner.local.estate.saving.ExpectedSavingCalculator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The savings that an estate expects, and what the analyzer finds in it. */
class EstateSavingTest {

    private static final Instant END = Instant.parse("2026-09-15T12:00:00Z");

    /** Of each rule about instances one with an action, and with advice alone: a member of a group, a held GPU, GPUs that nothing smaller has. */
    private static final Set<String> HOSTS = Set.of(
            "forgotten-1",
            "canary",
            "sunday-batch",
            "four-peaks",
            "ranking-host",
            "false-full",
            "held-notebook",
            "half-server");

    @Test
    void shouldBeCertainOfNoSavingWithoutAnAction() {
        Estate estate = hosts();
        Map<String, Boolean> advised = new TreeMap<>();
        newest(Backtest.ofDefaults().run(EstateSignals.of(estate, END)).findings())
                .forEach(finding -> advised.put(
                        finding.rule() + " " + finding.name(),
                        finding.remedies().stream().allMatch(Remedy::isAdvice)));
        Map<String, Boolean> uncertain = new TreeMap<>();
        ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate, END))
                .forEach((rule, savings) ->
                        savings.forEach((name, saving) -> uncertain.put(rule + " " + name, isUncertain(saving))));

        assertThat(advised).isEqualTo(uncertain).containsValues(true, false).hasSizeGreaterThan(HOSTS.size());
    }

    private static boolean isUncertain(ExpectedSaving saving) {
        return saving.low().signum() == 0;
    }

    private static List<Finding> newest(List<Finding> versions) {
        Map<String, Finding> newest = new HashMap<>();
        versions.forEach(finding -> newest.put(finding.id(), finding));
        return newest.values().stream()
                .filter(finding -> finding.status() == Finding.Status.OPEN
                        && Optional.ofNullable(finding.saving().monthly()).isPresent())
                .toList();
    }

    private static Estate hosts() {
        Estate estate = EstateGenerator.small(42);
        return new Estate(
                estate.name(),
                estate.seed(),
                estate.days(),
                ResourcesByKind.none()
                        .with(
                                KindRegistry.INSTANCES,
                                estate.instances().stream()
                                        .filter(host -> HOSTS.contains(host.name()))
                                        .toList()),
                estate.series().stream()
                        .filter(series -> HOSTS.contains(series.resource()))
                        .toList(),
                estate.cards().stream()
                        .filter(gpus -> HOSTS.contains(gpus.resource()))
                        .toList(),
                estate.events().stream()
                        .filter(event -> HOSTS.contains(event.resource()))
                        .toList(),
                List.of(),
                List.of(),
                expected(estate));
    }

    private static ExpectedFindings expected(Estate estate) {
        Map<String, List<String>> open = new TreeMap<>(estate.truth().open());
        open.replaceAll((rule, names) -> names.stream().filter(HOSTS::contains).toList());
        return new ExpectedFindings(open, Map.of());
    }
}
