package dev.gleaner.benchmarks.collector;

import dev.gleaner.analyzer.profile.instance.InstanceMetric;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.CollectorProcess;
import dev.gleaner.systemtests.environment.KafkaBrokerProcess;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Counts the AWS calls to read an organization. The packaged collector reads its inventory once, and once an hour of its
 * metrics, from a fake of AWS that counts the calls.
 */
public final class ApiCallBenchmark implements Benchmark {

    /** Metrics of endpoints and of log groups, and the memory and the volumes of instances. Those of the load of an endpoint have the name of one of instances. */
    static final Set<String> OF_OTHERS = Set.of(
            "Invocations",
            "ModelLatency",
            "GroupInServiceInstances",
            "GPUUtilization",
            "IncomingBytes",
            "mem_used_percent",
            "EBSReadOps",
            "EBSWriteOps");

    private static final OrganizationSize SIZE = new OrganizationSize(10, 4, 1000);

    /** Calls of all APIs for 1,000 instances and one round. */
    private static final double MOST_CALLS = 13;

    /** USD for 1,000 instances a month. */
    private static final double MOST_DOLLARS = 26;

    /** The first request for metrics waits until five minutes of the hour are over, which may be after two inventories. */
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private static final double QUIET_SECONDS = 15;

    /** Default of collector.get-metric-data.memory.interval and of that of volumes. */
    private static final Duration RARE_INTERVAL = Duration.ofHours(18);

    /** The first hour of an interval, the time in which points settle, and some minutes to read the inventory. */
    private static final Duration WITHOUT_RARE_METRICS = Duration.ofMinutes(75);

    @Override
    public String name() {
        return "api-calls";
    }

    @Override
    public String summary() {
        return "calls of AWS for 1,000 instances a round, and USD a month, in 10 accounts of 4 regions";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        checkStart(Instant.now());
        Path folder = Files.createTempDirectory(Path.of("benchmarks/target"), "api-calls")
                .toAbsolutePath();
        CollectionRoundCost round;
        try (KafkaBrokerProcess broker = new KafkaBrokerProcess(folder.resolve("run"));
                CountingAwsServer aws = new CountingAwsServer(SIZE);
                CollectorProcess collector = aws.startCollector(folder, settings(broker, aws))) {
            await(aws.calls(), collector, folder);
            round = new CollectionRoundCost(SIZE, aws.calls());
            round.print();
            List<String> faults = round.violations(MOST_CALLS, MOST_DOLLARS, needed());
            faults.addAll(round.disagreements(
                    collector.metric("gleaner_collector_cost_usd_total", "source=\"get-metric-data\""),
                    unavailable(collector)));
            if (!faults.isEmpty()) {
                throw new IllegalStateException(String.join("; ", faults) + "; see " + folder);
            }
        }
        return new Figure(String.format("%.2f", round.calls()), "calls");
    }

    /** Without history, memory and volumes have nothing to request before an hour of their interval is over. */
    private static void checkStart(Instant now) {
        long intervalMillis = RARE_INTERVAL.toMillis();
        Instant interval = Instant.ofEpochMilli(now.toEpochMilli() / intervalMillis * intervalMillis);
        Instant earliest = interval.plus(WITHOUT_RARE_METRICS);
        if (now.isBefore(earliest)) {
            throw new IllegalStateException("memory and volumes are requested every " + RARE_INTERVAL.toHours()
                    + " hours, and nothing of them before " + earliest + ": start the benchmark then");
        }
    }

    /** One hour of metrics without history, so that the first round is like any other. */
    private static Map<String, String> settings(KafkaBrokerProcess broker, CountingAwsServer aws) {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        settings.put("collector.aws.endpoint", aws.endpoint());
        settings.put("collector.aws.regions", String.join(",", SIZE.regionNames()));
        settings.put("collector.aws.organization.enabled", "true");
        settings.put("collector.inventory.interval", "PT1H");
        settings.put("collector.inventory.networks.interval", "PT1H");
        settings.put("collector.get-metric-data.enabled", "true");
        settings.put("collector.get-metric-data.days", "0");
        settings.put("collector.get-metric-data.history.enabled", "false");
        settings.put("collector.cloudtrail.history.enabled", "false");
        settings.put("collector.get-metric-data.budget", "1000");
        return settings;
    }

    private static double unavailable(CollectorProcess collector) {
        return collector.metric("gleaner_collector_unavailable_total", "");
    }

    /** Ends as soon as a source has failed: its calls may never come. */
    private static void await(ApiCallCounter calls, CollectorProcess collector, Path folder) {
        boolean isComplete = WaitDeadline.in(TIMEOUT)
                .poll(Duration.ofSeconds(1), () -> isComplete(calls) || unavailable(collector) > 0);
        if (unavailable(collector) > 0) {
            throw new IllegalStateException("a source of the collector failed; see its log in " + folder);
        }
        if (!isComplete) {
            throw new IllegalStateException("metrics were requested in only "
                    + calls.metrics().size() + " of " + SIZE.accountRegions() + " regions");
        }
    }

    private static boolean isComplete(ApiCallCounter calls) {
        return calls.metrics().size() >= SIZE.accountRegions()
                && calls.rounds(ApiCallCounter.OF_ENDPOINTS) >= SIZE.accountRegions()
                && calls.rounds(ApiCallCounter.OF_LOG_GROUPS) >= SIZE.accountRegions()
                && calls.rounds(ApiCallCounter.OF_SCALING_GROUPS) >= SIZE.accountRegions()
                && calls.rounds(ApiCallCounter.OF_MEMORY) >= SIZE.accountRegions()
                && calls.rounds(ApiCallCounter.OF_DISKS) >= SIZE.accountRegions()
                && calls.quietSeconds() >= QUIET_SECONDS;
    }

    /** The metrics that the analyzer's rules use, or will use. */
    private static Set<String> needed() {
        Set<String> needed = Arrays.stream(InstanceMetric.values())
                .map(InstanceMetric::shortName)
                .collect(Collectors.toCollection(TreeSet::new));
        needed.addAll(OF_OTHERS);
        return needed;
    }
}
