package dev.gleaner.benchmarks.collector;

import dev.gleaner.collector.listing.ReadingConfig;
import dev.gleaner.collector.listing.kind.CommitmentListing;
import dev.gleaner.collector.listing.kind.ContainerRepositoryListing;
import dev.gleaner.collector.listing.kind.ElasticIpListing;
import dev.gleaner.collector.listing.kind.InferenceEndpointListing;
import dev.gleaner.collector.listing.kind.InferenceProfileListing;
import dev.gleaner.collector.listing.kind.LoadBalancerListing;
import dev.gleaner.collector.listing.kind.LogGroupListing;
import dev.gleaner.collector.listing.kind.NotebookListing;
import dev.gleaner.collector.listing.kind.ScalingGroupListing;
import dev.gleaner.collector.listing.kind.SnapshotListing;
import dev.gleaner.collector.listing.kind.VolumeListing;
import dev.gleaner.collector.listing.kind.VpcListing;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.price.PriceConfig;
import dev.gleaner.contracts.resource.GetMetricDataPrice;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls and the cost of one round of all sources. If metrics were requested several times, the mean counts; calls of a
 * second inventory count as calls of the first.
 */
final class CollectionRoundCost {

    private static final int HOURS_A_MONTH = 730;
    private static final double THOUSAND = 1000.0;

    /** APIs that are called once for all regions of an account, or for all accounts: their calls are shared. */
    private static final Set<String> SHARED = Set.of(
            "AssumeRole",
            "ListAccounts",
            "GetCallerIdentity",
            "ListBuckets",
            "GetProducts",
            ApiCallCounter.OF_SERVICES,
            "DescribeSpotPriceHistory",
            "DescribeSavingsPlans");

    private static final GetMetricDataConfig METRICS = defaults(GetMetricDataConfig.class);

    /** A round lists the instances once: what of networks is listed less often counts with its share, too. */
    private static final Duration NETWORKS = Duration.ofHours(interval(VpcListing.Config.class)
            .dividedBy(defaults(InventoryConfig.class).interval()));

    /** APIs with intervals of many hours. */
    static final Map<String, Duration> SLOW = Map.ofEntries(
            Map.entry("DescribeVolumes", interval(VolumeListing.Config.class)),
            Map.entry("DescribeAddresses", interval(ElasticIpListing.Config.class)),
            Map.entry("DescribeSnapshots", interval(SnapshotListing.Config.class)),
            Map.entry("DescribeImages", interval(SnapshotListing.Config.class)),
            Map.entry("DescribeAutoScalingGroups", interval(ScalingGroupListing.Config.class)),
            Map.entry("DescribePolicies", interval(ScalingGroupListing.Config.class)),
            Map.entry("DescribeScheduledActions", interval(ScalingGroupListing.Config.class)),
            Map.entry("DescribeLoadBalancers", interval(LoadBalancerListing.Config.class)),
            Map.entry("DescribeTags", interval(LoadBalancerListing.Config.class)),
            Map.entry("ListEndpoints", interval(InferenceEndpointListing.Config.class)),
            Map.entry("DescribeEndpoint", interval(InferenceEndpointListing.Config.class)),
            Map.entry("DescribeEndpointConfig", interval(InferenceEndpointListing.Config.class)),
            Map.entry("ListTags", interval(InferenceEndpointListing.Config.class)),
            Map.entry("ListNotebookInstances", interval(NotebookListing.Config.class)),
            Map.entry("DescribeVpcs", NETWORKS),
            Map.entry("DescribeNatGateways", NETWORKS),
            Map.entry("DescribeVpcEndpoints", NETWORKS),
            Map.entry("DescribeRepositories", interval(ContainerRepositoryListing.Config.class)),
            Map.entry("ListInferenceProfiles", interval(InferenceProfileListing.Config.class)),
            Map.entry("DescribeReservedInstances", interval(CommitmentListing.Config.class)),
            Map.entry("DescribeCapacityReservations", interval(CommitmentListing.Config.class)),
            Map.entry("DescribeLogGroups", interval(LogGroupListing.Config.class)),
            Map.entry("GetResources", interval(LogGroupListing.Config.class)),
            Map.entry(ApiCallCounter.OF_ENDPOINTS, interval(InferenceEndpointListing.MetricsConfig.class)),
            Map.entry(ApiCallCounter.OF_LOG_GROUPS, interval(LogGroupListing.MetricsConfig.class)),
            Map.entry(ApiCallCounter.OF_SCALING_GROUPS, interval(ScalingGroupListing.MetricsConfig.class)),
            Map.entry("ListMetrics", METRICS.memory().interval()),
            Map.entry(ApiCallCounter.OF_MEMORY, METRICS.memory().interval()),
            Map.entry(ApiCallCounter.OF_DISKS, METRICS.disks().interval()));

    private static final PriceConfig PRICES = defaults(PriceConfig.class);

    /** APIs with long intervals that are called in one region of each account, or in one account only. */
    private static final Map<String, Duration> SLOW_AND_SHARED = Map.of(
            "DescribeSavingsPlans",
            interval(CommitmentListing.Config.class),
            "GetProducts",
            PRICES.interval(),
            ApiCallCounter.OF_SERVICES,
            PRICES.servicesInterval(),
            "DescribeSpotPriceHistory",
            PRICES.spot().interval());

    private final OrganizationSize size;
    private final ApiCallCounter apiCallCounter;

