package dev.gleaner.benchmarks.topology;

import dev.gleaner.analyzer.topology.AnalyzerTopology.StoreType;
import dev.gleaner.benchmarks.analyzer.MeasuredJvm;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.systemtests.Benchmark;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * CPU time of the live topology for the signals of a fleet on a broker, in memory and on RocksDB, beside consumers that only read
 * and a Kafka Streams DSL program that only aggregates. Each runs in a JVM of its own with the same options, after a warm-up. The
 * topology evaluates each hour while the signals of the next one arrive. After that, the turn of an hour is measured.
 */
public final class TopologyBenchmark implements Benchmark {

    private static final int INSTANCES = 100_000;
    private static final int HOURS = 4;
    private static final int DAYS = 8;
    private static final int WARM_UP_HOURS = 4;

    /** The least number of JSON records before those that are measured; the topology reads the backfill instead. */
    private static final int JSON_WARM_UP = 100_000;

    /** Measured and turned by each of the two kinds of stores, and read during the turn. */
    private static final int TURN_HOURS = 2;

    /** Findings become due within the first 24 hours only. */
    private static final int MOST_HOURS = (FleetPublisher.REST_HOURS - WARM_UP_HOURS) / 2 - TURN_HOURS;

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
            return new Run(broker, new FleetPublisher(instances, producer), instances, hours).measureAll(days);
        }
    }

    private static final class Run {

        private static final String SIGNALS = Topic.SIGNALS.topicName();

        private final AnalyzerBroker broker;
        private final FleetPublisher publisher;
        private final int instances;
        private final int hours;
        private final List<Cost> costs = new ArrayList<>();
        private final List<HourTurn> turns = new ArrayList<>();

        Run(AnalyzerBroker broker, FleetPublisher publisher, int instances, int hours) {
            this.broker = broker;
            this.publisher = publisher;
            this.instances = instances;
            this.hours = hours;
        }

        Figure measureAll(int days) throws Exception {
            int inMemoryTurn = WARM_UP_HOURS + hours;
            int onRocksDb = inMemoryTurn + TURN_HOURS;
            int onRocksDbTurn = onRocksDb + hours;
            publisher.backfill(days, inMemoryTurn, onRocksDbTurn);
            Map<TopicPartition, Long> start = broker.ends(SIGNALS);
            for (int hour = 0; hour < WARM_UP_HOURS; hour++) {
                publisher.publish(hour);
            }
            System.out.printf(
                    "%,d instances with %d days of backfill; %d hours with %,d records on the average and %,d samples each%n",
                    instances, days, hours, records(WARM_UP_HOURS) / hours, samples(1));
            Cost inMemory = measureLive("live in memory", StoreType.MEMORY, WARM_UP_HOURS);
            // The hour that was read while another one turned.
            publisher.publishProgress(onRocksDb - 1);
            measureLive("live on RocksDB", StoreType.ROCKSDB, onRocksDb);
            measureConsumer("decoding consumer", ConsumerProgram.DECODING, start, onRocksDbTurn + TURN_HOURS);
            measureConsumer("byte[] consumer", ConsumerProgram.RAW, start, onRocksDbTurn + TURN_HOURS);
            measureDsl();
            print(inMemory);
            return new Figure(String.format("%.0f", inMemory.samplesPerSecond()), "samples a CPU-second");
        }

        private Cost measureLive(String name, StoreType stores, int first) throws Exception {
            try (WorkerProcess worker =
                    WorkerProcess.start(broker, name, LiveTopologyProgram.class, SIGNALS, List.of(stores.name()))) {
                worker.awaitCommitted(broker.ends(SIGNALS), FleetPublisher.end(first - 1));
                CpuTime before = CpuTime.of(worker);
                publisher.publishSignals(first);
                for (int hour = first; hour < first + hours; hour++) {
                    publisher.publishProgress(hour);
                    if (hour + 1 < first + hours) {
                        publisher.publishSignals(hour + 1);
                    }
                    worker.awaitCommitted(Map.of(), FleetPublisher.end(hour));
                }
                worker.awaitCommitted(broker.ends(SIGNALS), Instant.MIN);
                CpuTime cpu = CpuTime.of(worker).minus(before);
                long records = records(first) + (long) Topic.SIGNALS.partitions() * hours;
                Cost cost = add(new Cost(name, records, samples(hours), cpu, worker.peakMegabytes()));
                publisher.publishSignals(first + hours);
                turns.add(turn(worker, first + hours));
                return cost;
            }
        }

        /** All hours on the broker, again and again. */
        private void measureConsumer(String name, String kind, Map<TopicPartition, Long> start, int allHours)
                throws IOException {
            Map<TopicPartition, Long> end = broker.ends(SIGNALS);
            List<String> arguments = new ArrayList<>(List.of(broker.bootstrapServers(), kind));
            start.forEach((partition, offset) ->
                    arguments.add(partition.partition() + " " + offset + " " + end.getOrDefault(partition, offset)));
            MeasuredJvm.Usage usage = MeasuredJvm.run(
                    WorkerProcess.options(),
                    ConsumerProgram.class,
                    arguments,
                    broker.folder().resolve(kind + ".log"));
            ConsumerProgram.Result result = ConsumerProgram.result(usage.output());
            long passes = result.records() / (sum(end) - sum(start));
            add(new Cost(
                    name,
                    result.records(),
                    passes * samples(allHours),
                    new CpuTime(result.cpu(), Duration.ZERO),
                    usage.peakMegabytes()));
        }

        private void measureDsl() throws Exception {
            String topic = DslTopologyProgram.TOPIC;
            broker.createTopic(topic);
            int warmUp = Math.max(WARM_UP_HOURS, JSON_WARM_UP / instances);
            publishJson(0, warmUp);
            String name = "DSL and JSON";
            try (WorkerProcess worker = WorkerProcess.start(broker, name, DslTopologyProgram.class, topic, List.of())) {
                worker.awaitCommitted(broker.ends(topic), Instant.MIN);
                CpuTime before = CpuTime.of(worker);
                publishJson(warmUp, warmUp + hours);
                worker.awaitCommitted(broker.ends(topic), Instant.MIN);
                CpuTime cpu = CpuTime.of(worker).minus(before);
                add(new Cost(name, (long) instances * hours, samples(hours), cpu, worker.peakMegabytes()));
            }
        }

        private Cost add(Cost cost) {
            costs.add(cost);
            System.out.println("  " + cost.line());
            return cost;
        }

        /** The signals of the hour are there. Publishes its progress, and at once the signals of the next hour. */
        private HourTurn turn(WorkerProcess worker, int hour) {
            worker.awaitCommitted(broker.ends(SIGNALS), FleetPublisher.end(hour - 1));
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
                worker.awaitCommitted(broker.ends(SIGNALS), FleetPublisher.end(hour));
                return new HourTurn(
                        worker.name(),
                        first,
                        evaluated.join(),
                        worker.monitor().longestPause(),
                        worker.monitor().longestTransaction());
            }
        }

        private void print(Cost inMemory) {
            System.out.println("ratio: samples a CPU-second of the topology in memory to those of the row");
            System.out.println(
                    "                        records        samples    CPU s  JIT's s  records/CPU s  samples/CPU s"
                            + "  without the JIT  ratio  peak MB");
            for (Cost cost : costs) {
                System.out.printf(
                        "%s  %5.2f  %,7d%n",
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

        /** Of the measured hours from the first one, without progress. */
        private long records(int first) {
            return publisher.fleet().countSignals(first, first + hours) - hours;
        }

        private long samples(int ofHours) {
            return ofHours * publisher.fleet().pointsPerHour();
        }

        private static Duration since(long start) {
            return Duration.ofNanos(System.nanoTime() - start);
        }

        private static long sum(Map<TopicPartition, Long> offsets) {
            return offsets.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    /**
     * CPU time of a process, or a part of it.
     *
     * @param jit what the JIT compiler took of it; zero for a process that ran until it was compiled
     */
    private record CpuTime(Duration all, Duration jit) {

        static CpuTime of(WorkerProcess worker) {
            return new CpuTime(worker.cpu(), worker.jit());
        }

        CpuTime minus(CpuTime before) {
            return new CpuTime(all.minus(before.all), jit.minus(before.jit));
        }

        double perSecond(long count) {
            return count * 1e3 / all.toMillis();
        }

        double perCompiledSecond(long count) {
            return count * 1e3 / all.minus(jit).toMillis();
        }
    }

    /** What a process needed for the records that are measured. */
    private record Cost(String name, long records, long samples, CpuTime cpu, long peakMegabytes) {

        double samplesPerSecond() {
            return cpu.perSecond(samples);
        }

        String line() {
            return String.format(
                    "%-18s  %,11d  %,13d  %7.2f  %7.2f  %,13.0f  %,13.0f  %,16.0f",
                    name,
                    records,
                    samples,
                    seconds(cpu.all()),
                    seconds(cpu.jit()),
                    cpu.perSecond(records),
                    samplesPerSecond(),
                    cpu.perCompiledSecond(samples));
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
