package dev.gleaner.actuator.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.contracts.spend.SpendRecord;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReuseCalculatorTest {

    private static final String PAYER = BilledOrganisation.PAYER;
    private static final String OTHER = "222222222222";
    private static final String ZONE = "us-east-1a";

    private final BilledOrganisation organisation = new BilledOrganisation();

    /** Its reservation moves to the machine that is on demand, so that nothing of its price is lost. */
    @Test
    void shouldSaveWhatItsReservationCoversOfOtherUsage() {
        organisation.reserve(PAYER, "", "m5.xlarge", 1);
        BilledOrganisation.Host reserved = organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, "us-east-1b", "m5.xlarge", 24);

        ReusedCoverage reuse = reuse(reserved);

        assertThat(reuse.part()).hasValue(1);
        assertThat(reuse.alone()).isCloseTo(24 * 0.192, within(1e-9));
        assertThat(reuse.reason())
                .isEqualTo("reserved-instances/r0 would cover m5.xlarge in 222222222222, which is on demand today");
    }

    /** A reservation of an m5.xlarge would cover the m5.large that is on demand, which is half of it. */
    @Test
    void shouldSaveAPartWhereLessIsOnDemand() {
        organisation.reserve(PAYER, "", "m5.xlarge", 1);
        BilledOrganisation.Host reserved = organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "m5.large", 24);

        assertThat(reuse(reserved).part()).hasValueCloseTo(0.5, within(1e-9));
    }

    @Test
    void shouldSaveNothingWhereNothingElseIsOnDemand() {
        organisation.reserve(PAYER, "", "m5.xlarge", 1);
        BilledOrganisation.Host reserved = organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "g5.xlarge", 24);

        ReusedCoverage reuse = reuse(reserved);

        assertThat(reuse.part()).hasValue(0);
        assertThat(reuse.reason()).isEqualTo("nothing that reserved-instances/r0 could cover is on demand");
    }

    /** The reservation covers the machine that the plan covered, and the plan one on demand. */
    @Test
    void shouldNameTheCommitmentThatCoversWhatIsOnDemand() {
        organisation.reserve(PAYER, "", "m5.xlarge", 1);
        organisation.plan(PAYER, "Compute", "", 0.1344);
        BilledOrganisation.Host reserved = organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, "us-east-1b", "m5.xlarge", 24);

        assertThat(reuse(reserved).reason())
                .isEqualTo("savingsplan/p1 would cover m5.xlarge in 222222222222, which is on demand today");
    }

    @Test
    void shouldKnowNothingOfACommitmentWithoutAListing() {
        organisation.reserve(PAYER, "", "m5.xlarge", 1);
        BilledOrganisation.Host reserved = organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "m5.xlarge", 24);
        organisation.bill(new Random(0));
        organisation.terms().clear();

        ReusedCoverage reuse = calculate(organisation.days(), List.of(reserved)).get(0);

        assertThat(reuse.part()).isEmpty();
        assertThat(reuse.reason()).isEqualTo("no listing shows reserved-instances/r0");
    }

    /** As where the owner does not share it. */
    @Test
    void shouldKnowNothingWhereTheBillCannotBeReproduced() {
        organisation.reserve(PAYER, "", "m5.xlarge", 1);
        BilledOrganisation.Host reserved = organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "m5.xlarge", 24);
        organisation.bill(new Random(0));
        organisation.reserve(PAYER, "", "m5.xlarge", 1);

        ReusedCoverage reuse = calculate(organisation.days(), List.of(reserved)).get(0);

        assertThat(reuse.part()).isEmpty();
        assertThat(reuse.reason())
                .isEqualTo("the bill's allocation could not be reproduced, so that only what the bill says counts");
    }

    /** Two reservations of idle machines would cover the same one on demand: it is saved once. */
    @Test
    void shouldCountOnceWhatSeveralSaveTogether() {
        organisation.reserve(PAYER, "", "m5.xlarge", 2);
        BilledOrganisation.Host one = organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        BilledOrganisation.Host another = organisation.run(PAYER, ZONE, "m5.xlarge", 24);
        organisation.run(OTHER, ZONE, "m5.xlarge", 24);
        organisation.bill(new Random(0));

        List<ReusedCoverage> both = calculate(organisation.days(), List.of(one, another));

        assertThat(both).extracting(ReusedCoverage::alone).allMatch(usd -> Math.abs(usd - 24 * 0.192) < 1e-9);
        assertThat(both.get(0).marginal()).isEqualTo(both.get(0).alone());
        assertThat(both.get(1).marginal()).isZero();
    }

    /** Each size is covered by the units of its factor; some families are not size-flexible. */
    @ParameterizedTest
    @CsvSource({
        "m5.nano, 0.25",
        "m5.xlarge, 8",
        "m5.24xlarge, 192",
        "m5.metal, 192",
        "m7i.metal-24xl, 192",
        "i3.metal, 128",
        "g5.xlarge, 0",
        "p5.48xlarge, 0",
        "m9.metal, 0",
        "Fargate-GB-Hours, 0"
    })
    void shouldKnowTheUnitsOfASize(String type, double units) {
        assertThat(SizeFlexibility.units(type, "Linux/UNIX", "default")).isEqualTo(units);
        assertThat(SizeFlexibility.units(type, "Windows", "default")).isZero();
        assertThat(SizeFlexibility.units(type, "Linux/UNIX", "dedicated")).isZero();
    }

    private ReusedCoverage reuse(BilledOrganisation.Host host) {
        organisation.bill(new Random(0));
        return calculate(organisation.days(), List.of(host)).get(0);
    }

    private List<ReusedCoverage> calculate(List<SpendRecord.EligibleDay> days, List<BilledOrganisation.Host> hosts) {
        return List.copyOf(new ReuseCalculator(PAYER, days, organisation.terms())
                .calculate(organisation.hours(hosts))
                .values());
    }
}
