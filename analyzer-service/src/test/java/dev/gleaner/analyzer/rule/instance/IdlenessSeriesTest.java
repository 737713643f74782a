package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.PartitionEvaluator;
import dev.gleaner.analyzer.evaluation.ResourceExplainer;
import dev.gleaner.analyzer.evaluation.ResourceExplanation;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.BusiestHour;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.CpuMaxima;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.GpuTrack;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.Opinion;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.evaluation.SubjectKindRegistry;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.gpu.GpuState;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Judges made-up instances as live ones are judged, and holds the table of docs/rules.md against them. */
class IdlenessSeriesTest {

    private static final Path PAGE = Path.of("../docs/rules.md");
    private static final String HEAD = "| instance | what it looks like | verdict | why |\n|---|---|---|---|\n";

    static Stream<MadeSeries> series() {
        return MadeSeriesCatalogue.all().stream();
    }

    @ParameterizedTest
    @MethodSource("series")
    void shouldSayWhatAPersonWouldSay(MadeSeries series) throws MalformedSignalException {
        List<Opinion> opinions = judge(series).rules();

        assertThat(verdict(opinions)).as("%s", opinions).isEqualTo(series.verdict());
        opinions.stream()
                .filter(opinion -> opinion.rule().equals("sporadic-instance") && isFound(opinion))
                .forEach(opinion -> assertThat(
                                opinion.remedies().get(0).parameters().get("on"))
                        .isEqualTo(series.hours()));
    }

    @Test
    void shouldShowTheHoursOfGpus() throws MalformedSignalException {
        MadeSeries lost = MadeSeriesCatalogue.all().stream()
                .filter(series -> series.name().equals("lost-gpu"))
                .findFirst()
                .orElseThrow();

        List<GpuTrack> gpus = judge(lost).gpus();

        assertThat(gpus).extracting(GpuTrack::uuid).containsExactly("GPU-1", "GPU-2");
        assertThat(gpus).extracting(GpuTrack::coverage).containsExactly(1.0, 330 / 336.0);
        assertThat(gpus.get(1).state().subList(329, 331)).containsExactly(GpuState.IDLE, null);
        assertThat(gpus.get(1).utilization().subList(329, 331)).containsExactly(0f, null);
        assertThat(gpus.get(1).memoryUsed()).containsOnlyNulls().hasSize(336);
        assertThat(gpus.get(0).from()).isEqualTo(MadeSeries.END.minus(Duration.ofHours(336)));
    }

    @Test
    void shouldShowTheBusiestHoursAndTheMaximaOfFinalDays() throws MalformedSignalException {
        MadeSeries sundays = MadeSeriesCatalogue.all().stream()
                .filter(series -> series.name().equals("every-second-sunday"))
                .findFirst()
                .orElseThrow();

        ResourceExplanation explanation = judge(sundays);

        LocalDate last = LocalDate.parse("2026-07-19");
        List<BusiestHour> days = explanation.busiestHours();
        assertThat(days).extracting(BusiestHour::day).isSorted().endsWith(last);
        assertThat(days)
                .filteredOn(day -> day.percent() > 20)
                .extracting(BusiestHour::day)
                .containsExactly(last.minusDays(7));
        assertThat(days).extracting(BusiestHour::percent).contains(1.0);
        assertThat(explanation.cpuMaxima()).isEqualTo(new CpuMaxima(5, 5, 95, 14));
    }

    @Test
    void shouldBeInTheDocumentation() throws IOException {
        assertThat(MadeSeriesCatalogue.all()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(Files.readString(PAGE)).contains(table());
    }

    private static String table() {
        return MadeSeriesCatalogue.all().stream()
                .map(series -> String.format(
                        "| `%s` | %s | %s | %s |\n", series.name(), series.looks(), said(series), series.because()))
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static String said(MadeSeries series) {
        return series.hours() == null ? series.verdict() : series.verdict() + ": " + series.hours();
    }

    /** The rules that find it; else whether one of them knows too little. */
    private static String verdict(List<Opinion> opinions) {
        Set<String> found = opinions.stream()
                .filter(IdlenessSeriesTest::isFound)
                .map(Opinion::rule)
                .collect(Collectors.toCollection(TreeSet::new));
        boolean unknown =
                opinions.stream().anyMatch(opinion -> opinion.verdict().equals("insufficient"));
        return found.isEmpty() ? (unknown ? "insufficient" : "nothing") : String.join(", ", found);
    }

    private static boolean isFound(Opinion opinion) {
        return opinion.verdict().equals("found");
    }

    private static ResourceExplanation judge(MadeSeries series) throws MalformedSignalException {
        PartitionStores partitionStores = PartitionStores.inMemory();
        SubjectKindRegistry subjectKindRegistry = Defaults.kinds(Defaults.prices(), ExemptionSource.NONE);
        AnalyzerConfig.Timing timing = new AnalyzerConfig.Timing(
                Duration.ofHours(24), Duration.ofHours(1), Duration.ofDays(15), Duration.ofHours(1));
        PartitionEvaluator partitionEvaluator = new PartitionEvaluator(
                partitionStores, subjectKindRegistry, timing, new Silent(), new SignalCounters());
        for (Signal signal : series.signals()) {
            partitionEvaluator.accept(signal);
        }
        while (partitionEvaluator.evaluate(1000) > 0) {
            // Until nothing is due.
        }
        return new ResourceExplainer(subjectKindRegistry, timing)
                .explain(partitionStores, Arn.parse(series.resource()))
                .orElseThrow();
    }

    private static final class Silent implements FindingSink {
        @Override
        public void publish(Finding finding) {
            // What was said is read from the stores.
        }

        @Override
        public void confirm(String findingId, FindingConfirmation confirmation) {
            // The same.
        }
    }
}
