package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.cost.CommitmentCoverage;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.instance.size.InstanceSizeTable;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.NewerFamilies;
import dev.gleaner.contracts.signal.proto.Inventory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviousGenerationTest {

    private static final String NAME = "previous-generation";
    private static final int HOURS = 14 * 24;
    private static final LocalDate DAY = LocalDate.of(2026, 7, 20);

    @Test
    void shouldNameTypesOfNewerFamilies() {
        Verdict.Found found = (Verdict.Found) busy(old()).judgedBy(NAME);

        assertThat(found.evidence())
                .containsExactly(new Evidence("newer types that could replace it", 3, "types", 1.0, 1, 1));
        assertThat(found.remedies()).hasSize(2).allMatch(Remedy::isAdvice);
        assertThat(found.remedies().get(0).text())
                .startsWith("Change its type to m6i.2xlarge (8 vCPUs, 32 GiB) or m6a.2xlarge (8 vCPUs, 32 GiB)")
                .contains("ENA and NVMe", "does not cover another one");
        assertThat(found.remedies().get(1).text()).contains("Graviton", "m7g.2xlarge", "arm64");
    }

    /** An m4.2xlarge costs 0.40 USD an hour, an m6a.2xlarge 0.3456, and an m7g.2xlarge 0.3264. */
    @Test
    void shouldExpectTheCheapestThatNeedsNoOtherPrograms() {
        Saving saving = Savings.of(busy(old()).judgedBy(NAME));

        assertThat(saving.low()).isZero();
        assertThat(saving.monthly()).isEqualByComparingTo("39.71");
        assertThat(saving.high()).isEqualByComparingTo("53.73");
        assertThat(saving.basis())
                .contains("m4.2xlarge", "less on-demand m6a.2xlarge", "high: less on-demand m7g.2xlarge");
    }

    /** What a savings plan of the family covers is paid for beside the other type: half of 292.00 is less than 252.29. */
    @ParameterizedTest
    @CsvSource({"0, 1, 39.71, 53.73", "0.1, 1, 10.51, 53.73", "0.5, 1, 0, 53.73", "0, 0.9, 35.74, 48.36"})
    void shouldExpectNothingOfWhatCommitmentsCover(
            BigDecimal covered, BigDecimal charged, BigDecimal expected, BigDecimal high) {
        CommitmentCoverage coverage = new CommitmentCoverage(
                DAY,
                DAY.plusDays(6),
                covered,
                charged,
                List.of("arn:aws:savingsplans::123456789012:savingsplan/1"),
                null);
        PriceBook book =
                new PriceBook(BundledPriceSource.bundled(), key -> List.of(), resource -> Optional.of(coverage));

        Saving saving = Savings.of(busy(old()).judgedBy(NAME), book.on(DAY));

        assertThat(saving.low()).isZero();
        assertThat(saving.monthly()).isEqualByComparingTo(expected);
        assertThat(saving.high()).isEqualByComparingTo(high);
    }

    @Test
    void shouldNotTakeAnUnknownPriceForALowerOne() {
        PriceBook one = new PriceBook(
                key -> key.type().equals("m4.2xlarge")
                        ? BundledPriceSource.bundled().pricesOf(key)
                        : List.of(),
                key -> List.of());

        Saving saving = Savings.of(busy(old()).judgedBy(NAME), one.on(DAY));

        assertThat(saving.priced()).isFalse();
        assertThat(saving.basis()).contains("none of m6i.2xlarge, m6a.2xlarge and m7g.2xlarge is known to cost less");
    }

    @Test
    void shouldNameNoGravitonForWindows() {
        Verdict.Found found = (Verdict.Found) busy(old().setPlatform("Windows")).judgedBy(NAME);

        assertThat(found.remedies())
                .singleElement()
                .satisfies(remedy -> assertThat(remedy.text()).contains("m6i.2xlarge"));
        assertThat(Savings.of(found).priced()).isFalse();
    }

    @Test
    void shouldAdviseTheOwnerOfAMember() {
        Inventory.Builder member = old().setOwner("autoscaling:web")
                .putTags("aws:autoscaling:groupName", "web")
                .putTags("aws:ec2launchtemplate:id", "lt-1");

        assertThat(((Verdict.Found) busy(member).judgedBy(NAME))
                        .remedies()
                        .get(0)
                        .text())
                .startsWith("It belongs to autoscaling:web")
                .contains("--launch-template-id lt-1", "m6a.2xlarge");
    }

    @ParameterizedTest
    @CsvSource({
        "m5.2xlarge, '', default, no newer type is known that could replace a m5.2xlarge",
        "c4.8xlarge, '', default, no newer type is known that could replace a c4.8xlarge",
        "m4.10xlarge, '', default, no newer type is known that could replace a m4.10xlarge",
        "m4.2xlarge, spot, default, it is not paid for on demand",
        "m4.2xlarge, '', host, 'it runs on a dedicated host, which is paid for as a whole'"
    })
    void shouldSayWhyItFindsNothing(String type, String market, String tenancy, String reason) {
        assertThat(busy(old().setType(type).setMarket(market).setTenancy(tenancy))
                        .judgedBy(NAME))
                .isEqualTo(new Verdict.Nothing(reason));
    }

    @Test
    void shouldLeaveToOtherRulesWhatIsNotNeeded() {
        assertThat(Week.of(HOURS).listedAs(old().putTags("environment", "dev")).judgedBy(NAME))
                .isEqualTo(new Verdict.Nothing("it is found by idle-instance"));
        assertThat(busy(old().setState("stopped")).judgedBy(NAME)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNotFindAYoungInstance() {
        assertThat(busy(old()).aged(Duration.ofHours(HOURS)).judgedBy(NAME)).isInstanceOf(Verdict.Found.class);
        assertThat(busy(old()).aged(Duration.ofHours(HOURS - 1)).judgedBy(NAME)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldFindCurrentGenerationsIfAsked() {
        PreviousGeneration rule = new PreviousGeneration(
                HOURS,
                PreviousGeneration.NewerTypes.of(InstanceSizeTable.bundled(), NewerFamilies.bundled(), true),
                List.of(),
                new InstanceRemedies(Set.of()),
                1);

        Verdict verdict =
                rule.evaluate(busy(Signals.running().setType("m5.2xlarge")).snapshot());

        assertThat(((Verdict.Found) verdict).remedies().get(0).text()).startsWith("Change its type to m6a.2xlarge");
    }

    private static Inventory.Builder old() {
        return Signals.running().setType("m4.2xlarge");
    }

    private static Week busy(Inventory.Builder listed) {
        return Week.of(HOURS).mean(hour -> 60).maximum(hour -> 80).listedAs(listed);
    }
}
