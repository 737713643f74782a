package dev.gleaner.actuator.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PurchaseCalculatorTest {

    private static final String PAYER = BilledOrganisation.PAYER;
    private static final String OTHER = "222222222222";
    private static final String ZONE = "us-east-1a";
    private static final int WEEK = 7;

    private final BilledOrganisation organisation = new BilledOrganisation();

    /** The lines of the plan that there is tell the rate; a second host like that one is on demand. */
    @Test
    void shouldAdviseThePlanThatCoversWhatRunsAllDay() {
        organisation.plan(PAYER, "Compute", "", 0.1344);
        organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "m5.xlarge", 24);

        PurchaseAdvice advice = advise(WEEK, List.of());

        assertThat(advice.plan()).isNotNull();
        assertThat(advice.plan().kind()).isEqualTo("compute");
        assertThat(advice.plan().hourly()).isEqualByComparingTo("0.134");
        assertThat(advice.plan().expected())
                .isEqualTo(advice.plan().low())
                .isEqualTo(advice.plan().high());
        assertThat(advice.plan().expected().doubleValue()).isCloseTo((0.192 - 0.1344) * 730, within(0.5));
        assertThat(advice.hours()).isEqualTo(168);
        assertThat(advice.reason())
                .isEqualTo(
                        "with 0.134 USD an hour in a savings plan of the kind compute the 168 hours that the bill tells of would have"
                                + " cost least, at the rates that its plans of this kind have");
    }

    /** A plan is paid for in each hour: what runs in 16 of 24 hours costs as much with it, at a rate of 70 %, and more in fewer. */
    @Test
    void shouldAdviseNothingForWhatRunsHalfOfTheDay() {
        organisation.plan(PAYER, "Compute", "", 0.1344);
        organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "m5.xlarge", 12);

        PurchaseAdvice advice = advise(WEEK, List.of());

        assertThat(advice.plan()).isNull();
        assertThat(advice.reason()).isEqualTo("no further savings plan would have saved anything in 168 hours");
    }

    @Test
    void shouldAdviseNothingWithoutAWeekOfHours() {
        organisation.plan(PAYER, "Compute", "", 0.1344);
        organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "m5.xlarge", 24);

        PurchaseAdvice advice = advise(WEEK - 1, List.of());

        assertThat(advice.plan()).isNull();
        assertThat(advice.reason())
                .isEqualTo(
                        "the bill tells of 144 hours in which its commitments are known; a plan is advised from 168 on");
    }

    @Test
    void shouldGuessNoRate() {
        organisation.run(PAYER, ZONE, "m5.xlarge", 24);

        PurchaseAdvice advice = advise(WEEK, List.of());

        assertThat(advice.plan()).isNull();
        assertThat(advice.reason())
                .isEqualTo("no line of the bill shows what a savings plan would charge for usage that is on demand");
    }

    /** What is idle is not paid for in advance. */
    @Test
    void shouldAdviseNothingWhileFindingsAreOpenOnWhatItWouldCover() {
        organisation.plan(PAYER, "Compute", "", 0.1344);
        organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        BilledOrganisation.Host idle = organisation.run(OTHER, ZONE, "m5.xlarge", 24);

        PurchaseAdvice advice = advise(WEEK, List.of(idle));

        assertThat(advice.plan()).isNull();
        assertThat(advice.unsettled()).containsExactly(idle.arn());
        assertThat(advice.reason())
                .isEqualTo("a plan would save, but not all findings on usage that it would cover are settled (1)");
    }

    @Test
    void shouldNotMindFindingsOnOtherUsage() {
        organisation.plan(PAYER, "Compute", "", 0.1344);
        organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "m5.xlarge", 24);
        BilledOrganisation.Host other = organisation.run(OTHER, ZONE, "g5.xlarge", 24);

        assertThat(advise(WEEK, List.of(other)).plan()).isNotNull();
    }

    /** None of the commitments on a fine grid saves more than the one that is advised, whatever the organisation has. */
    @SeededTest(1000)
    void shouldAdviseTheCheapest(long seed) {
        BilledOrganisation any = BilledOrganisation.of(new Random(seed));
        PurchaseCalculator calculator = new PurchaseCalculator(PAYER, days(any, WEEK), any.terms());

        PurchaseAdvice advice = calculator.advise(Map.of());

        double most = advice.plan() == null ? 0 : advice.plan().expected().doubleValue();
        double worth = advice.plan() == null ? 1 : 0;
        for (SavingsPlan scope : calculator.scopes()) {
            for (int cents = 1; cents < 400; cents += 7) {
                double saved = calculator.saved(of(scope, cents / 100.0)) * 730 / advice.hours();
                assertThat(saved).as("%s with %s cents", scope, cents).isLessThanOrEqualTo(most * 1.01 + worth + 0.5);
            }
            assertThat(calculator.saved(of(scope, 0))).isZero();
        }
    }

    private static SavingsPlan of(SavingsPlan scope, double hourly) {
        return new SavingsPlan(scope.id(), scope.account(), scope.kind(), scope.region(), scope.family(), hourly);
    }

    private PurchaseAdvice advise(int days, List<BilledOrganisation.Host> unsettled) {
        organisation.bill(new Random(0));
        return new PurchaseCalculator(PAYER, days(organisation, days), organisation.terms())
                .advise(organisation.hours(unsettled));
    }

    /** So many days like the one of the organisation. */
    private static List<SpendRecord.EligibleDay> days(BilledOrganisation organisation, int number) {
        List<SpendRecord.EligibleDay> all = new ArrayList<>();
        IntStream.range(0, number)
                .forEach(past -> organisation
                        .days()
                        .forEach(day -> all.add(new SpendRecord.EligibleDay(
                                day.bill(), day.day().minusDays(past), day.account(), day.usage()))));
        return all;
    }
}
