package dev.gleaner.benchmarks.topology;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.benchmarks.topology.InstanceHistory.Load;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.systemtests.Benchmark;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Two packaged analyzers share the partitions while an hour of signals arrives every second; a third one joins, and one is killed.
 * Every version of a final finding that a backtest of the same signals gives must be readable exactly once.
 */
public final class RebalanceBenchmark implements Benchmark {

    private static final int INSTANCES = 1000;
    private static final int HOURS = 90;
    private static final int BACKFILL_HOURS = 8 * 24;

    /** Share of the hours after which an analyzer joins, and after which another one is killed. */
    private static final double JOINS_AT = 0.2;

    private static final double KILLED_AT = 0.6;

    /** One busy hour in ten days: an instance is idle from the eighth day on. In each hour some instances become idle. */
    private static final int CYCLE_HOURS = 10 * 24;

    private static final Instant START = FleetPublisher.START;
    private static final AccountRegion SCOPE = new AccountRegion("123456789012", "us-east-1");

    /** {@code -Drebalance.options} replaces the options of the JVMs of the analyzers. */
    private static final String OPTIONS = System.getProperty("rebalance.options", "-Xmx1g -XX:+UseSerialGC");

    private static final Duration HOUR_TIME = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** Time after the last expected finding in which findings may arrive twice. */
    private static final Duration REPEAT_TIME = Duration.ofSeconds(10);

    private static final Duration POLL_TIME = Duration.ofMillis(100);

    @Override
    public String name() {
        return "rebalance";
    }

    @Override
    public String summary() {
        return "[instances, else " + INSTANCES + "] [hours, else " + HOURS
                + "]: findings lost or doubled when an analyzer joins two others and one is killed";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int instances = arguments.isEmpty() ? INSTANCES : Integer.parseInt(arguments.get(0));
        int hours = arguments.size() < 2 ? HOURS : Integer.parseInt(arguments.get(1));
        List<Signal> backfill = backfill(instances);
        List<List<Signal>> live = new ArrayList<>();
        for (int hour = 0; hour < hours; hour++) {
            live.add(hour(instances, hour));
        }
        Set<String> expected = expected(backfill, live);
        if (expected.isEmpty()) {
            throw new IllegalStateException("the backtest has no findings, so that nothing can be compared");
        }
        System.out.printf(
                "%d instances, %d hours of backfill and %d hours with %d records and %d samples each: %d versions of"
                        + " final findings by a backtest%n",
                instances,
                BACKFILL_HOURS,
                hours,
                instances,
                instances * InstanceHistory.SAMPLES_PER_HOUR,
                expected.size());
        try (AnalyzerBroker broker = AnalyzerBroker.start(name());
                SignalProducer producer = new SignalProducer(broker.bootstrapServers());
                AnalyzerGroup analyzers = new AnalyzerGroup(broker)) {
            analyzers.join();
            analyzers.join();
            return new Run(broker, producer, analyzers, expected).run(backfill, live);
        }
    }

    private static List<Signal> backfill(int instances) {
        List<Signal> signals = new ArrayList<>();
        Instant from = START.minus(Duration.ofHours(BACKFILL_HOURS));
        for (int instance = 0; instance < instances; instance++) {
            signals.add(InstanceHistory.listing(arn(instance), from));
            signals.add(metrics(instance, -BACKFILL_HOURS, BACKFILL_HOURS));
        }
        return signals;
    }

    /** The metrics of all instances in an hour, and the progress to its end. */
    private static List<Signal> hour(int instances, int hour) {
        List<Signal> signals = new ArrayList<>();
        for (int instance = 0; instance < instances; instance++) {
            signals.add(metrics(instance, hour, 1));
        }
        signals.add(InstanceHistory.progress(List.of(SCOPE), START.plus(Duration.ofHours(hour + 1L))));
        return signals;
    }

    private static Signal metrics(int instance, int firstHour, int hours) {
        return InstanceHistory.metrics(
                arn(instance),
                START.plus(Duration.ofHours(firstHour)),
                hours,
                hour -> Math.floorMod(firstHour + hour + instance, CYCLE_HOURS) == 0 ? Load.BUSY : Load.IDLE);
    }

