package dev.gleaner.benchmarks.collector;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What was asked: each call by its API, and in how many rounds. A round is one asking of a region, or of an account. */
final class ApiCallCounter {

    /** Calls of GetMetricData for endpoints, which has an interval of its own. */
    static final String OF_ENDPOINTS = "GetMetricData endpoints";

    private final AtomicLong metricsOfEndpoints = new AtomicLong();
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> rounds = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> metrics = new ConcurrentHashMap<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private volatile long last = System.nanoTime();

    /** One call of a round. */
    void add(String api, String round) {
        calls.computeIfAbsent(api, key -> new AtomicLong()).incrementAndGet();
        rounds.computeIfAbsent(api, key -> ConcurrentHashMap.newKeySet()).add(round);
        last = System.nanoTime();
    }

    /** A call of GetMetricData asked for so many metrics, of these names. */
    void metrics(String round, long count, Set<String> asked) {
        metrics.computeIfAbsent(round, key -> new AtomicLong()).addAndGet(count);
        names.addAll(asked);
    }

    /** A call of GetMetricData asked for so many metrics of endpoints, of these names. */
    void metricsOfEndpoints(long count, Set<String> asked) {
        metricsOfEndpoints.addAndGet(count);
        names.addAll(asked);
    }

    /** Of all regions, as CloudWatch bills them. */
    long metricsOfEndpoints() {
        return metricsOfEndpoints.get();
    }

    /** Every API that was called. */
    Set<String> apis() {
        return new TreeSet<>(calls.keySet());
    }

    long calls(String api) {
        AtomicLong count = calls.get(api);
        return count == null ? 0 : count.get();
    }

    int rounds(String api) {
        return rounds.getOrDefault(api, Set.of()).size();
    }

    /** Metrics that were asked for, as CloudWatch bills them, by round. */
    Map<String, Long> metrics() {
        Map<String, Long> counts = new TreeMap<>();
        metrics.forEach((round, count) -> counts.put(round, count.get()));
        return counts;
    }

    /** Names of the metrics that were asked for. */
    Set<String> names() {
        return new TreeSet<>(names);
    }

    /** How long ago the last call came. */
    double quietSeconds() {
        return (System.nanoTime() - last) / 1e9;
    }
}
