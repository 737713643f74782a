package dev.gleaner.benchmarks.collector;

import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.CollectorProcess;
import dev.gleaner.systemtests.environment.KafkaBrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU time of the packaged collector while nothing changes, with every source enabled, in an organization of two accounts and two
 * regions.
 */
public final class IdleCollectorBenchmark implements Benchmark {

    private static final OrganizationSize SIZE = new OrganizationSize(2, 2, 10);
    private static final int MINUTES = 5;

    /** Percent of one core. */
    private static final double MOST_PERCENT = 1;

    /** Time in which it reads everything once, and in which its code is compiled. */
    private static final Duration WARM_UP = Duration.ofMinutes(3);

    private static final Duration STEP = Duration.ofMinutes(1);

    /** APIs that the sources call, at least one for each source. */
    private static final List<String> EXPECTED_APIS = List.of(
            "DescribeInstances",
            "DescribeVpcs",
            "DescribeVolumes",
            "DescribeAddresses",
            "DescribeSnapshots",
            "DescribeAutoScalingGroups",
            "ListEndpoints",
            "DescribeLogGroups",
            "ListBuckets",
            "GetMetricData",
            "GetProducts",
            "DescribeSpotPriceHistory",
            "ListObjectsV2",
            "ReceiveMessage",
            "LookupEvents",
            "dcgm");

    @Override
    public String name() {
        return "quiet";
    }

    @Override
    public String summary() {
        return "[minutes, else " + MINUTES + "]: percent of a core that the collector takes while nothing comes";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int minutes = arguments.isEmpty() ? MINUTES : Integer.parseInt(arguments.get(0));
        Path folder =
                Files.createTempDirectory(Path.of("benchmarks/target"), "quiet").toAbsolutePath();
        double percent;
        try (KafkaBrokerProcess broker = new KafkaBrokerProcess(folder.resolve("run"));
                CountingAwsServer aws = new CountingAwsServer(SIZE);
                CollectorProcess collector = aws.startCollector(folder, settings(broker, aws, folder))) {
            Thread.sleep(WARM_UP.toMillis());
            percent = measure(collector, aws.calls(), minutes);
            requireAllCalled(collector, aws.calls());
        }
        if (!(percent < MOST_PERCENT)) {
            throw new IllegalStateException(String.format(
                    "%.2f percent of a core are not less than %.0f; see %s", percent, MOST_PERCENT, folder));
        }
        return new Figure(String.format("%.2f", percent), "percent");
    }

    private static double measure(CollectorProcess collector, ApiCallCounter apiCallCounter, int minutes)
            throws InterruptedException {
        System.out.printf("%-8s %12s %12s%n", "minute", "CPU seconds", "calls");
        double first = seconds(collector);
        long start = System.nanoTime();
        for (int minute = 1; minute <= minutes; minute++) {
            double before = seconds(collector);
            long called = all(apiCallCounter);
            Thread.sleep(STEP.toMillis());
            System.out.printf("%-8d %12.2f %12d%n", minute, seconds(collector) - before, all(apiCallCounter) - called);
        }
        return 100 * (seconds(collector) - first) / ((System.nanoTime() - start) / 1e9);
    }

    private static double seconds(CollectorProcess collector) {
        return collector.cpu().toNanos() / 1e9;
    }

    /** Fails if a source made no calls or could not read, as it would need no CPU time. */
    private static void requireAllCalled(CollectorProcess collector, ApiCallCounter apiCallCounter) {
        List<String> silent = EXPECTED_APIS.stream()
                .filter(api -> apiCallCounter.calls(api) == 0)
                .toList();
        double unavailable = collector.metric("gleaner_collector_unavailable_total", "");
        if (!silent.isEmpty() || unavailable > 0) {
            throw new IllegalStateException(
                    "not every source was active: no calls of " + silent + ", and " + unavailable + " failed reads");
        }
    }

    private static long all(ApiCallCounter apiCallCounter) {
        return apiCallCounter.apis().stream().mapToLong(apiCallCounter::calls).sum();
    }

    /** Enables every source but nvidia-smi, which needs a GPU, and those that are read once. */
    private static Map<String, String> settings(KafkaBrokerProcess broker, CountingAwsServer aws, Path folder)
            throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        settings.put("collector.aws.endpoint", aws.endpoint());
        settings.put("collector.aws.regions", String.join(",", SIZE.regionNames()));
        settings.put("collector.aws.organization.enabled", "true");
        settings.put("collector.get-metric-data.enabled", "true");
        settings.put("collector.get-metric-data.days", "1");
        settings.put("collector.get-metric-data.history.enabled", "false");
        settings.put("collector.cloudtrail.history.enabled", "false");
        settings.put("collector.metric-stream.access-key", "benchmark");
        settings.put("collector.cloudtrail.folder", empty(folder, "trail"));
        settings.put("collector.cloudtrail.s3", "s3://trail/AWSLogs");
        settings.put("collector.cloudtrail.queue", "https://sqs.us-east-1.amazonaws.com/100000000000/files");
        settings.put("collector.cloudtrail.events-queue", "https://sqs.us-east-1.amazonaws.com/100000000000/events");
        settings.put("collector.cloudtrail.lookup.enabled", "true");
        settings.put("collector.flow-logs.s3", "s3://flows/AWSLogs");
        settings.put("collector.gpu.recording", empty(folder, "gpus"));
        settings.put("collector.gpu.instance", "arn:aws:ec2:us-east-1:100000000000:instance/i-0");
        settings.put("collector.gpu.dcgm.targets[0].instance", "arn:aws:ec2:us-east-1:100000000000:instance/i-1");
        settings.put("collector.gpu.dcgm.targets[0].url", aws.endpoint() + "/metrics");
        settings.put("collector.ip-ranges.url", ranges(folder));
        return settings;
    }

    private static String empty(Path folder, String name) throws IOException {
        return Files.createDirectories(folder.resolve(name)).toString();
    }

    private static String ranges(Path folder) throws IOException {
        return Files.writeString(
                        folder.resolve("ip-ranges.json"),
                        "{\"prefixes\":[{\"ip_prefix\":\"3.5.140.0/22\",\"region\":\"us-east-1\"}],"
                                + "\"ipv6_prefixes\":[{\"ipv6_prefix\":\"2600:1f00::/24\",\"region\":\"us-east-1\"}]}")
                .toUri()
                .toString();
    }
}
