package dev.gleaner.benchmarks.topology;

import dev.gleaner.benchmarks.topology.InstanceHistorySignals.Load;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.systemtests.Benchmark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Time from the progress of an account that makes a finding due to the arrival of that finding at a reader of committed records,
 * while signals of a fleet arrive at a constant rate and its accounts report one hour after another, so that their instances are
 * evaluated. Each further account has one instance whose finding becomes due in the same hour, and these accounts report that hour in
 * turn.
 */
public final class LatencyBenchmark implements Benchmark {

    private static final int RATE = 20_000;
    private static final int SECONDS = 60;
    private static final int INSTANCES = 100_000;
    private static final int FINDINGS_PER_SECOND = 10;

    /** Until the code is compiled, which takes as much of the processors as the load, and what waited meanwhile is read. */
    private static final int LEAST_WARM_UP_SECONDS = 60;

    private static final int MOST_WARM_UP_SECONDS = 300;

    /** Records that are not read after the warm-up, in seconds of the load; those since the last commit are among them. */
    private static final double LAG_SECONDS = 1;

    /** A week for the rule, and a day more. */
    private static final int BACKFILL_HOURS = 8 * 24;

    private static final String REGION = "us-east-1";
    private static final long FIRST_ACCOUNT = 200_000_000_000L;