    CollectionRoundCost(OrganizationSize size, ApiCallCounter apiCallCounter) {
        this.size = size;
        this.apiCallCounter = apiCallCounter;
    }

    /** Calls for 1,000 instances. */
    double calls() {
        return apiCallCounter.apis().stream().mapToDouble(this::calls).sum();
    }

    private double calls(String api) {
        double shares = SHARED.contains(api) ? size.accountRegions() : apiCallCounter.rounds(api);
        return apiCallCounter.calls(api) / shares / size.instances() * THOUSAND / hours(api);
    }

    /** Hours from one round of an API to the next. */
    private static double hours(String api) {
        return SLOW.getOrDefault(api, SLOW_AND_SHARED.getOrDefault(api, Duration.ofHours(1)))
                .toHours();
    }

    /** USD a month for hourly metrics of 1,000 instances, for their memory and their volumes, and for the endpoints and log groups beside them. */
    double dollars() {
        return dollarsOfInstances() + dollarsOfOthers();
    }

    private double dollarsOfInstances() {
        long asked = apiCallCounter.metrics().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return dollars(asked, apiCallCounter.metrics().size(), 1);
    }

    private double dollarsOfOthers() {
        return dollarsOf(ApiCallCounter.OF_ENDPOINTS)
                + dollarsOf(ApiCallCounter.OF_LOG_GROUPS)
                + dollarsOf(ApiCallCounter.OF_SCALING_GROUPS)
                + dollarsOf(ApiCallCounter.OF_MEMORY)
                + dollarsOf(ApiCallCounter.OF_DISKS);
    }

    private double dollarsOf(String slow) {
        int rounds = apiCallCounter.rounds(slow);
        return rounds == 0 ? 0 : dollars(apiCallCounter.slowMetrics(slow), rounds, hours(slow));
    }

    private double dollars(long asked, double rounds, double hours) {
        return GetMetricDataPrice.dollarsFor(asked).doubleValue()
                / rounds
                / size.instances()
                * THOUSAND
                * HOURS_A_MONTH
                / hours;
    }

    /** The same, with the largest share of instances that are read more often because people decide about them. */
    double mostDollars() {
        double times = METRICS.interval().toSeconds()
                / (double) METRICS.near().interval().toSeconds();
        return dollarsOfInstances() * (1 + METRICS.near().share() * (times - 1)) + dollarsOfOthers();
    }

    private static Duration interval(Class<? extends ReadingConfig> config) {
        return defaults(config).interval();
    }

    private static <C> C defaults(Class<C> config) {
        return new SmallRyeConfigBuilder().withMapping(config).build().getConfigMapping(config);
    }

    void print() {
        System.out.printf(
                "%d accounts x %d regions x %d instances%n%-26s %8s %8s %8s %14s%n",
                size.accounts(), size.regions(), size.instances(), "API", "calls", "rounds", "hours", "per 1,000");
        for (String api : apiCallCounter.apis()) {
            System.out.printf(
                    "%-26s %8d %8d %8.0f %14.3f%n",
                    api, apiCallCounter.calls(api), apiCallCounter.rounds(api), hours(api), calls(api));
        }
        System.out.printf("%-26s %8s %8s %8s %14.2f%n", "all", "", "", "", calls());
        System.out.printf(
                "requested metrics: %s%n%.2f USD a month for 1,000 instances, at most %.2f with those near a"
                        + " decision%n",
                String.join(", ", apiCallCounter.names()), dollars(), mostDollars());
    }

    /** The requirements that were not met, in words. */
    List<String> violations(double mostCalls, double mostDollars, Set<String> needed) {
        List<String> faults = new ArrayList<>();
        if (!(calls() <= mostCalls)) {
            faults.add(String.format("%.2f calls are more than %.0f", calls(), mostCalls));
        }
        if (!(mostDollars() <= mostDollars)) {
            faults.add(String.format("%.2f USD are more than %.0f", mostDollars(), mostDollars));
        }
        if (!apiCallCounter.names().equals(needed)) {
            faults.add("rules need " + needed + ", requested were " + apiCallCounter.names());
        }
        long each = ofInstances(needed) * size.instances();
        for (Map.Entry<String, Long> round : apiCallCounter.metrics().entrySet()) {
            if (round.getValue() != each) {
                faults.add(round.getValue() + " metrics of " + each + " were requested in " + round.getKey());
            }
        }
        if (apiCallCounter.calls("GetProducts") == 0
                || apiCallCounter.calls(ApiCallCounter.OF_SERVICES) == 0
                || apiCallCounter.rounds("DescribeSpotPriceHistory") != size.regions()) {
            faults.add("the prices of some regions were not read");
        }
        if (apiCallCounter.rounds("DescribeInstances") != size.accountRegions()) {
            faults.add("only " + apiCallCounter.rounds("DescribeInstances") + " regions were listed");
        }
        SLOW.keySet().stream()
                .sorted()
                .filter(api -> apiCallCounter.rounds(api) != size.accountRegions())
                .forEach(api -> faults.add(api + " was called in " + apiCallCounter.rounds(api) + " regions only"));
        return faults;
    }

    private static long ofInstances(Set<String> needed) {
        return needed.stream()
                .filter(name -> !ApiCallBenchmark.OF_OTHERS.contains(name))
                .count();
    }

    /** Differences from the collector's own metrics, in words. */
    List<String> disagreements(double dollars, double unavailable) {
        List<String> faults = new ArrayList<>();
        double counted = GetMetricDataPrice.dollarsFor(apiCallCounter.metrics().values().stream()
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
