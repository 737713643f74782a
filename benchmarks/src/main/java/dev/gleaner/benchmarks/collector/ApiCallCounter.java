package dev.gleaner.benchmarks.collector;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the calls of each API, and its rounds. A round reads one region or one account once. */
final class ApiCallCounter {

    /** The name of calls of GetMetricData for endpoints, which have their own interval. */
    static final String OF_ENDPOINTS = "GetMetricData endpoints";

    /** The name of calls of GetMetricData for log groups, which have their own interval. */
    static final String OF_LOG_GROUPS = "GetMetricData log groups";

    /** The name of calls of GetMetricData for Auto Scaling groups, which have their own interval. */
    static final String OF_SCALING_GROUPS = "GetMetricData scaling groups";

    /** The name of calls of GetMetricData for the memory of instances, which have their own interval. */
    static final String OF_MEMORY = "GetMetricData memory";

    /** The name of calls of GetMetricData for the volumes of instances, which have their own interval. */
    static final String OF_DISKS = "GetMetricData disks";

    /** The name of calls of GetProducts for anything but instances, which have their own interval. */
    static final String OF_SERVICES = "GetProducts services";

    private final Map<String, AtomicLong> slowMetrics = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> rounds = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> metrics = new ConcurrentHashMap<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private volatile long last = System.nanoTime();

    /** Adds a call of a round. */
    void add(String api, String round) {
        calls.computeIfAbsent(api, key -> new AtomicLong()).incrementAndGet();
        rounds.computeIfAbsent(api, key -> ConcurrentHashMap.newKeySet()).add(round);
        last = System.nanoTime();
    }

    /** Adds the metrics of a call of GetMetricData, and their names. */
    void metrics(String round, long count, Set<String> requested) {
        metrics.computeIfAbsent(round, key -> new AtomicLong()).addAndGet(count);
        names.addAll(requested);
    }

    /** Adds the metrics of a call of GetMetricData with an interval of its own, such as {@link #OF_ENDPOINTS}, and their names. */
    void slowMetrics(String name, long count, Set<String> requested) {
        slowMetrics.computeIfAbsent(name, key -> new AtomicLong()).addAndGet(count);
        names.addAll(requested);
    }

    /** Metrics in all regions that were requested by calls with an interval of their own, as CloudWatch bills them. */
    long slowMetrics(String name) {
        AtomicLong count = slowMetrics.get(name);
        return count == null ? 0 : count.get();
    }

    /** The APIs that were called. */
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

    /** Metrics by round, as CloudWatch bills them. */
    Map<String, Long> metrics() {
        Map<String, Long> counts = new TreeMap<>();
        metrics.forEach((round, count) -> counts.put(round, count.get()));
        return counts;
    }

    /** Names of the requested metrics. */
    Set<String> names() {
        return new TreeSet<>(names);
    }

    /** Seconds since the last call. */
    double quietSeconds() {
        return (System.nanoTime() - last) / 1e9;
    }
}
