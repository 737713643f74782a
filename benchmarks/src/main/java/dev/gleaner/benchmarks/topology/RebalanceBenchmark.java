package dev.gleaner.benchmarks.topology;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.benchmarks.topology.InstanceHistorySignals.Load;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Two packaged analyzers share the partitions while an hour of signals arrives every second; a third one joins, one is killed, and
 * then the others are stopped and started again one after another, as for an upgrade. Every version of a final finding that a
 * backtest of the same signals gives must be readable exactly once.
 */
public final class RebalanceBenchmark implements Benchmark {

    private static final int INSTANCES = 1000;
    private static final int HOURS = 90;
    private static final int BACKFILL_HOURS = 8 * 24;

    /** Share of the hours after which an analyzer joins, another one is killed, and the others are restarted. */
    private static final double JOINS_AT = 0.1;

    private static final double KILLED_AT = 0.25;
    private static final double RESTARTED_AT = 0.55;

    /** One busy hour in ten days: an instance is idle from the eighth day on. In each hour some instances become idle. */
    private static final int CYCLE_HOURS = 10 * 24;

    private static final Instant START = FleetPublisher.START;
    private static final AccountRegion SCOPE = new AccountRegion("123456789012", "us-east-1");

    /** {@code -Drebalance.options} replaces the options of the JVMs of the analyzers. */
    private static final String OPTIONS = System.getProperty("rebalance.options", "-Xmx1g -XX:+UseSerialGC");

    /** {@code -Drebalance.standby-replicas} replaces the number of copies of the state of each partition. */
    private static final int STANDBY_REPLICAS = Integer.getInteger("rebalance.standby-replicas", 1);

    private static final Duration HOUR_TIME = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** Time after the last expected finding in which findings may arrive twice. */
    private static final Duration REPEAT_TIME = Duration.ofSeconds(10);

    private static final Duration POLL_TIME = Duration.ofMillis(100);

    /** A partition that was not read for longer had no analyzer: it has input in each second. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "rebalance";
    }

    @Override
    public String summary() {
        return "[instances, else " + INSTANCES + "] [hours, else " + HOURS
                + "]: findings lost or doubled when an analyzer joins two others, one is killed, and the others are restarted"
                + " one after another";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int instances = arguments.isEmpty() ? INSTANCES : Integer.parseInt(arguments.get(0));
        int hours = arguments.size() < 2 ? HOURS : Integer.parseInt(arguments.get(1));
        System.out.printf(
                "%d instances, %d hours of backfill and at least %d hours of %d records and %d samples each%n",
                instances, BACKFILL_HOURS, hours, instances, instances * InstanceHistorySignals.SAMPLES_PER_HOUR);
        try (AnalyzerBroker broker = AnalyzerBroker.start(name());
                SignalProducer producer = new SignalProducer(broker.bootstrapServers());
                GroupMonitor monitor =
                        new GroupMonitor(broker.admin(), AnalyzerProcess.GROUP, Topic.SIGNALS.topicName());
                AnalyzerGroup analyzers = new AnalyzerGroup(broker, monitor)) {
            analyzers.join();
            analyzers.join();
            return new Run(producer, analyzers, instances, hours).run(broker.bootstrapServers());
        }
    }

    private static List<Signal> backfill(int instances) {
        List<Signal> signals = new ArrayList<>();
        Instant from = START.minus(Duration.ofHours(BACKFILL_HOURS));
        for (int instance = 0; instance < instances; instance++) {
            signals.add(InstanceHistorySignals.listing(arn(instance), from));
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
        signals.add(InstanceHistorySignals.progress(List.of(SCOPE), START.plus(Duration.ofHours(hour + 1L))));
        return signals;
    }

    private static Signal metrics(int instance, int firstHour, int hours) {
        return InstanceHistorySignals.metrics(
                arn(instance),
                START.plus(Duration.ofHours(firstHour)),
                hours,
                hour -> Math.floorMod(firstHour + hour + instance, CYCLE_HOURS) == 0 ? Load.BUSY : Load.IDLE);
    }

    private static String arn(int instance) {
        return Arn.instance(SCOPE.region(), SCOPE.account(), String.format("i-%017x", instance))
                .toString();
    }

    private static Set<String> expected(List<Signal> signals) {
        Set<String> expected = Backtest.ofDefaults().run(signals).finals().stream()
                .map(Json::text)
                .collect(Collectors.toCollection(TreeSet::new));
        if (expected.isEmpty()) {
            throw new IllegalStateException("the backtest has no findings, so that nothing can be compared");
        }
        return expected;
    }

    /** The analyzers of the same application, each with its own name and state. */
    private static final class AnalyzerGroup implements AutoCloseable {

        private final AnalyzerBroker broker;
        private final GroupMonitor monitor;
        private final List<AnalyzerProcess> analyzers = new ArrayList<>();

