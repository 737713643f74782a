package dev.gleaner.benchmarks.collecting;

import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import dev.gleaner.contracts.price.MetricPrice;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One round of all sources, as AWS counted it. Where metrics were asked for several times, the mean counts; a second listing
 * counts as more calls of the first.
 */
final class Round {

    private static final int HOURS_A_MONTH = 730;
    private static final double THOUSAND = 1000.0;

    /** Asked for once an hour for all regions of an account, or for all accounts: what a round of them takes is shared. */
    private static final Set<String> SHARED = Set.of("AssumeRole", "ListAccounts", "GetCallerIdentity", "ListBuckets");

    private final Size size;
    private final Calls calls;

    Round(Size size, Calls calls) {
        this.size = size;
        this.calls = calls;
    }

    /** For 1,000 instances. */
    double calls() {
        return calls.apis().stream().mapToDouble(this::calls).sum();
    }

    private double calls(String api) {
        double realms = SHARED.contains(api) ? size.realms() : calls.rounds(api);
        return calls.calls(api) / realms / size.instances() * THOUSAND;
    }

    /** USD a month for 1,000 instances that are asked for once an hour. */
    double dollars() {
        long asked =
                calls.metrics().values().stream().mapToLong(Long::longValue).sum();
        double rounds = calls.metrics().size();
        return MetricPrice.of(asked).doubleValue() / rounds / size.instances() * THOUSAND * HOURS_A_MONTH;
    }

    /** The same, with as many as may be asked for more often because people decide about them. */
    double mostDollars() {
        GetMetricDataConfig config = new SmallRyeConfigBuilder()
                .withMapping(GetMetricDataConfig.class)
                .build()
                .getConfigMapping(GetMetricDataConfig.class);
        double times = config.interval().toSeconds()
                / (double) config.near().interval().toSeconds();
        return dollars() * (1 + config.near().share() * (times - 1));
    }

    void print() {
        System.out.printf(
                "%d accounts x %d regions x %d instances%n%-22s %8s %8s %14s%n",
                size.accounts(), size.regions(), size.instances(), "API", "calls", "rounds", "per 1,000");
        for (String api : calls.apis()) {
            System.out.printf("%-22s %8d %8d %14.2f%n", api, calls.calls(api), calls.rounds(api), calls(api));
        }
        System.out.printf("%-22s %8s %8s %14.2f%n", "all", "", "", calls());
        System.out.printf(
                "metrics asked for: %s%n%.2f USD a month for 1,000 instances, at most %.2f with those near a decision%n",
                String.join(", ", calls.names()), dollars(), mostDollars());
    }

    /** What is wrong with it; nothing if all is as it should be. */
    List<String> faults(double mostCalls, double mostDollars, Set<String> needed) {
        List<String> faults = new ArrayList<>();
        if (!(calls() <= mostCalls)) {
            faults.add(String.format("%.2f calls are more than %.0f", calls(), mostCalls));
        }
        if (!(mostDollars() <= mostDollars)) {
            faults.add(String.format("%.2f USD are more than %.0f", mostDollars(), mostDollars));
        }
        if (!calls.names().equals(needed)) {
            faults.add("rules need " + needed + ", asked for was " + calls.names());
        }
        long each = (long) needed.size() * size.instances();
        for (Map.Entry<String, Long> round : calls.metrics().entrySet()) {
            if (round.getValue() != each) {
                faults.add(round.getValue() + " metrics of " + each + " were asked for in " + round.getKey());
            }
        }
        if (calls.rounds("DescribeInstances") != size.realms()) {
            faults.add("only " + calls.rounds("DescribeInstances") + " regions were listed");
        }
        return faults;
    }

    /** Where the collector's own metrics say otherwise. */
    List<String> disagreements(double dollars, double unavailable) {
        List<String> faults = new ArrayList<>();
        double counted = MetricPrice.of(calls.metrics().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .doubleValue();
        if (Math.abs(dollars - counted) > 0.005 * counted) {
            faults.add(String.format("the collector counts %.4f USD, AWS %.4f", dollars, counted));
        }
        if (unavailable > 0) {
            faults.add("the collector could not read something " + unavailable + " times");
        }
        return faults;
    }
}