    /** {@code -Dlatency.options} replaces the options of the analyzer's JVM. */
    private static final String OPTIONS = System.getProperty("latency.options", "-Xmx6g");

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Duration POLL_TIME = Duration.ofMillis(5);
    private static final Duration PRINT_INTERVAL = Duration.ofSeconds(10);
    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 100};
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String summary() {
        return "[records a second, else " + RATE + "] [seconds, else " + SECONDS + "] [instances, else " + INSTANCES
                + "]: p99 from the progress that makes a finding due to its arrival";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int rate = arguments.isEmpty() ? RATE : Integer.parseInt(arguments.get(0));
        int seconds = arguments.size() < 2 ? SECONDS : Integer.parseInt(arguments.get(1));
        int instances = arguments.size() < 3 ? INSTANCES : Integer.parseInt(arguments.get(2));
        try (AnalyzerBroker broker = AnalyzerBroker.start(name());
                SignalProducer producer = new SignalProducer(broker.bootstrapServers());
                GroupMonitor monitor =
                        new GroupMonitor(broker.admin(), AnalyzerProcess.GROUP, Topic.SIGNALS.topicName());
                AnalyzerProcess analyzer = AnalyzerProcess.start(broker, "analyzer-1", OPTIONS)) {
            DueFindings findings = new DueFindings(MOST_WARM_UP_SECONDS + seconds * FINDINGS_PER_SECOND);
            findings.prepare(producer);
            analyzer.awaitReady();
            awaitEvaluated(broker, monitor, analyzer);
            System.out.printf(
                    "at most %d accounts with a finding that is due in the next hour%n",
                    findings.arns().size());
            try (FindingReader reader = FindingReader.fromEnd(broker.bootstrapServers(), Topic.FINDINGS);
                    SignalLoad load = new SignalLoad(producer, instances, rate)) {
                Run run = new Run(broker, analyzer, monitor, findings, load, rate, seconds);
                Thread reporter = new Thread(run::report, "progress");
                reporter.start();
                run.read(reader, reporter);
                return run.print();
            }
        }
    }

    private static void awaitEvaluated(AnalyzerBroker broker, GroupMonitor monitor, AnalyzerProcess analyzer)
            throws InterruptedException {
        long printed = System.nanoTime();
        while (!monitor.isThrough(broker.ends(Topic.SIGNALS.topicName()))
                || analyzer.evaluatedThrough().isBefore(FleetPublisher.START)) {
            Thread.sleep(PRINT_INTERVAL.toMillis() / 20);
            if (System.nanoTime() - printed > PRINT_INTERVAL.toNanos()) {
                printed = System.nanoTime();
                System.out.printf("  evaluates the backfill; %,d records read%n", monitor.committed());
            }
        }
    }

    /**
     * Instances of one account each whose findings become due when their account reports its next hour, as their last hour at
     * work is then a day ago.
     */
    private record DueFindings(List<String> arns) {

        DueFindings(int count) {
            this(new ArrayList<>());
            for (int number = 0; number < count; number++) {
                arns.add(Arn.instance(REGION, Long.toString(FIRST_ACCOUNT + number), String.format("i-%017x", number))
                        .toString());
            }
        }

        /** Publishes all of their signals, and the progress up to the hour before. */
        void prepare(SignalProducer producer) {
            Instant from = FleetPublisher.START.minus(Duration.ofHours(BACKFILL_HOURS));
            int lastWork = BACKFILL_HOURS - FleetPublisher.REST_HOURS;
            for (String arn : arns) {
                producer.send(InstanceHistorySignals.listing(arn, from));
                producer.send(InstanceHistorySignals.metrics(
                        arn, from, BACKFILL_HOURS + 1, hour -> hour == lastWork ? Load.PEAK : Load.IDLE));
            }
            producer.send(InstanceHistorySignals.progress(
                    arns.stream().map(DueFindings::scope).toList(), FleetPublisher.START));
            producer.flush();
        }

        static AccountRegion scope(String arn) {
            return AccountRegion.of(Arn.parse(arn));
        }
    }

    /**
     * Publishes the signals of a fleet, hour after hour, at a constant rate until it is closed. During an hour, one account after
     * another reports the hour before.
     */
    private static final class SignalLoad implements AutoCloseable {

        private static final int CHUNKS_PER_SECOND = 100;
        private static final int HOURS_PER_DAY = 24;

        private final Thread thread;
        private final SignalProducer producer;
        private final FleetPublisher fleet;
        private final List<AccountRegion> scopes;
        private final long perChunk;
        private final long perScope;
        private final long start = System.nanoTime();
        private long next;
        private final AtomicLong sent = new AtomicLong();
        private long sentOfHour;
        private volatile boolean isClosed;

        SignalLoad(SignalProducer producer, int instances, int rate) {
            this.producer = producer;
            this.fleet = new FleetPublisher(instances, producer);
            this.scopes = List.copyOf(fleet.scopes());
            this.perChunk = Math.max(1, rate / CHUNKS_PER_SECOND);
            // There is a record of each instance in each hour.
            this.perScope = Math.max(1, instances / scopes.size());
            this.thread = new Thread(this::publish, "signal-load");
            thread.start();
        }

        long sent() {
            return sent.get();
        }

        double sentPerSecond() {
            return sent.get() * 1e9 / (System.nanoTime() - start);
        }

        /** On the average of a day. */
        double samplesPerRecord() {
            long records = fleet.fleet().countSignals(1, 1 + HOURS_PER_DAY) - HOURS_PER_DAY;
            return (double) fleet.fleet().pointsPerHour() * HOURS_PER_DAY / records;
        }

        private void publish() {
            next = System.nanoTime();
            // The first hour has a listing of each instance, as after a start of the collector.
            for (int hour = 1; !isClosed; hour++) {
                int current = hour;
                sentOfHour = 0;
                fleet.fleet().forEachRecord(hour, (key, partition, value) -> send(current, key, partition, value));
            }
        }

        /** After the end the rest of an hour is generated and dropped. */
        private void send(int hour, byte[] key, int partition, byte[] value) {
            if (key.length == 0 || isClosed) {
                return;
            }
            producer.send(key, partition, value);
            sentOfHour++;
            if (sentOfHour % perScope == 0 && sentOfHour / perScope <= scopes.size()) {
                AccountRegion scope = scopes.get((int) (sentOfHour / perScope) - 1);
                producer.send(InstanceHistorySignals.progress(List.of(scope), FleetPublisher.end(hour - 1)));
            }
            if (sent.incrementAndGet() % perChunk == 0) {
                next += SECOND / CHUNKS_PER_SECOND;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }

        @Override
        public void close() throws InterruptedException {
            isClosed = true;
            thread.join();
        }
    }

    private static final class Run {

        private final AnalyzerBroker broker;
        private final AnalyzerProcess analyzer;
        private final GroupMonitor monitor;
        private final DueFindings findings;
        private final SignalLoad load;
        private final int rate;
        private final int measured;
        private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
        private final Map<String, Duration> latencies = new ConcurrentHashMap<>();

        /** The first finding that is measured. */
        private volatile int first;

        Run(
                AnalyzerBroker broker,
                AnalyzerProcess analyzer,
                GroupMonitor monitor,
                DueFindings findings,
                SignalLoad load,
                int rate,
                int seconds) {
            this.broker = broker;
            this.analyzer = analyzer;
            this.monitor = monitor;
            this.findings = findings;
            this.load = load;
            this.rate = rate;
            this.measured = seconds * FINDINGS_PER_SECOND;
        }

        /**
         * The accounts report one after another, by a producer of their own that has nothing else to send: one a second until the
         * analyzer is warm, and then those that are measured.
         */
        void report() {
            try (SignalProducer producer = new SignalProducer(broker.bootstrapServers())) {
                long start = System.nanoTime();
                int warmUp = 0;
                while (warmUp < LEAST_WARM_UP_SECONDS
                        || (warmUp < MOST_WARM_UP_SECONDS && lag() > LAG_SECONDS * rate)) {
                    send(producer, warmUp, start + warmUp * SECOND);
                    warmUp++;
                }
                System.out.printf("  warm after %d s; %,d records are not read yet%n", warmUp, lag());
                first = warmUp;
                start = System.nanoTime();
                for (int finding = 0; finding < measured; finding++) {
                    send(producer, warmUp + finding, start + finding * SECOND / FINDINGS_PER_SECOND);
                }
                producer.flush();
            }
        }

        private void send(SignalProducer producer, int finding, long time) {
            LockSupport.parkNanos(time - System.nanoTime());
            String arn = findings.arns().get(finding);
            sentAt.put(arn, System.nanoTime());
            producer.send(InstanceHistorySignals.progress(List.of(DueFindings.scope(arn)), FleetPublisher.end(0)));
        }

        /** Reads findings until all have arrived, or the timeout is over after the last account has reported. */
        void read(FindingReader reader, Thread reporter) throws InterruptedException {
            long printed = System.nanoTime();
            long timeout = Long.MAX_VALUE;
            while ((reporter.isAlive() || latencies.size() < sentAt.size()) && System.nanoTime() < timeout) {
                analyzer.requireAlive();
                for (ConsumerRecord<String, byte[]> record : reader.poll(POLL_TIME)) {
                    long now = System.nanoTime();
                    Finding finding = Json.read(record.value(), Finding.class);
                    Long sent = sentAt.get(finding.resource());
                    if (sent != null && finding.status() == Finding.Status.OPEN) {
                        latencies.putIfAbsent(finding.resource(), Duration.ofNanos(now - sent));
                    }
                }
                if (System.nanoTime() - printed > PRINT_INTERVAL.toNanos()) {
                    printed = System.nanoTime();
                    System.out.printf(
                            "  %,d records sent, %,d records read; %d of %d findings arrived%n",
                            load.sent(), monitor.committed(), latencies.size(), sentAt.size());
                }
                if (timeout == Long.MAX_VALUE && !reporter.isAlive()) {
                    timeout = System.nanoTime() + TIMEOUT.toNanos();
                }
            }
            reporter.join();
        }

        /** The latency of a finding that did not arrive is the time until now, so that it is not left out. */
        Figure print() {
            Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
            int missing = 0;
            for (String arn : findings.arns().subList(first, first + measured)) {
                Duration latency = latencies.get(arn);
                missing += latency == null ? 1 : 0;
                long nanos = latency == null
                        ? System.nanoTime() - sentAt.getOrDefault(arn, System.nanoTime())
                        : latency.toNanos();
                histogram.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
            }
            System.out.printf(
                    "%d findings, of which %d did not arrive; %,d records sent, %.0f a second with about %.0f samples,"
                            + " %,d of them not read at the end%n",
                    histogram.getTotalCount(),
                    missing,
                    load.sent(),
                    load.sentPerSecond(),
                    load.sentPerSecond() * load.samplesPerRecord(),
                    lag());
            System.out.println("percentile       ms");
            for (double percentile : PERCENTILES) {
                System.out.printf("%10.1f  %7.1f%n", percentile, histogram.getValueAtPercentile(percentile) / 1e3);
            }
            return new Figure(String.format("%.0f", histogram.getValueAtPercentile(99) / 1e3), "ms");
        }

        private long lag() {
            long end = broker.ends(Topic.SIGNALS.topicName()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            return end - monitor.committed();
        }
    }
}
