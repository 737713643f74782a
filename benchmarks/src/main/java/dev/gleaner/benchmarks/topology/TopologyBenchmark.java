package dev.gleaner.benchmarks.topology;

import dev.gleaner.analyzer.topology.AnalyzerTopology.StoreType;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.systemtests.Benchmark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * CPU time of the live topology for the signals of a fleet on a broker, in memory and on RocksDB, beside consumers that only read
 * and a Kafka Streams DSL program that only aggregates. Each runs in a JVM of its own with the same options. Measured from the
 * commit and evaluation of the last warm-up hour to those of the last hour. Then an hour turns while input goes on.
 */
public final class TopologyBenchmark implements Benchmark {

    private static final int INSTANCES = 100_000;
    private static final int HOURS = 4;
    private static final int DAYS = 14;
    private static final int WARM_UP_HOURS = 2;

    /** Findings become due within the first 24 hours only, two of which are those that turn. */
    private static final int MOST_HOURS = FleetPublisher.REST_HOURS - WARM_UP_HOURS - 2;

    /** Share of the measured records that must come after the warm-up. */
    private static final double LEAST_SHARE = 0.5;

    private static final Duration POLL_TIME = Duration.ofMillis(20);

    /** Time after the evaluation of an hour in which its findings must be readable. */
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "topology";
    }

    @Override
    public String summary() {
        return "[instances, else " + INSTANCES + "] [hours, else " + HOURS + "] [days of backfill, else " + DAYS
                + "]: samples a CPU-second of the live topology in memory, beside RocksDB, consumers and a DSL program";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int instances = arguments.isEmpty() ? INSTANCES : Integer.parseInt(arguments.get(0));
        int hours = arguments.size() < 2 ? HOURS : Integer.parseInt(arguments.get(1));
        int days = arguments.size() < 3 ? DAYS : Integer.parseInt(arguments.get(2));
        if (hours > MOST_HOURS) {
            throw new IllegalArgumentException("at most " + MOST_HOURS + " hours");
        }
        try (AnalyzerBroker broker = AnalyzerBroker.start(name());
                SignalProducer producer = new SignalProducer(broker.bootstrapServers())) {
            Run run = new Run(broker, new FleetPublisher(instances, producer), hours);
            run.publish(days);
            return run.measureAll();
        }
    }

    private static final class Run {

        private final AnalyzerBroker broker;
        private final FleetPublisher publisher;
        private final int end;
        private final List<Cost> costs = new ArrayList<>();
        private final List<HourTurn> turns = new ArrayList<>();
        private Map<TopicPartition, Long> warmUp = Map.of();
        private Map<TopicPartition, Long> all = Map.of();
        private Map<TopicPartition, Long> jsonWarmUp = Map.of();
        private Map<TopicPartition, Long> jsonAll = Map.of();

        Run(AnalyzerBroker broker, FleetPublisher publisher, int hours) {
            this.broker = broker;
            this.publisher = publisher;
            this.end = WARM_UP_HOURS + hours;
        }

        /** Publishes the backfill, the hours of the warm-up and those that are measured, and the latter two as JSON. */
        void publish(int days) throws Exception {
            String signals = Topic.SIGNALS.topicName();
            publisher.backfill(days, end, end + 1);
            for (int hour = 0; hour < end; hour++) {
                warmUp = hour == WARM_UP_HOURS ? broker.ends(signals) : warmUp;
                publisher.publish(hour);
            }
            all = broker.ends(signals);
            broker.createTopic(DslTopologyProgram.TOPIC);
            publishJson(0, WARM_UP_HOURS);
            jsonWarmUp = broker.ends(DslTopologyProgram.TOPIC);
            publishJson(WARM_UP_HOURS, end);
            jsonAll = broker.ends(DslTopologyProgram.TOPIC);
            System.out.printf(
                    "%,d records of %d days of backfill and %d hours to warm up; %,d records with %,d samples to"
                            + " measure%n",
                    sum(warmUp), days, WARM_UP_HOURS, sum(all) - sum(warmUp), samples());
        }

        Figure measureAll() throws Exception {
            measureConsumer("byte[] consumer", ConsumerProgram.RAW);
            measureConsumer("decoding consumer", ConsumerProgram.DECODING);
            try (WorkerProcess worker = WorkerProcess.start(
                    broker, "DSL and JSON", DslTopologyProgram.class, DslTopologyProgram.TOPIC, List.of())) {
                costs.add(measure(worker, jsonWarmUp, jsonAll, false));
            }
            Cost inMemory = measureLive("live in memory", StoreType.MEMORY, end);
            measureLive("live on RocksDB", StoreType.ROCKSDB, end + 1);
            print(inMemory);
            return new Figure(String.format("%.0f", inMemory.samplesPerSecond()), "samples a CPU-second");
        }

        private void measureConsumer(String name, String kind) throws Exception {
            try (WorkerProcess worker = WorkerProcess.start(
                    broker, name, ConsumerProgram.class, Topic.SIGNALS.topicName(), List.of(kind))) {
                costs.add(measure(worker, warmUp, all, false));
            }
        }

        private Cost measureLive(String name, StoreType stores, int nextHour) throws Exception {
            try (WorkerProcess worker = WorkerProcess.start(
                    broker, name, LiveTopologyProgram.class, Topic.SIGNALS.topicName(), List.of(stores.name()))) {
                Cost cost = measure(worker, warmUp, all, true);
                costs.add(cost);
                if (turns.isEmpty()) {
                    publisher.publishSignals(nextHour);
                }
                turns.add(turn(worker, nextHour));
                return cost;
            }
        }

        private Cost measure(
                WorkerProcess worker,
                Map<TopicPartition, Long> first,
                Map<TopicPartition, Long> last,
                boolean isEvaluating) {
            worker.awaitCommitted(first, isEvaluating ? FleetPublisher.end(WARM_UP_HOURS - 1) : Instant.MIN);
            // More than the warm-up may be committed by now, so that the records count from here.
            long committed = worker.monitor().committed();
            Duration before = worker.cpu();
            worker.awaitCommitted(last, isEvaluating ? FleetPublisher.end(end - 1) : Instant.MIN);
            double share = (double) (worker.monitor().committed() - committed) / (sum(last) - sum(first));
            Duration cpu = worker.cpu().minus(before);
            if (share < LEAST_SHARE) {
                throw new IllegalStateException(
                        worker.name() + " had read most before the warm-up was over: too few instances or hours");
            }
            Cost cost = new Cost(
                    worker.name(), share * (sum(last) - sum(first)), share * samples(), cpu, worker.peakMegabytes());
            System.out.println("  " + cost.line());
            return cost;
        }

        /** The signals of the hour are there. Publishes its progress, and at once the signals of the next hour. */
        private HourTurn turn(WorkerProcess worker, int hour) {
            String signals = Topic.SIGNALS.topicName();
            worker.awaitCommitted(broker.ends(signals), FleetPublisher.end(hour - 1));
            try (FindingReader reader = FindingReader.fromEnd(broker.bootstrapServers(), Topic.FINDINGS)) {
                worker.monitor().restart();
                long start = System.nanoTime();
                publisher.publishProgress(hour);
                CompletableFuture<Void> input = CompletableFuture.runAsync(() -> publisher.publishSignals(hour + 1));
                CompletableFuture<Duration> evaluated = CompletableFuture.supplyAsync(() -> {
                    worker.awaitCommitted(Map.of(), FleetPublisher.end(hour));
                    return since(start);
                });
                while (reader.poll(POLL_TIME).isEmpty()) {
                    if (evaluated.isDone()
                            && since(start).compareTo(evaluated.join().plus(COMMIT_TIMEOUT)) > 0) {
                        throw new IllegalStateException("no finding became readable when an hour turned");
                    }
                }
                Duration first = since(start);
                input.join();
                worker.awaitCommitted(broker.ends(signals), FleetPublisher.end(hour));
                return new HourTurn(
                        worker.name(),
                        first,
                        evaluated.join(),
                        worker.monitor().longestPause(),
                        worker.monitor().longestTransaction());
            }
        }

        private void print(Cost inMemory) {
            System.out.println(
                    "                      records     samples    CPU s  records/CPU s  samples/CPU s  ratio  peak MB");
            for (Cost cost : costs) {
                System.out.printf(
                        "%s  %5.2f  %7d%n",
                        cost.line(), inMemory.samplesPerSecond() / cost.samplesPerSecond(), cost.peakMegabytes());
            }
            System.out.println(
                    "an hour turns        first finding s  all evaluated s  input held s  longest transaction s");
            for (HourTurn turn : turns) {
                System.out.printf(
                        "%-19s  %15.2f  %15.2f  %12.2f  %21.2f%n",
                        turn.name(),
                        seconds(turn.firstFinding()),
                        seconds(turn.evaluated()),
                        seconds(turn.inputHeld()),
                        seconds(turn.longestTransaction()));
            }
        }

        private void publishJson(int first, int last) throws Exception {
            MetricSamplePublisher.publish(
                    broker.bootstrapServers(), publisher.fleet().signals(first, last));
        }

        private long samples() {
            return (end - WARM_UP_HOURS) * publisher.fleet().pointsPerHour();
        }

        private static Duration since(long start) {
            return Duration.ofNanos(System.nanoTime() - start);
        }

        private static double seconds(Duration duration) {
            return duration.toMillis() / 1e3;
        }

        private static long sum(Map<TopicPartition, Long> offsets) {
            return offsets.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What a process needed for the measured hours, or for the part of them that came after the warm-up. */
    private record Cost(String name, double records, double samples, Duration cpu, long peakMegabytes) {

        double samplesPerSecond() {
            return samples * 1e3 / cpu.toMillis();
        }

        String line() {
            return String.format(
                    "%-18s  %9.0f  %10.0f  %7.2f  %13.0f  %13.0f",
                    name, records, samples, cpu.toMillis() / 1e3, records * 1e3 / cpu.toMillis(), samplesPerSecond());
        }
    }

    /**
     * The turn of an hour, in times from its progress.
     *
     * @param firstFinding when the first finding was readable
     * @param inputHeld the longest time without a commit of further input
     * @param longestTransaction since the start of the process
     */
    private record HourTurn(
            String name, Duration firstFinding, Duration evaluated, Duration inputHeld, Duration longestTransaction) {}
}
