package dev.gleaner.systemtests.flood;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Compares the actions that AWS received with each budget of the actuator. */
final class BudgetUsageCalculator {

    private final FloodParameters floodParameters;
    private final Map<Finding, Instant> done;
    private final Collection<String> waits;

    /**
     * @param done when AWS was called for a finding
     * @param waits reasons of the actions that wait
     */
    BudgetUsageCalculator(FloodParameters floodParameters, Map<Finding, Instant> done, Collection<String> waits) {
        this.floodParameters = floodParameters;
        this.done = Map.copyOf(done);
        this.waits = List.copyOf(waits);
    }

    /** The usage of the budgets of all accounts and of each account, in actions and in dollars. */
    List<BudgetUsage> all() {
        List<BudgetUsage> all = new ArrayList<>();
        all.add(bound("actions", "", floodParameters.totalActions(), finding -> BigDecimal.ONE));
        all.add(bound("dollars", "", floodParameters.totalDollars(), BudgetUsageCalculator::dollars));
        for (FloodFindingGenerator.AccountShare part : FloodFindingGenerator.AccountShare.values()) {
            all.add(bound("actions", part.account(), floodParameters.accountActions(), finding -> BigDecimal.ONE));
            all.add(bound("dollars", part.account(), floodParameters.accountDollars(), BudgetUsageCalculator::dollars));
        }
        return all;
    }

    private BudgetUsage bound(String unit, String account, int limit, Function<Finding, BigDecimal> amount) {
        RollingHourMaximum rollingHourMaximum = new RollingHourMaximum();
        done.forEach((finding, at) -> {
            if (Arn.parse(finding.resource()).account().contains(account)) {
                rollingHourMaximum.add(at, amount.apply(finding));
            }
        });
        String whose = account.isEmpty() ? "all accounts" : "account " + account;
        return new BudgetUsage(unit + ", " + whose, limit, rollingHourMaximum.mostInAnHour(), waiting(unit, whose));
    }

    private int waiting(String unit, String whose) {
        return (int) waits.stream()
                .filter(why -> why.contains(unit) && why.contains(whose))
                .count();
    }

    private static BigDecimal dollars(Finding finding) {
        return Objects.requireNonNull(finding.saving().monthly(), "every finding of the flood has a saving");
    }

    /**
     * The usage of a budget.
     *
     * @param limit an hour
     * @param most used in any hour
     * @param waiting approved actions that wait for it
     */
    record BudgetUsage(String name, int limit, BigDecimal most, int waiting) {

        boolean isExceeded() {
            return most.compareTo(BigDecimal.valueOf(limit)) > 0;
        }

        /** Whether no action waits for it, so that the flood did not test it. */
        boolean isIdle() {
            return waiting == 0;
        }

        String line() {
            return String.format("  %-34s %9d %14.0f %9d", name, limit, most, waiting);
        }
    }
}
