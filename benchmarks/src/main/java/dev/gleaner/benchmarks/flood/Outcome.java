package dev.gleaner.benchmarks.flood;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What came of a flood. */
record Outcome(
        Limits limits,
        Duration planned,
        Histogram latency,
        Deciders.Listing whole,
        Deciders.Listing page,
        int approved,
        Spending actions,
        Spending dollars,
        long growth,
        long peakResident,
        FakeAws aws) {

    private static final double MICROS = 1e3;

    void print() {
        System.out.printf(
                "%d findings taken in and planned in %.1f s; %d DescribeInstances answered, %d throttled%n",
                limits.findings(), planned.toMillis() / 1e3, aws.describes(), aws.throttled());
        System.out.printf(
                "the whole list: %.1f s, %.1f MB; the first 100 of it: %.0f ms%n",
                whole.took().toMillis() / 1e3, whole.bytes() / 1e6, page.took().toNanos() / 1e6);
        System.out.printf(
                "decision to AWS request, %d while flooded: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                latency.getTotalCount(),
                latency.getValueAtPercentile(50) / MICROS,
                latency.getValueAtPercentile(99) / MICROS,
                latency.getMaxValue() / MICROS);
        System.out.printf(
                "memory: %d MB more needed at the worst (bound %d), %d MB resident at the peak (bound %d)%n",
                growth, limits.growthMegabytes(), peakResident, limits.residentMegabytes());
        System.out.printf(
                "%d approved, %s done for %s USD a month; nearest to the budget: %.1f actions, %.1f USD left%n",
                approved,
                actions.total(),
                dollars.total(),
                -actions.mostAbove(limits.actionsAnHour()),
                -dollars.mostAbove(limits.dollarsAnHour()));
    }

    double p99Millis() {
        return latency.getValueAtPercentile(99) / MICROS;
    }

    /** What must not be so. */
    List<String> faults() {
        Map<String, Boolean> faults = new LinkedHashMap<>();
        faults.put("more actions than the budget allows", actions.mostAbove(limits.actionsAnHour()) > 0);
        faults.put("more dollars than the budget allows", dollars.mostAbove(limits.dollarsAnHour()) > 0);
        faults.put(
                "the budget was never short, so it shows nothing",
                approved <= actions.total().intValue());
        faults.put("an instance was asked to stop more than once", aws.repeated() > 0);
        faults.put("memory grew with the findings", growth > limits.growthMegabytes());
        faults.put("the process took too much memory", peakResident > limits.residentMegabytes());
        return faults.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }
}
