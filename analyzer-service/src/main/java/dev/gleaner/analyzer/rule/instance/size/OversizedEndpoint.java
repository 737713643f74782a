package dev.gleaner.analyzer.rule.instance.size;

import dev.gleaner.analyzer.cost.EndpointTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.resource.AcceleratedSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An inference endpoint of SageMaker with more instances than its load needs: the 99th percentile of the largest CPU and GPU load of an
 * instance in each hour would fit on fewer of them, and its answers do not get slower with the load.
 *
 * @param coverage share of the hours whose load must be known, 0 to 1
 * @param utilization below which the load must stay on fewer instances, percent
 * @param latencyGrowth how many times the median latency the 99th percentile of it may be
 * @param leastInstances that an endpoint keeps whatever its load is
 * @param unlistedHours for which it may be missing in complete listings
 * @param accelerators types of whose load their CPU tells nothing
 */
public record OversizedEndpoint(
        int hours,
        double coverage,
        double utilization,
        double latencyGrowth,
        int leastInstances,
        int unlistedHours,
        int effortMinutes,
        AcceleratedSeries accelerators)
        implements Rule<InferenceEndpointSnapshot> {

    static final RuleName NAME = new RuleName("oversized-endpoint", 5);

    private static final String IN_SERVICE = "InService";
    private static final String REAL_TIME = "real-time";
    private static final String ML = "ml.";
    private static final double PERCENTILE = 0.99;
    private static final double MEDIAN = 0.5;
    private static final int MINUTES_PER_HOUR = 60;

    /** How many times the measured peak of invocations the instances are taken to be enough for, at most. */
    private static final double MOST_RESERVE = 1.5;

    private static final double MICROS_PER_MILLI = 1000;
    private static final int SECONDS_PER_HOUR = 3600;

    private static final Remedy BATCHING =
            Remedy.advice("If its model answers requests one by one, execute them in batches, which needs fewer"
                    + " instances still. Save the finding as finding.json, measure how long a batch takes, and run deploy/kits/batching/render finding.json"
                    + " --p99-ms LIMIT --batch-ms 16=MS,32=MS --model NAME out.");

    /** The rule as configured. */
    public static OversizedEndpoint of(OversizedEndpointConfig config, AcceleratedSeries accelerators) {
        return new OversizedEndpoint(
                RuleNumbers.hours(config.window()),
                config.coverage(),
                config.utilization(),
                config.latencyGrowth(),
                Math.max(1, config.leastInstances()),
                RuleNumbers.hours(config.unlisted()),
                RuleNumbers.minutes(config.effort()),
                accelerators);
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public Verdict evaluate(InferenceEndpointSnapshot endpoint) {
        InferenceEndpointFacts facts = endpoint.facts();
        if (facts == null) {
            return new Verdict.Nothing("it is not listed");
        }
        String exception = exception(endpoint, facts);
        if (exception != null) {
            return new Verdict.Nothing(exception);
        }
        if (endpoint.invocations(hours) == 0) {
            return new Verdict.Nothing("no invocation of it is known in the last " + days() + " days");
        }
        InferenceEndpointFacts.Variant variant = facts.variants().get(0);
        Integer instances = variant.instances();
        Optional<InstanceSize> size = size(variant);
        if (instances == null || size.isEmpty() || facts.modified() == null) {
            return new Verdict.Insufficient(unknown(facts, variant, size));
        }
        Load load = Load.of(endpoint, variant.name(), size.get(), hours);
        List<String> missing = missing(endpoint, load);
        if (!missing.isEmpty()) {
            return new Verdict.Insufficient(missing);
        }
        if (load.latency() > latencyGrowth * load.medianLatency()) {
            return new Verdict.Nothing("its answers get slower with the load");
        }
        int needed = needed(instances, load);
        return needed < instances
                ? new Verdict.Found(
                        () -> evidence(load, instances, needed),
                        () -> List.of(scaling(load, instances, needed), BATCHING),
                        prices -> new EndpointTariff(endpoint.resource(), endpoint.region(), facts.onInstances())
                                .stopped(prices, (double) (instances - needed) / instances))
                : new Verdict.Nothing("its load needs its " + instances + " instances");
    }

    /** Why the rule does not apply to such an endpoint; null if it does, or if that is not known. */
    private @Nullable String exception(InferenceEndpointSnapshot endpoint, InferenceEndpointFacts facts) {
        if (!facts.state().equals(IN_SERVICE)) {
            return "it is " + facts.state() + ", not " + IN_SERVICE;
        }
        if (!facts.type().isEmpty() && !facts.type().equals(REAL_TIME)) {
            return "it is not invoked in real time on instances, but " + facts.type();
        }
        if (facts.variants().size() != 1) {
            return "it has " + facts.variants().size() + " variants, and which of them gets the load can change";
        }
        Integer instances = facts.variants().get(0).instances();
        if (instances != null && instances <= leastInstances) {
            return "it has " + instances + " instances, of which " + leastInstances + " are kept whatever the load is";
        }
        String type = facts.variants().get(0).instanceType();
        if (accelerators.includes(type) && !hasMeasuredGpus(facts.variants().get(0))) {
            return "its instances have accelerators whose load is not measured: " + type;
        }
        Long modified = facts.modified();
        return modified != null && endpoint.hour().endMillis() - modified < hours * Hour.MILLIS
                ? "it was created or changed in the last " + days() + " days"
                : null;
    }

    /**
     * Whether CloudWatch has the load of what the type is chosen for. Source: Amazon SageMaker Developer Guide, "Metrics for monitoring
     * Amazon SageMaker AI with Amazon CloudWatch", "GPUUtilization".
     */
    private static boolean hasMeasuredGpus(InferenceEndpointFacts.Variant variant) {
        return size(variant).filter(size -> size.gpus().count() > 0).isPresent();
    }

    private static List<String> unknown(
            InferenceEndpointFacts facts, InferenceEndpointFacts.Variant variant, Optional<InstanceSize> size) {
        List<String> missing = new ArrayList<>();
        if (variant.instances() == null) {
            missing.add("its number of instances");
        }
        if (size.isEmpty()) {
            missing.add("the vCPUs and GPUs of its type"
                    + (variant.instanceType().isEmpty() ? "" : " " + variant.instanceType()));
        }
        if (facts.modified() == null) {
            missing.add("the time of its last change: without it, it is not known how many instances the load was for");
        }
        return missing;
    }

    private List<String> missing(InferenceEndpointSnapshot endpoint, Load load) {
        List<String> missing = new ArrayList<>();
        if (load.cpuHours() < coverage * hours) {
            missing.add("its CPU load in " + (hours - load.cpuHours()) + " of " + hours + " hours");
        }
        if (load.hasGpus() && load.gpuHours() < coverage * hours) {
            missing.add("its GPU load in " + (hours - load.gpuHours()) + " of " + hours + " hours");
        }
        if (load.latencyHours() < coverage * load.busyHours() || load.latencyHours() == 0) {
            missing.add("its model latency in " + (load.busyHours() - load.latencyHours()) + " of " + load.busyHours()
                    + " hours with invocations");
        }
        Long last = endpoint.listed().lastListed();
        if (last != null && endpoint.hour().endMillis() - last > unlistedHours * Hour.MILLIS) {
            missing.add("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                    + " do not, so it may have been deleted");
        }
        return missing;
    }

    /** EC2 types of the same name have the same vCPUs and GPUs. Source: Amazon SageMaker pricing, "Real-Time Inference". */
    private static Optional<InstanceSize> size(InferenceEndpointFacts.Variant variant) {
        String type = variant.instanceType();
        return type.startsWith(ML) ? InstanceSizeTable.bundled().of(type.substring(ML.length())) : Optional.empty();
    }

    /** The least number of instances on which the load of all of them stays below the limit. */
    private int needed(int instances, Load load) {
        int needed = leastInstances;
        while (needed < instances && load.highest() * instances / needed >= utilization) {
            needed++;
        }
        return needed;
    }

    private List<Evidence> evidence(Load load, int instances, int needed) {
        double growth = (double) instances / needed;
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("instances", instances, "count", null, 1, 1));
        evidence.add(new Evidence("instances needed", needed, "count", (double) instances, 1, 1));
        evidence.add(load("CPU p99 on the instances needed", load.cpu() * growth, load.cpuHours()));
        if (load.hasGpus()) {
            evidence.add(load("GPU p99 on the instances needed", load.gpu() * growth, load.gpuHours()));
        }
        evidence.add(new Evidence(
                "model latency p99",
                RuleNumbers.to3(load.latency() / MICROS_PER_MILLI),
                "milliseconds",
                RuleNumbers.to3(latencyGrowth * load.medianLatency() / MICROS_PER_MILLI),
                load.latencyHours(),
                RuleNumbers.to3(Math.min(1, (double) load.latencyHours() / load.busyHours()))));
        evidence.add(new Evidence(
                "invocations in an hour p99",
                load.invocations(),
                "count",
                null,
                load.cpuHours(),
                RuleNumbers.to3((double) load.cpuHours() / hours)));
        evidence.add(new Evidence(
                "requests at the peak",
                RuleNumbers.to3((double) load.invocations() / SECONDS_PER_HOUR),
                "per second",
                null,
                load.cpuHours(),
                RuleNumbers.to3((double) load.cpuHours() / hours)));
        evidence.add(new Evidence(
                "latency of a request",
                RuleNumbers.to3(load.medianLatency() / MICROS_PER_MILLI),
                "milliseconds",
                null,
                load.latencyHours(),
                RuleNumbers.to3(Math.min(1, (double) load.latencyHours() / load.busyHours()))));
        return List.copyOf(evidence);
    }

    private Evidence load(String name, double percent, int known) {
        return new Evidence(
                name, RuleNumbers.to3(percent), "percent", utilization, known, RuleNumbers.to3((double) known / hours));
    }

    private int days() {
        return Math.max(1, hours / Hour.PER_DAY);
    }

    /**
     * The action {@code set-endpoint-scaling} lets Application Auto Scaling start instances above the measured peak: where the load would
     * reach the limit, if it grew like the invocations, but soon enough that it need not grow like them.
     */
    private Remedy scaling(Load load, int instances, int needed) {
        double projected = load.highest() * instances / needed;
        double reserve = projected * MOST_RESERVE <= utilization ? MOST_RESERVE : utilization / projected;
        long perMinute = Math.max(1, (long) Math.ceil(reserve * load.invocations() / MINUTES_PER_HOUR / needed));
        return Remedy.of(
                RemedyAction.SET_ENDPOINT_SCALING,
                Map.of("instances", Integer.toString(needed), "invocations", Long.toString(perMinute)),
                "Reduce the endpoint to " + needed + " of its " + instances
                        + " instances. Application Auto Scaling starts others, up to "
                        + instances + ", when an instance has more than " + perMinute
                        + " invocations a minute, which takes minutes. Memory is not measured: with more requests at a time an instance may"
                        + " need more of it. The undo restores the number of instances and ends the scaling.");
    }

    /**
     * The load of a variant in a period.
     *
     * @param cpu 99th percentile of the largest load of an instance in an hour, percent of all its vCPUs
     * @param gpu the same of its GPUs
     * @param latency 99th percentile of the hourly mean, microseconds
     * @param medianLatency microseconds
     * @param invocations 99th percentile of those in an hour, of all known hours
     * @param busyHours hours with invocations
     */
    private record Load(
            double cpu,
            int cpuHours,
            double gpu,
            int gpuHours,
            boolean hasGpus,
            long latency,
            long medianLatency,
            int latencyHours,
            long invocations,
            int busyHours) {

        private Load {}

        static Load of(InferenceEndpointSnapshot endpoint, String variant, InstanceSize size, int hours) {
            long[] cpu = endpoint.cpuMaxima(variant, hours);
            long[] gpu = endpoint.gpuMaxima(variant, hours);
            long[] latency = endpoint.latencies(variant, hours);
            long[] invocations = endpoint.invocationsByHour(variant, hours);
            int gpus = size.gpus().count();
            return new Load(
                    (double) percentile(cpu, cpu.length, PERCENTILE) / size.cpus(),
                    cpu.length,
                    gpus == 0 ? 0 : (double) percentile(gpu, gpu.length, PERCENTILE) / gpus,
                    gpu.length,
                    gpus > 0,
                    percentile(latency, latency.length, PERCENTILE),
                    percentile(latency, latency.length, MEDIAN),
                    latency.length,
                    percentile(invocations, Math.max(cpu.length, invocations.length), PERCENTILE),
                    (int) Arrays.stream(invocations).filter(count -> count > 0).count());
        }

        /** The higher one of both loads, percent. */
        double highest() {
            return hasGpus ? Math.max(cpu, gpu) : cpu;
        }

        /**
         * A percentile by the nearest rank; 0 of nothing.
         *
         * @param sorted ascending
         * @param count of all values; those that are not given are 0
         */
        private static long percentile(long[] sorted, int count, double share) {
            int rank = (int) Math.ceil(share * count) - (count - sorted.length);
            return rank < 1 || sorted.length == 0 ? 0 : sorted[Math.min(rank, sorted.length) - 1];
        }
    }
}
