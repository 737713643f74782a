package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was known of an inference endpoint and its invocations at the end of an hour. CloudWatch need not have a value of the invocations
 * for an hour without any, but has the load of the processors while there are instances: an hour that has the load and no invocations
 * had none. Source: Amazon SageMaker AI Developer Guide, "Amazon SageMaker AI metrics in Amazon CloudWatch".
 */
public record InferenceEndpointSnapshot(InventorySnapshot<InferenceEndpointFacts, HourlyCounterHistory> listed)
        implements ListedInput {

    private static final String INVOCATIONS = "AWS/SageMaker Invocations";
    private static final String CPU = "/aws/sagemaker/Endpoints CPUUtilization";
    private static final String GPU = "/aws/sagemaker/Endpoints GPUUtilization";
    private static final String LATENCY = "AWS/SageMaker ModelLatency";

    /** After the name of a metric whose largest value in the hour is kept beside its sum. */
    private static final String MAXIMUM = " Maximum";

    /** The metrics that are needed, as signals name them. */
    static final Set<String> METRICS = Set.of(INVOCATIONS, CPU, GPU, LATENCY);

    /** Those of them whose largest value in the hour is needed too. */
    static final Set<String> WITH_MAXIMUM = Set.of(CPU, GPU);

    /** Whether metrics are requested at all is not for each endpoint to tell. */
    @Override
    public @Nullable String notApplicable(int hours) {
        String reason = listed.notApplicable(hours);
        return reason == null && listed.history().counted(hour(), hours).isEmpty()
                ? "its invocations are not read"
                : reason;
    }

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable InferenceEndpointFacts facts() {
        return listed.facts();
    }

    /** Invocations in the last hours, the evaluated one included, of all variants: also of those that it does not have any more. */
    public long invocations(int hours) {
        return invocations(listed.history(), hour(), hours).orElse(0);
    }

    /** On which of the last days it was invoked, the day of the evaluated hour included. */
    public DaysAtWork daysInvoked() {
        return listed.history().daysUsed(hour(), 1);
    }

    /** Invocations in the last hours up to one, of all variants; empty if CloudWatch has neither these nor a load. */
    public static OptionalLong invocations(HourlyCounterHistory counters, Hour last, int hours) {
        Map<CounterKey, CounterSum> metrics = counters.counted(last, hours);
        return metrics.keySet().stream().noneMatch(CounterKey::isMetric)
                ? OptionalLong.empty()
                : OptionalLong.of(metrics.entrySet().stream()
                        .filter(route -> route.getKey().isMetric()
                                && route.getKey().metric().equals(INVOCATIONS))
                        .mapToLong(route -> route.getValue().bytes())
                        .sum());
    }

    /** In how many of the last hours the invocations of every one of these variants are known. */
    public int hoursKnown(List<InferenceEndpointFacts.Variant> variants, int hours) {
        Map<CounterKey, CounterSum> metrics = listed.history().counted(hour(), hours);
        return variants.stream()
                .mapToInt(variant ->
                        Math.max(hours(metrics, variant.name(), INVOCATIONS), hours(metrics, variant.name(), CPU)))
                .min()
                .orElse(0);
    }

    /** Invocations of a variant in each of the last hours of which CloudWatch has any, ascending. */
    public long[] invocationsByHour(String variant, int hours) {
        return sortedHours(variant, INVOCATIONS, hours);
    }

    /**
     * The largest load of the processors of any instance of a variant in each of the last hours that are known, ascending; in percent, 100
     * for each vCPU, rounded up.
     */
    public long[] cpuMaxima(String variant, int hours) {
        return sortedHours(variant, nameOfMaximum(CPU), hours);
    }

    /** The same of the GPUs; in percent, 100 for each GPU. */
    public long[] gpuMaxima(String variant, int hours) {
        return sortedHours(variant, nameOfMaximum(GPU), hours);
    }

    /** The mean time in which the model answered in each of the last hours that are known, ascending; microseconds. */
    public long[] latencies(String variant, int hours) {
        return sortedHours(variant, LATENCY, hours);
    }

    /** The name under which the largest values of a metric are kept. */
    static String nameOfMaximum(String metric) {
        return metric + MAXIMUM;
    }

    /** Each known value of an hourly metric of a variant in the last hours, ascending. */
    private long[] sortedHours(String variant, String metric, int hours) {
        return listed.history().sortedHours(hour(), hours, CounterKey.ofMetric(variant, metric));
    }

    private static int hours(Map<CounterKey, CounterSum> metrics, String variant, String metric) {
        return metrics.getOrDefault(CounterKey.ofMetric(variant, metric), CounterSum.NONE)
                .hours();
    }
}
