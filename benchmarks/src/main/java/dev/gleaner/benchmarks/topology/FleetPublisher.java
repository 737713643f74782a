package dev.gleaner.benchmarks.topology;

import dev.gleaner.benchmarks.analyzer.FleetSignals;
import dev.gleaner.benchmarks.topology.InstanceHistorySignals.Load;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Publishes the signals of a fleet of instances: a backfill with one point an hour, then hours as the collector sends them. Some
 * of the idle instances had a last hour at work, so that their findings become due in hours of the caller's choice.
 */
final class FleetPublisher {

    /** Start of the first hour after the backfill. */
    static final Instant START = Instant.parse("2026-11-02T00:00:00Z");

    /** Hours since the last hour at work, the evaluated one included, from which an instance is idle. */
    static final int REST_HOURS = 24;

    private static final int HOURS_PER_DAY = 24;
    private static final long SEED = 42;

    /** One of so many idle instances has its finding become due in each of the chosen hours. */
    private static final int IDLE_PER_DUE_FINDING = 50;

    private static final long PRINT_INTERVAL = 1_000_000;

    private final FleetSignals fleet;
    private final SignalProducer producer;
    private final List<String> instances;
    private final Set<AccountRegion> scopes = new TreeSet<>(Comparator.naturalOrder());
    private long records;

    FleetPublisher(int instances, SignalProducer producer) {
        this.fleet = FleetSignals.ofInstances(instances, START, SEED);
        this.producer = producer;
        this.instances = fleet.resources();
        this.instances.forEach(arn -> scopes.add(AccountRegion.of(Arn.parse(arn))));
    }

    FleetSignals fleet() {
        return fleet;
    }

    /** The accounts and regions of its resources. */
    Set<AccountRegion> scopes() {
        return Collections.unmodifiableSet(scopes);
    }

    /** Number of records so far, without those of progress. */
    long records() {
        return records;
    }

    /** End of an hour, counted from the first one. */
    static Instant end(int hour) {
        return START.plus(Duration.ofHours(hour + 1L));
    }

    /**
     * A listing and the hourly points of all instances, without progress. Idle instances have findings after eight days.
     *
     * @param dueHours hours in which further findings become due, at most 23
     */
    void backfill(int days, int... dueHours) {
        int hours = days * HOURS_PER_DAY;
        Instant from = START.minus(Duration.ofHours(hours));
        Map<String, Integer> lastWork = lastWork(hours, dueHours);
        Set<String> idle = new HashSet<>(fleet.idleInstances());
        Set<String> sporadic = new HashSet<>(fleet.sporadicInstances());
        for (String arn : instances) {
            send(InstanceHistorySignals.listing(arn, from));
            IntFunction<Load> load = hour -> Load.BUSY;
            if (idle.contains(arn)) {
                int peak = lastWork.getOrDefault(arn, -1);
                load = hour -> hour == peak ? Load.PEAK : Load.IDLE;
            } else if (sporadic.contains(arn)) {
                load = hour -> hour % HOURS_PER_DAY < 2 ? Load.BUSY : Load.IDLE;
            }
            send(InstanceHistorySignals.metrics(arn, from, hours, load));
        }
        producer.flush();
    }

    private Map<String, Integer> lastWork(int hours, int... dueHours) {
        List<String> idle = fleet.idleInstances();
        Map<String, Integer> lastWork = new HashMap<>();
        for (int index = 0; index < idle.size(); index++) {
            int due = index % IDLE_PER_DUE_FINDING;
            if (due < dueHours.length) {
                if (dueHours[due] >= REST_HOURS) {
                    throw new IllegalArgumentException("a finding can become due in the first 24 hours only");
                }
                lastWork.put(idle.get(index), hours + dueHours[due] - REST_HOURS);
            }
        }
        return lastWork;
    }

    /** The signals of an hour, and the progress to its end. */
    void publish(int hour) {
        publishSignals(hour);
        publishProgress(hour);
    }

    /** The signals of an hour without progress. */
    void publishSignals(int hour) {
        publishSignals(hour, 0, Long.MAX_VALUE);
    }

    /** Those signals of an hour that have a number from one to another, exclusive. */
    void publishSignals(int hour, long first, long end) {
        AtomicLong number = new AtomicLong();
        fleet.forEachRecord(hour, (key, partition, value) -> {
            long current = number.getAndIncrement();
            if (key.length > 0 && current >= first && current < end) {
                producer.send(key, partition, value);
                count();
            }
        });
        producer.flush();
    }

    /** The progress of all sources to the end of an hour. */
    void publishProgress(int hour) {
        producer.send(InstanceHistorySignals.progress(scopes, end(hour)));
        producer.flush();
    }

    private void send(Signal signal) {
        producer.send(signal);
        count();
    }

    private void count() {
        records++;
        if (records % PRINT_INTERVAL == 0) {
            System.out.printf("  %,d signals published%n", records);
        }
    }
}
