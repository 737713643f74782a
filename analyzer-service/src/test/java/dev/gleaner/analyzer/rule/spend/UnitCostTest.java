package dev.gleaner.analyzer.rule.spend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnitCostTest {

    private static final long TODAY = 20_000;

    private final UnitCost rule = UnitCost.of(Defaults.of(UnitCostConfig.class));
    private final SortedMap<Long, ServiceCosts.Day> days = new TreeMap<>();

    /** The founding article's example: 10,000 USD and 50 million predictions give 0.0002 USD. */
    @Test
    void shouldDivideCostByPredictions() {
        add(4, 1, "10000", 50_000_000);

        Verdict.Found found = found("0.0001");

        assertThat(evidence(found, "cost per prediction, allocated").value()).isEqualTo(0.0002);
        assertThat(evidence(found, "cost per prediction, allocated").threshold())
                .isEqualTo(0.0001);
    }

    @Test
    void shouldFindThatAPredictionCostsAFifthMoreThanBefore() {
        add(35, 8, "100", 1_000_000);
        add(7, 1, "121", 1_000_000);

        Verdict.Found found = found(null);

        assertThat(evidence(found, "cost per prediction before").value()).isEqualTo(0.0001);
        assertThat(evidence(found, "cost of what works, a day").value()).isEqualTo(121);
        assertThat(found.remedies().get(0).text()).startsWith("Look at what changed");
        // 21 USD a day, 730 / 24 days.
        assertThat(evidence(found, "cost above target or mean, a month").value())
                .isEqualTo(638.8);
    }

    /** The dollars are those of the machines, whose findings have what can be saved of them. */
    @Test
    void shouldShowACostAndNoSaving() {
        add(35, 8, "100", 1_000_000);
        add(7, 1, "121", 1_000_000);

        Saving saving = rule.saving(input(null));

        assertThat(saving.priced()).isFalse();
        assertThat(saving.cost()).isEqualTo("638.75");
        assertThat(saving.basis())
                .startsWith("a month above what 0.0001 USD for a prediction would be, at"
                        + " 0.000121 USD for each of 7000000 predictions in 7 days (bill)");
    }

    @Test
    void shouldNotReportAFifthOrLess() {
        add(35, 8, "100", 1_000_000);
        add(7, 1, "120", 1_000_000);

        assertThat(rule.evaluate(input(null))).isInstanceOf(Verdict.Nothing.class);
    }

    /** More of everything is not more for each. */
    @Test
    void shouldNotReportGrowth() {
        add(35, 8, "100", 1_000_000);
        add(7, 1, "300", 3_000_000);

        assertThat(rule.evaluate(input(null))).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNotDivideByNothing() {
        add(35, 8, "100", 1_000_000);
        add(7, 1, "100", 0);

        assertThat(rule.evaluate(input("0.00001"))).isEqualTo(new Verdict.Nothing("no predictions are counted"));
    }

    /** A day of which predictions are missing would make the others look expensive. */
    @Test
    void shouldLeaveOutDaysWithoutPredictions() {
        add(35, 8, "100", 1_000_000);
        add(7, 5, "100", 0);
        add(4, 1, "110", 1_000_000);

        assertThat(rule.evaluate(input(null)))
                .isEqualTo(new Verdict.Nothing("a prediction costs 0.00011 USD, at most 0.00012"));
    }

    @Test
    void shouldNotJudgeAServiceByHalfAWeek() {
        add(3, 1, "110", 1_000_000);

        assertThat(rule.evaluate(input("0.00001")))
                .isEqualTo(new Verdict.Nothing(
                        "predictions are counted on 3 of 7 days, which is not more than half of them"));

        add(4, 4, "110", 1_000_000);

        assertThat(found("0.00001").remedies().get(0).text()).startsWith("Look at what changed");
    }

    @Test
    void shouldCompareWithNoMeanOfAFewDays() {
        add(20, 8, "1", 1_000_000);
        add(7, 1, "100", 1_000_000);

        assertThat(rule.evaluate(input(null)))
                .isEqualTo(new Verdict.Nothing("there is neither a target nor enough history"));
    }

    @Test
    void shouldShowTheUsedPartBesideTheAllocatedOne() {
        for (long day = TODAY - 6; day <= TODAY; day++) {
            days.put(day, new ServiceCosts.Day(new BigDecimal("100"), new BigDecimal("25"), 1_000, 50_000));
        }

        Verdict.Found found = found("0.05");

        assertThat(evidence(found, "cost per prediction, used").value()).isEqualTo(0.075);
        assertThat(evidence(found, "cost per 1,000 tokens, allocated").value()).isEqualTo(2);
        assertThat(evidence(found, "cost of what stands idle, a day").value()).isEqualTo(25);
        assertThat(found.remedies().get(0).text())
                .isEqualTo("Start with the findings about what stands idle: it is part of the cost.");
    }

    @Test
    void shouldTellFewerPredictionsFromDearerWork() {
        add(35, 8, "100", 1_000_000);
        add(7, 1, "100", 500_000);

        assertThat(found(null).remedies().get(0).text()).startsWith("There are fewer predictions");
    }

    private void add(int first, int last, String cost, long predictions) {
        for (long day = TODAY - first + 1; day <= TODAY - last + 1; day++) {
            days.put(day, new ServiceCosts.Day(new BigDecimal(cost), BigDecimal.ZERO, predictions, 0));
        }
    }

    private Verdict.Found found(@Nullable String target) {
        Verdict verdict = rule.evaluate(input(target));
        assertThat(verdict).isInstanceOf(Verdict.Found.class);
        return (Verdict.Found) verdict;
    }

    private ServiceCosts input(@Nullable String target) {
        return new ServiceCosts(
                "ranker",
                "123456789012",
                new Hour(TODAY * 24 + 23),
                days,
                Optional.ofNullable(target).map(BigDecimal::new));
    }

    private static Evidence evidence(Verdict.Found found, String name) {
        return found.evidence().stream()
                .filter(evidence -> evidence.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
