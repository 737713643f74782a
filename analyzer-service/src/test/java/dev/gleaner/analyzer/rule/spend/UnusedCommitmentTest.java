package dev.gleaner.analyzer.rule.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnusedCommitmentTest {

    private static final long TODAY = 20_000;
    private static final String RESERVATION = "arn:aws:ec2:us-east-1:123456789012:reserved-instances/1";
    private static final String CAPACITY = "arn:aws:ec2:us-east-1:123456789012:capacity-reservation/cr-0a";

    private final UnusedCommitment rule = UnusedCommitment.of(Defaults.of(UnusedCommitmentConfig.class));
    private final SortedMap<Long, CommitmentUse.Day> days = new TreeMap<>();

    @ParameterizedTest
    @CsvSource({"7.9, 2.1, true", "8, 2, false", "0, 10, true", "10, 0, false", "0, 0, false"})
    void shouldReportMoreThanAFifthUnused(String used, String unused, boolean isFound) {
        add(7, used, unused);

        assertThat(rule.evaluate(input()) instanceof Verdict.Found).isEqualTo(isFound);
    }

    /** 21 USD in seven days are 91.25 in 730 hours, which are paid whatever is done. */
    @Test
    void shouldPriceTheUnusedPart() {
        add(7, "7", "3");

        assertThat(rule.saving(input()).cost()).isEqualByComparingTo("91.25");
        assertThat(rule.saving(input()).priced()).isFalse();
        assertThat(rule.saving(input()).basis()).isEqualTo("unused 21.00 of 70.00 USD in 7 days (bill)");
    }

    /** One that began or ended within the days is not all that long unused. */
    @Test
    void shouldWaitUntilTheBillHasAllDays() {
        add(6, "0", "10");

        assertThat(rule.evaluate(input())).isEqualTo(new Verdict.Nothing("the bill has it on 6 of 7 days"));
    }

    /** It can be cancelled, so that the saving is certain; but not while something runs in it. */
    @ParameterizedTest
    @CsvSource({"0, cancel-capacity-reservation", "1, advice"})
    void shouldProposeToCancelACapacityReservationInWhichNothingRuns(String used, String action) {
        add(7, used, "3");
        CommitmentUse input = input(CAPACITY);

        assertThat(rule.evaluate(input))
                .isInstanceOfSatisfying(
                        Verdict.Found.class,
                        found -> assertThat(found.remedies())
                                .extracting(Remedy::action)
                                .containsExactly(action));
        assertThat(rule.saving(input).low()).isEqualByComparingTo("91.25");
        assertThat(input.region()).isEqualTo("us-east-1");
    }

    /** The bill has its id only. */
    @Test
    void shouldTellItsNameAndEndAndHowToEndItBefore() {
        add(7, "1", "3");
        CommitmentUse unlisted = input(RESERVATION);
        CommitmentUse listed = input(
                RESERVATION,
                new SpendRecord.CommitmentTerms(
                        RESERVATION,
                        "m5.xlarge",
                        1,
                        "convertible",
                        Instant.parse("2027-03-01T00:00:00Z"),
                        new BigDecimal("0.242"),
                        Map.of("Name", "web"),
                        null));

        assertThat(advice(unlisted)).contains("at its end, and", "can be sold", "exchanged");
        assertThat(advice(listed))
                .contains("at its end on 2027-03-01, and", "exchanged")
                .doesNotContain("sold");
        assertThat(advice(input())).contains("within seven days").doesNotContain("sold");
        assertThat(((Verdict.Found) rule.evaluate(listed)).evidence())
                .extracting(Evidence::name, Evidence::value)
                .contains(tuple("recurring charge, an hour", 0.242));
        assertThat(listed.tags()).containsEntry("Name", "web");
        assertThat(unlisted.tags()).isNull();
    }

    private String advice(CommitmentUse input) {
        return ((Verdict.Found) rule.evaluate(input)).remedies().get(0).text();
    }

    private void add(int count, String used, String unused) {
        for (long day = TODAY - count + 1; day <= TODAY; day++) {
            days.put(day, new CommitmentUse.Day(new BigDecimal(used), new BigDecimal(unused)));
        }
    }

    private CommitmentUse input() {
        return input("arn:aws:savingsplans::123456789012:savingsplan/1");
    }

    private CommitmentUse input(String commitment) {
        return input(commitment, null);
    }

    private CommitmentUse input(String commitment, SpendRecord.@Nullable CommitmentTerms terms) {
        return new CommitmentUse(
                commitment, "123456789012", new Hour(TODAY * 24 + 23), days, Optional.ofNullable(terms));
    }
}
