package dev.gleaner.benchmarks.topology;

import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;

/** Signals of an instance with one point an hour of each metric. */
final class InstanceHistorySignals {

    /** A sample of each metric. */
    static final int SAMPLES_PER_HOUR = 3;

    private static final String METRICS = "get-metric-data";
    private static final String LISTINGS = "inventory";
    private static final int PERIOD = 3600;

    private InstanceHistorySignals() {}

    /** A listing of a running instance. */
    static Signal listing(String arn, Instant at) {
        return signal(arn, LISTINGS, at)
                .setInventory(Inventory.newBuilder()
                        .setState("running")
                        .setType("m5.xlarge")
                        .putTags("environment", "dev")
                        .putTags("team", "vision")
                        .putTags("project", "atlas")
                        .putTags("cost-center", "cc-7")
                        .setZone("us-east-1a")
                        .setPlatform("Linux/UNIX")
                        .setTenancy("default")
                        .setRootDevice("ebs"))
                .build();
    }

    /**
     * CPU and network of consecutive hours in one signal.
     *
     * @param load of an hour, counted from the first one
     */
    static Signal metrics(String arn, Instant from, int hours, IntFunction<Load> load) {
        Instant end = from.plus(Duration.ofHours(hours));
        Metric.Builder cpu = metric("AWS/EC2 CPUUtilization", "Percent", from);
        Metric.Builder in = metric("AWS/EC2 NetworkIn", "Bytes", from);
        Metric.Builder out = metric("AWS/EC2 NetworkOut", "Bytes", from);
        for (int hour = 0; hour < hours; hour++) {
            Load now = load.apply(hour);
            double noise = hour % 7 / 10.0;
            add(cpu, hour, now.mean + noise, now.maximum + noise);
            add(in, hour, now.bytes + hour % 5, now.bytes + hour % 5);
            add(out, hour, now.bytes / 2, now.bytes / 2);
        }
        return signal(arn, METRICS, end)
                .setMetricSet(
                        MetricSet.newBuilder().addMetrics(cpu).addMetrics(in).addMetrics(out))
                .build();
    }

    /** Progress of both sources in some accounts and regions. */
    static Signal progress(Collection<AccountRegion> scopes, Instant through) {
        Progress.Builder progress = Progress.newBuilder();
        for (AccountRegion scope : scopes) {
            for (String source : List.of(LISTINGS, METRICS)) {
                progress.addSources(SourceProgress.newBuilder()
                        .setSource(source)
                        .setAccount(scope.account())
                        .setRegion(scope.region())
                        .setThrough(through.toEpochMilli()));
            }
        }
        return Signal.newBuilder()
                .setObservedAt(through.toEpochMilli())
                .setProgress(progress)
                .build();
    }

    private static Metric.Builder metric(String name, String unit, Instant from) {
        return Metric.newBuilder()
                .setMetric(name)
                .setUnit(unit)
                .setPeriod(PERIOD)
                .setStart(from.toEpochMilli());
    }

    private static void add(Metric.Builder metric, int hour, double mean, double maximum) {
        metric.addIndex(hour).addMean(mean).addMaximum(maximum).addSum(mean).addCount(1);
    }

    private static Signal.Builder signal(String resource, String source, Instant observedAt) {
        Arn arn = Arn.parse(resource);
        return Signal.newBuilder()
                .setResource(resource)
                .setSource(source)
                .setAccount(arn.account())
                .setRegion(arn.region())
                .setObservedAt(observedAt.toEpochMilli());
    }

    /** What an instance does in an hour. */
    enum Load {
        /** Counts as idle. */
        IDLE(1, 2, 10_000),
        /** An hour at work with a low mean, of which an idle instance may have a few. */
        PEAK(4, 75, 10_000),
        /** A busy hour: the instance is not idle for as long as it is in the window of the rule. */
        BUSY(60, 90, 40_000_000);

        private final double mean;
        private final double maximum;
        private final double bytes;

        Load(double mean, double maximum, double bytes) {
            this.mean = mean;
            this.maximum = maximum;
            this.bytes = bytes;
        }
    }
}
