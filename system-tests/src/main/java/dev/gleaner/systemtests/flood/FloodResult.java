package dev.gleaner.systemtests.flood;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The result of a flood.
 *
 * @param takenIn seconds until the database contained all findings
 * @param planned seconds until all had a plan
 * @param flooded latencies from decision to AWS request, of decisions while findings arrived and were planned
 * @param others the same for all other decisions, most of which were simultaneous
 * @param stages percentiles of the stages of the decisions during the flood, by name
 * @param waiting approved actions that wait for a budget
 * @param lost approved actions that are neither done nor waiting
 */
record FloodResult(
        FloodParameters parameters,
        double takenIn,
        double planned,
        ApprovalLoadGenerator.Listing whole,
        ApprovalLoadGenerator.Listing page,
        Histogram flooded,
        Histogram others,
        Map<String, String> stages,
        int waiting,
        int lost,
        List<BudgetUsageCalculator.BudgetUsage> budgets,
        MemoryReport memory,
        FloodActuatorProcess.ShutdownResult shutdown,
        FloodAwsServer aws) {

    private static final double MICROS = 1e3;
    private static final int FEWEST_DECISIONS = 30;
    private static final int COMPLAINTS = 5;
    /** Well below the grace period of Kubernetes, 30 s. */
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(20);

    FloodResult {
        budgets = List.copyOf(budgets);
        stages = new TreeMap<>(stages);
    }

    void print() {
        System.out.printf(
                "%d findings at once: taken in after %.1f s, planned after %.1f s (%d DescribeInstances, %d throttled)%n",
                parameters.findings(), takenIn, planned, aws.describes(), aws.throttled());
        System.out.printf(
                "the whole list: %.1f s, %.1f MB; the first 100 of it: %.0f ms%n",
                seconds(whole.took()), whole.bytes() / 1e6, page.took().toNanos() / 1e6);
        System.out.println(
                "decisions                   done       p50 ms       p99 ms       max ms   to AWS's request");
        print("during the flood", flooded);
        print("all others", others);
        System.out.printf("  %-22s %7d%n", "waiting for a budget", waiting);
        System.out.println("decisions during the flood                  p50 ms       p99 ms");
        stages.forEach((stage, took) -> System.out.printf("  %-34s %s%n", stage, took));
        System.out.println("budget                              an hour  most in an hour   waiting");
        budgets.forEach(budgetUsage -> System.out.println(budgetUsage.line()));
        memory.print();
        System.out.printf(
                "heap kept %+d MB (bound %d), at most %+d MB (bound %d); resident at most %d MB (bound %d)%n",
                memory.retained(),
                parameters.memory().keptMegabytes(),
                memory.peak(),
                parameters.memory().peakMegabytes(),
                memory.peakResident(),
                parameters.memory().residentMegabytes());
        System.out.printf("shutdown while findings arrived: ended after %.1f s%n", seconds(shutdown.took()));
        shutdown.complaints().stream().limit(COMPLAINTS).forEach(line -> System.out.println("  " + line));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private static void print(String name, Histogram latency) {
        System.out.printf(
                "  %-22s %7d %12.1f %12.1f %12.1f%n",
                name,
                latency.getTotalCount(),
                latency.getValueAtPercentile(50) / MICROS,
                latency.getValueAtPercentile(99) / MICROS,
                latency.getMaxValue() / MICROS);
    }

    double p99Millis() {
        return flooded.getValueAtPercentile(99) / MICROS;
    }

    /** The requirements that were not met, in words. */
    List<String> violations() {
        List<String> faults = new ArrayList<>();
        budgets.stream()
                .filter(BudgetUsageCalculator.BudgetUsage::isExceeded)
                .forEach(budgetUsage ->
                        faults.add("ABOVE BUDGET: " + budgetUsage.line().strip()));
        add(
                faults,
                count("actions, account") == 0,
                "no action waited for an account's budget of actions, so it was not tested");
        add(
                faults,
                count("dollars, account") == 0,
                "no action waited for an account's budget of dollars, so it was not tested");
        add(
                faults,
                count("actions, all") == 0,
                "no action waited for the total budget of actions, so it was not tested");
        add(
                faults,
                count("dollars, all") == 0,
                "no action waited for the total budget of dollars, so it was not tested");
        add(faults, aws.repeated() > 0, "an instance was stopped more than once");
        add(faults, lost > 0, lost + " approved actions are neither done nor wait for a budget");
        add(
                faults,
                memory.retained() > parameters.memory().keptMegabytes(),
                "MEMORY NOT FLAT: the used heap is larger than before the flood");
        add(
                faults,
                memory.peak() > parameters.memory().peakMegabytes(),
                "MEMORY NOT FLAT: the used heap grew with the findings");
        add(
                faults,
                memory.peakResident() > parameters.memory().residentMegabytes(),
                "the resident memory exceeded its limit");
        add(faults, !shutdown.complaints().isEmpty(), "warnings or errors were logged during the shutdown");
        add(faults, shutdown.took().compareTo(SHUTDOWN_LIMIT) > 0, "the shutdown took too long");
        add(faults, flooded.getTotalCount() < FEWEST_DECISIONS, "too few decisions during the flood for a p99");
        return faults;
    }

    private long count(String name) {
        return budgets.stream()
                .filter(budgetUsage -> budgetUsage.name().startsWith(name) && !budgetUsage.isIdle())
                .count();
    }

    private static void add(List<String> faults, boolean isViolated, String fault) {
        if (isViolated) {
            faults.add(fault);
        }
    }
}
