package dev.gleaner.systemtests.flood;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What came of a flood.
 *
 * @param takenIn seconds until all findings were in the database
 * @param planned seconds until all had a plan
 * @param flooded from decision to request, of those decided one by one while findings came and were planned
 * @param others the same of all other decisions, most of them all at once
 * @param stages where the time of the former went, by name
 * @param waiting approved, and waiting for a budget
 * @param lost approved, and neither done nor waiting
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
    /** Well within what others give a process that they ask to end, such as the 30 s of Kubernetes. */
    private static final Duration ENDED = Duration.ofSeconds(20);

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
        print("while findings came", flooded);
        print("all others", others);
        System.out.printf("  %-22s %7d%n", "waiting for a budget", waiting);
        System.out.println("of those while findings came                p50 ms       p99 ms");
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
        System.out.printf("asked to end while findings came: ended after %.1f s%n", seconds(shutdown.took()));
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

    /** What must not be so. */
    List<String> violations() {
        List<String> faults = new ArrayList<>();
        budgets.stream()
                .filter(BudgetUsageCalculator.BudgetUsage::isBroken)
                .forEach(budgetUsage ->
                        faults.add("ABOVE BUDGET: " + budgetUsage.line().strip()));
        add(faults, count("actions, account") == 0, "no account was short of actions, so it shows nothing");
        add(faults, count("dollars, account") == 0, "no account was short of dollars, so it shows nothing");
        add(faults, count("actions, all") == 0, "there were actions enough for all, so it shows nothing");
        add(faults, count("dollars, all") == 0, "there were dollars enough for all, so it shows nothing");
        add(faults, aws.repeated() > 0, "an instance was asked to stop more than once");
        add(faults, lost > 0, lost + " approved actions were neither done nor let wait for a budget");
        add(
                faults,
                memory.retained() > parameters.memory().keptMegabytes(),
                "MEMORY NOT FLAT: it keeps something of findings");
        add(faults, memory.peak() > parameters.memory().peakMegabytes(), "MEMORY NOT FLAT: it grew with the findings");
        add(
                faults,
                memory.peakResident() > parameters.memory().residentMegabytes(),
                "the process took too much memory");
        add(faults, !shutdown.complaints().isEmpty(), "it complained while it ended");
        add(faults, shutdown.took().compareTo(ENDED) > 0, "it took too long to end");
        add(faults, flooded.getTotalCount() < FEWEST_DECISIONS, "too few decisions while findings came for a p99");
        return faults;
    }

    private long count(String name) {
        return budgets.stream()
                .filter(budgetUsage -> budgetUsage.name().startsWith(name) && !budgetUsage.isIdle())
                .count();
    }

    private static void add(List<String> faults, boolean isSo, String what) {
        if (isSo) {
            faults.add(what);
        }
    }
}
