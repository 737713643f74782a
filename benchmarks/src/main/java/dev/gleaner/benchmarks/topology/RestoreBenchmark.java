package dev.gleaner.benchmarks.topology;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.systemtests.Benchmark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Time from the start of the packaged analyzer, after SIGKILL while it read an hour, to its next evaluation: the first finding or
 * confirmation of that hour that is readable.
 */
public final class RestoreBenchmark implements Benchmark {

    private static final int INSTANCES = 100_000;
    private static final int DAYS = 14;

    /** Hours after the backfill, before the one in which it is killed. */
    private static final int HOURS = 2;

    /** Share of the records of an hour that are published before the analyzer is killed, and of those that it has committed. */
    private static final double PUBLISHED_BEFORE = 0.8;

    private static final double KILLED_AFTER = 0.4;

    /** {@code -Drestore.options} replaces the options of the analyzer's JVM. */
    private static final String OPTIONS = System.getProperty("restore.options", "-Xmx6g");

    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    /** Time without input, of which the CPU time is printed. */
    private static final Duration IDLE_TIME = Duration.ofSeconds(30);

    private static final Duration PRINT_INTERVAL = Duration.ofSeconds(10);
    private static final Duration POLL_TIME = Duration.ofMillis(20);

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String summary() {
        return "[instances, else " + INSTANCES + "] [days of backfill, else " + DAYS
                + "]: seconds from the start of a killed analyzer to its next evaluation";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int instances = arguments.isEmpty() ? INSTANCES : Integer.parseInt(arguments.get(0));
        int days = arguments.size() < 2 ? DAYS : Integer.parseInt(arguments.get(1));
        try (AnalyzerBroker broker = AnalyzerBroker.start(name());
                SignalProducer producer = new SignalProducer(broker.bootstrapServers());
                GroupMonitor monitor =
                        new GroupMonitor(broker.admin(), AnalyzerProcess.GROUP, Topic.SIGNALS.topicName())) {
            FleetPublisher publisher = new FleetPublisher(instances, producer);
            publisher.backfill(days);
            for (int hour = 0; hour < HOURS; hour++) {
                publisher.publish(hour);
            }
            try (AnalyzerProcess analyzer = AnalyzerProcess.start(broker, "analyzer-1", OPTIONS)) {
                Run run = new Run(broker, analyzer, monitor);
                run.awaitEvaluated(FleetPublisher.end(HOURS - 1), publisher.records());
                System.out.printf(
                        "  %,d MB resident at most, %,d MB of state on the disk%n",
                        analyzer.peakMegabytes(), analyzer.stateMegabytes());
                killWhileReading(analyzer, monitor, publisher);
                return run.measureRestart();
            }
        }
    }

    /** The last part of the hour and its progress arrive after the kill, so that there is input in any case. */
    private static void killWhileReading(AnalyzerProcess analyzer, GroupMonitor monitor, FleetPublisher publisher)
            throws InterruptedException {
        long before = monitor.committed();
        long records = publisher.fleet().countSignals(HOURS, HOURS + 1) - 1;
        long first = (long) (PUBLISHED_BEFORE * records);
        CompletableFuture<Void> input = CompletableFuture.runAsync(() -> publisher.publishSignals(HOURS, 0, first));
        while (monitor.committed() < before + KILLED_AFTER * records) {
            analyzer.requireAlive();
            Thread.sleep(POLL_TIME.toMillis());
        }
        analyzer.kill();
        System.out.printf(
                "  killed after %,d of %,d records of the hour, which have %,d samples%n",
                monitor.committed() - before, records, publisher.fleet().pointsPerHour());
        input.join();
        publisher.publishSignals(HOURS, first, records);
        publisher.publishProgress(HOURS);
    }

    private record Run(AnalyzerBroker broker, AnalyzerProcess analyzer, GroupMonitor monitor) {

        void awaitEvaluated(Instant time, long records) throws InterruptedException {
            long printed = System.nanoTime();
            while (analyzer.evaluatedThrough().isBefore(time)) {
                Thread.sleep(PRINT_INTERVAL.toMillis() / 10);
                if (System.nanoTime() - printed > PRINT_INTERVAL.toNanos()) {
                    printed = System.nanoTime();
                    System.out.printf("  %,d of %,d records read%n", monitor.committed(), records);
                }
            }
        }

        Figure measureRestart() throws Exception {
            Map<TopicPartition, Long> ends = broker.ends(Topic.SIGNALS.topicName());
            try (FindingReader reader =
                    FindingReader.fromEnd(broker.bootstrapServers(), Topic.FINDINGS, Topic.CONFIRMATIONS)) {
                // Rest of what was committed before the kill.
                long committed = monitor.committed();
                analyzer.startAgain();
                long start = System.nanoTime();
                @Nullable Duration running = null;
                @Nullable Duration read = null;
                @Nullable Duration evaluated = null;
                @Nullable Duration readAll = null;
                long printed = start;
                while (running == null || read == null || evaluated == null || readAll == null) {
                    boolean isEvaluated = isAnyOf(FleetPublisher.end(HOURS), reader);
                    evaluated = evaluated == null && isEvaluated ? since(start) : evaluated;
                    running = running == null && analyzer.isRunning() ? since(start) : running;
                    read = read == null && monitor.committed() > committed ? since(start) : read;
                    readAll = readAll == null && monitor.isThrough(ends) ? since(start) : readAll;
                    if (System.nanoTime() - printed > PRINT_INTERVAL.toNanos()) {
                        printed = System.nanoTime();
                        System.out.printf(
                                "  %.0f s after the start: running %s, reads %s, evaluated %s%n",
                                seconds(since(start)), running != null, read != null, evaluated != null);
                    }
                    if (since(start).compareTo(TIMEOUT) > 0) {
                        throw new IllegalStateException("not restored within " + TIMEOUT);
                    }
                }
                Duration before = analyzer.cpu();
                Thread.sleep(IDLE_TIME.toMillis());
                System.out.printf(
                        "  %,d MB resident at most after the restart; then %.1f %% of a core without input%n",
                        analyzer.peakMegabytes(),
                        100.0 * analyzer.cpu().minus(before).toMillis() / IDLE_TIME.toMillis());
                return print(running, read, readAll, evaluated);
            }
        }

        private static Figure print(Duration running, Duration read, Duration readAll, Duration evaluated) {
            System.out.println("                       s from the start  s from RUNNING");
            row("running", running, running);
            row("first signal read", read, running);
            row("rest of input read", readAll, running);
            row("first evaluation", evaluated, running);
            return new Figure(String.format("%.1f", seconds(evaluated)), "s");
        }

        private static void row(String what, Duration time, Duration running) {
            System.out.printf("%-21s  %16.1f  %14.1f%n", what, seconds(time), seconds(time.minus(running)));
        }

        /** Whether a finding or a confirmation of an hour that ends at this time, or later, has arrived. */
        private static boolean isAnyOf(Instant end, FindingReader reader) {
            boolean isFound = false;
            for (ConsumerRecord<String, byte[]> record : reader.poll(POLL_TIME)) {
                Instant time = record.topic().equals(Topic.FINDINGS.topicName())
                        ? Json.read(record.value(), Finding.class).updatedAt()
                        : Json.read(record.value(), FindingConfirmation.class).through();
                isFound |= !time.isBefore(end);
            }
            return isFound;
        }

        private static Duration since(long start) {
            return Duration.ofNanos(System.nanoTime() - start);
        }

        private static double seconds(Duration duration) {
            return duration.toMillis() / 1e3;
        }
    }
}