        AnalyzerGroup(AnalyzerBroker broker, GroupMonitor monitor) {
            this.broker = broker;
            this.monitor = monitor;
        }

        void join() throws Exception {
            analyzers.add(
                    AnalyzerProcess.start(broker, "analyzer-" + (analyzers.size() + 1), OPTIONS, STANDBY_REPLICAS));
        }

        void awaitReady() {
            analyzers.forEach(AnalyzerProcess::awaitReady);
        }

        /** Sends SIGKILL to the first one. */
        void killOne() {
            analyzers.remove(0).kill();
        }

        /** Restarts each one, and only goes on when it runs and nothing is left unread that arrived in the meantime. */
        void restartAll() {
            try {
                for (AnalyzerProcess analyzer : analyzers) {
                    restart(analyzer);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void restart(AnalyzerProcess analyzer) throws IOException {
            monitor.restart();
            long start = System.nanoTime();
            boolean isClean = analyzer.stop();
            Duration stopped = since(start);
            analyzer.startAgain();
            WaitDeadline.await("the analyzer runs again", TIMEOUT, POLL_TIME, analyzer::isRunning);
            Duration running = since(start);
            Map<TopicPartition, Long> ends = broker.ends(Topic.SIGNALS.topicName());
            WaitDeadline.await("the analyzer has caught up", TIMEOUT, POLL_TIME, () -> monitor.isThrough(ends));
            List<Duration> pauses = monitor.longestPauses();
            System.out.printf(
                    "  restarted an analyzer: ended after %.1f s%s, runs after %.1f s, has caught up after %.1f s; of %d"
                            + " partitions %d were not read for more than %d s, the longest %.1f s%n",
                    seconds(stopped),
                    isClean ? "" : " by SIGKILL",
                    seconds(running),
                    seconds(since(start)),
                    pauses.size(),
                    pauses.stream().filter(pause -> pause.compareTo(PAUSE) > 0).count(),
                    PAUSE.toSeconds(),
                    seconds(Collections.max(pauses)));
        }

        private static Duration since(long start) {
            return Duration.ofNanos(System.nanoTime() - start);
        }

        private static double seconds(Duration duration) {
            return duration.toMillis() / 1e3;
        }

        void requireAlive() {
            analyzers.forEach(AnalyzerProcess::requireAlive);
        }

        @Override
        public void close() {
            analyzers.forEach(AnalyzerProcess::close);
        }
    }

    /**
     * One run.
     *
     * @param hours that arrive at least; they go on arriving until all analyzers are restarted
     */
    private record Run(SignalProducer producer, AnalyzerGroup analyzers, int instances, int hours) {

        Figure run(String bootstrapServers) throws Exception {
            List<Signal> signals = backfill(instances);
            signals.forEach(producer::send);
            producer.flush();
            analyzers.awaitReady();
            try (FindingReader reader = FindingReader.fromBeginning(bootstrapServers, Topic.FINDINGS)) {
                Map<String, Integer> found = new HashMap<>();
                sendHours(signals, reader, found);
                Set<String> expected = expected(signals);
                long timeout = System.nanoTime() + TIMEOUT.toNanos();
                while (!found.keySet().containsAll(expected) && System.nanoTime() < timeout) {
                    read(reader, found);
                }
                long end = System.nanoTime() + REPEAT_TIME.toNanos();
                while (System.nanoTime() < end) {
                    read(reader, found);
                }
                return print(expected, found);
            }
        }

        /** Sends an hour each second, and adds its signals to those that were sent before. */
        private void sendHours(List<Signal> sent, FindingReader reader, Map<String, Integer> found) throws Exception {
            CompletableFuture<Void> restarts = CompletableFuture.completedFuture(null);
            for (int hour = 0; hour < hours || !restarts.isDone(); hour++) {
                if (hour == (int) (JOINS_AT * hours)) {
                    event(hour, "a third analyzer joins");
                    analyzers.join();
                }
                if (hour == (int) (KILLED_AT * hours)) {
                    event(hour, "an analyzer is killed");
                    analyzers.killOne();
                }
                if (hour == (int) (RESTARTED_AT * hours)) {
                    event(hour, "the analyzers are restarted one after another");
                    restarts = CompletableFuture.runAsync(analyzers::restartAll);
                }
                long next = System.nanoTime() + HOUR_TIME.toNanos();
                List<Signal> signals = hour(instances, hour);
                signals.forEach(producer::send);
                producer.flush();
                sent.addAll(signals);
                while (System.nanoTime() < next) {
                    read(reader, found);
                }
                if (hour % 10 == 9) {
                    event(hour, found.size() + " versions of final findings");
                }
            }
            restarts.join();
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

        private static Figure print(Set<String> expected, Map<String, Integer> found) {
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
            return Figure.violations(lost + doubled + other, "findings lost or doubled");
        }
    }
}