    private static String arn(int instance) {
        return Arn.instance(SCOPE.region(), SCOPE.account(), String.format("i-%017x", instance))
                .toString();
    }

    private static Set<String> expected(List<Signal> backfill, List<List<Signal>> live) {
        List<Signal> signals = new ArrayList<>(backfill);
        live.forEach(signals::addAll);
        return Backtest.ofDefaults().run(signals).finals().stream()
                .map(Json::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The analyzers of the same application, each with its own name and state. */
    private static final class AnalyzerGroup implements AutoCloseable {

        private final AnalyzerBroker broker;
        private final List<AnalyzerProcess> analyzers = new ArrayList<>();

        AnalyzerGroup(AnalyzerBroker broker) {
            this.broker = broker;
        }

        void join() throws Exception {
            analyzers.add(AnalyzerProcess.start(broker, "analyzer-" + (analyzers.size() + 1), OPTIONS));
        }

        void awaitReady() {
            analyzers.forEach(AnalyzerProcess::awaitReady);
        }

        /** Sends SIGKILL to the first one. */
        void killOne() {
            analyzers.remove(0).kill();
        }

        void requireAlive() {
            analyzers.forEach(AnalyzerProcess::requireAlive);
        }

        @Override
        public void close() {
            analyzers.forEach(AnalyzerProcess::close);
        }
    }

    private record Run(AnalyzerBroker broker, SignalProducer producer, AnalyzerGroup analyzers, Set<String> expected) {

        Figure run(List<Signal> backfill, List<List<Signal>> live) throws Exception {
            backfill.forEach(producer::send);
            producer.flush();
            analyzers.awaitReady();
            try (FindingReader reader = FindingReader.fromBeginning(broker.bootstrapServers(), Topic.FINDINGS)) {
                Map<String, Integer> found = new HashMap<>();
                for (int hour = 0; hour < live.size(); hour++) {
                    if (hour == (int) (JOINS_AT * live.size())) {
                        event(hour, "a third analyzer joins");
                        analyzers.join();
                    }
                    if (hour == (int) (KILLED_AT * live.size())) {
                        event(hour, "an analyzer is killed");
                        analyzers.killOne();
                    }
                    long next = System.nanoTime() + HOUR_TIME.toNanos();
                    live.get(hour).forEach(producer::send);
                    producer.flush();
                    while (System.nanoTime() < next) {
                        read(reader, found);
                    }
                    if (hour % 10 == 9) {
                        event(hour, found.size() + " versions of final findings");
                    }
                }
                long timeout = System.nanoTime() + TIMEOUT.toNanos();
                while (!found.keySet().containsAll(expected) && System.nanoTime() < timeout) {
                    read(reader, found);
                }
                long end = System.nanoTime() + REPEAT_TIME.toNanos();
                while (System.nanoTime() < end) {
                    read(reader, found);
                }
                return print(found);
            }
        }

        private static void event(int hour, String what) {
            System.out.printf("  hour %d: %s%n", hour, what);
        }

        private void read(FindingReader reader, Map<String, Integer> found) {
            analyzers.requireAlive();
            for (ConsumerRecord<String, byte[]> record : reader.poll(POLL_TIME)) {
                Finding finding = Json.read(record.value(), Finding.class);
                if (!finding.provisional() && finding.revision() == 0) {
                    found.merge(new String(record.value(), StandardCharsets.UTF_8), 1, Integer::sum);
                }
            }
        }

        private Figure print(Map<String, Integer> found) {
            long lost = expected.stream()
                    .filter(version -> !found.containsKey(version))
                    .count();
            long doubled = found.values().stream().mapToLong(count -> count - 1).sum();
            long other = found.keySet().stream()
                    .filter(version -> !expected.contains(version))
                    .count();
            System.out.println("versions of final findings");
            System.out.printf("  by a backtest        %6d%n", expected.size());
            System.out.printf(
                    "  readable             %6d%n",
                    found.values().stream().mapToInt(count -> count).sum());
            System.out.printf("  lost                 %6d%n", lost);
            System.out.printf("  doubled              %6d%n", doubled);
            System.out.printf("  not in the backtest  %6d%n", other);
            return new Figure(Long.toString(lost + doubled + other), "findings lost or doubled");
        }
    }
}
