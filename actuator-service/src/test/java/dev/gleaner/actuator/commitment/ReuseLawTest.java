package dev.gleaner.actuator.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.actuator.proposal.FindingState;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is saved of some resources is what their organisation would no longer pay on demand, whatever is approved in which order. */
class ReuseLawTest {

    private static final double EXACT = 1e-6;

    /** Days. */
    private static final double MONTH = 730.0 / 24;

    /** Without anything removed the allocation charges what the bill charges, so that all hours count. */
    @SeededTest(1000)
    void shouldAllocateTheBillsOwnHours(long seed) {
        BilledOrganisation organisation = BilledOrganisation.of(new Random(seed));

        Map<String, ReusedCoverage> reuse =
                organisation.calculator().calculate(organisation.hours(organisation.hosts()));

        assertThat(reuse.values()).allSatisfy(one -> assertThat(one.days()).isEqualTo(1));
        assertThat(sum(reuse.values())).isCloseTo(organisation.onDemand(), within(EXACT));
    }

    /** What some save together does not depend on their order, is not less than what fewer save, and no more than what is paid on demand. */
    @SeededTest(1000)
    void shouldAddUpToWhatTheSetSaves(long seed) {
        Random random = new Random(seed);
        BilledOrganisation organisation = BilledOrganisation.of(random);
        List<BilledOrganisation.Host> some = some(organisation, random);
        double together = total(organisation, List.of(), some);

        Collections.shuffle(some, random);

        assertThat(total(organisation, List.of(), some)).isCloseTo(together, within(EXACT));
        assertThat(together).isBetween(organisation.onDemand(some) - EXACT, organisation.onDemand() + EXACT);
        double fewer = 0;
        for (int number = 0; number < some.size(); number++) {
            double more = total(organisation, List.of(), some.subList(0, number + 1));
            assertThat(more).isGreaterThan(fewer - EXACT);
            fewer = more;
        }
    }

    /** Each approval takes from the total of the open ones what it saves beyond those that were approved before. */
    @SeededTest(1000)
    void shouldFallByWhatTheSetSavesInAnyOrderOfApprovals(long seed) {
        Random random = new Random(seed);
        BilledOrganisation organisation = BilledOrganisation.of(random);
        List<BilledOrganisation.Host> open = some(organisation, random);
        double together = total(organisation, List.of(), open);

        List<BilledOrganisation.Host> approved = new ArrayList<>();
        double fallen = 0;
        double before = together;
        while (!open.isEmpty()) {
            approved.add(open.remove(random.nextInt(open.size())));
            double now = total(organisation, approved, open);
            assertThat(now).isLessThan(before + EXACT);
            fallen += before - now;
            before = now;
        }

        assertThat(before).isZero();
        assertThat(fallen).isCloseTo(together, within(EXACT));
    }

    /** In a month, what the findings count for adds up to what all of them save: no more, and less by rounding alone. */
    @SeededTest(1000)
    void shouldCountInAMonthWhatTheSetSaves(long seed) {
        BilledOrganisation organisation = BilledOrganisation.of(new Random(seed));
        double counted = 0;
        double saved = 0;
        for (Map.Entry<String, ReusedCoverage> entry : organisation
                .calculator()
                .calculate(organisation.hours(organisation.hosts()))
                .entrySet()) {
            ReusedCoverage reuse = entry.getValue();
            double covered = MONTH * reuse.covered();
            BigDecimal monthly =
                    usd(MONTH * reuse.onDemand() + covered * reuse.part().orElse(0));
            CoveredFinding finding = new CoveredFinding(
                    "f", entry.getKey(), FindingState.Kind.OPEN, monthly, covered == 0 ? null : usd(covered));
            counted += monthly.subtract((BigDecimal) finding.row(reuse).get("overlap"))
                    .doubleValue();
            saved += MONTH * reuse.marginal();
        }

        double rounding = 0.02 * organisation.hosts().size();
        assertThat(counted).isLessThan(saved + rounding);
        // A plan may cover usage that costs more on demand than what it covered before, and two that overlap more than
        // each: that is not counted.
        assertThat(counted).isGreaterThan(saved * 0.95 - rounding);
    }

    private static BigDecimal usd(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP);
    }

    private static List<BilledOrganisation.Host> some(BilledOrganisation organisation, Random random) {
        List<BilledOrganisation.Host> some = new ArrayList<>(organisation.hosts());
        Collections.shuffle(some, random);
        return new ArrayList<>(some.subList(0, 1 + random.nextInt(some.size())));
    }

    /** What the open ones save beyond what those that were acted on do. */
    private static double total(
            BilledOrganisation organisation,
            List<BilledOrganisation.Host> actedOn,
            List<BilledOrganisation.Host> open) {
        List<BilledOrganisation.Host> all = new ArrayList<>(actedOn);
        all.addAll(open);
        Map<String, ReusedCoverage> reuse = organisation.calculator().calculate(organisation.hours(all));
        return sum(reuse.values().stream().skip(actedOn.size()).toList());
    }

    private static double sum(Collection<ReusedCoverage> some) {
        return some.stream().mapToDouble(ReusedCoverage::marginal).sum();
    }
}
