package dev.gleaner.analyzer.health;

import dev.gleaner.service.kafka.KafkaProbe;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Checks every few seconds, in a thread of its own, that the stream makes progress. A stream that has stopped, or a thread that
 * hangs while Kafka answers, ends the process with {@link #EXIT_CODE}, so that its supervisor starts it again: what is committed
 * is kept, and all else is read again.
 *
 * <p>A stream thread can wait without a limit, for example to flush a producer whose sender thread hangs. Its state is RUNNING
 * then, and nothing in Kafka Streams notices.
 */
@ApplicationScoped
public class StreamWatchdog {

    /** Exit code of a process that has to be started again: a temporary failure (EX_TEMPFAIL of sysexits.h). */
    public static final int EXIT_CODE = 75;

    /** Counter of the polls of a stream thread. */
    private static final String POLLS = "poll-total";

    private static final String THREADS = "stream-thread-metrics";

    private final KafkaStreams streams;
    private final StreamFailurePolicy failures;
    private final BooleanSupplier isKafkaAnswering;
    private final WatchdogConfig config;
    private final StateDisk disk;
    private final Clock clock;
    private final IntConsumer exit;
    private final ThreadProgress progress;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile StreamCondition condition = StreamCondition.GOOD;

    @Inject
    StreamWatchdog(
            KafkaStreams streams,
            StreamFailurePolicy failures,
            KafkaProbe kafka,
            WatchdogConfig config,
            @ConfigProperty(name = "kafka-streams.state.dir") Path folder) {
        this(
                streams,
                failures,
                kafka::isAnswering,
                config,
                StateDisk.of(folder, config.leastDisk()),
                Clock.systemUTC(),
                code -> end(code, config.close()));
    }

    StreamWatchdog(
            KafkaStreams streams,
            StreamFailurePolicy failures,
            BooleanSupplier isKafkaAnswering,
            WatchdogConfig config,
            StateDisk disk,
            Clock clock,
            IntConsumer exit) {
        this.streams = streams;
        this.failures = failures;
        this.isKafkaAnswering = isKafkaAnswering;
        this.config = config;
        this.disk = disk;
        this.clock = clock;
        this.exit = exit;
        this.progress = new ThreadProgress(config.interval());
    }

    void start(@Observes StartupEvent event, MeterRegistry meters) {
        Gauge.builder(
                        "gleaner.analyzer.standstill",
                        () -> condition.standstill().toSeconds())
                .description("Seconds for which the slowest stream thread has made no progress")
                .register(meters);
        Gauge.builder("gleaner.analyzer.failing", () -> condition.problem().isPresent() ? 1 : 0)
                .description("1 while the stream has stopped, hangs or fails")
                .register(meters);
        Gauge.builder("gleaner.analyzer.state.free", () -> disk.free().orElse(0))
                .description("Free bytes on the disk of analyzer.state-dir")
                .register(meters);
        Thread watchdog = new Thread(this::run, "stream-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            while (!stopped.await(config.interval().toMillis(), TimeUnit.MILLISECONDS)) {
                if (check()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Checks the stream, and ends the process if it has to; returns whether it does. */
    boolean check() {
        try {
            Instant now = clock.instant();
            StreamCondition found = StreamCondition.of(
                    streams.state(),
                    failures.last(),
                    progress.check(polls(), now, !isKafkaAnswering.getAsBoolean()),
                    now,
                    config.slow(),
                    config.stalled());
            report(condition, found);
            condition = found;
            if (found.isFinal()) {
                close(found);
                return true;
            }
        } catch (RuntimeException e) {
            Log.error("The stream can't be checked now; it will be checked again", e);
        }
        return false;
    }

    /** What is wrong with the stream, for a person; empty when it works. */
    Optional<String> problem() {
        return condition.problem();
    }

    /** The same, or that the disk is nearly full. */
    Optional<String> problemOrShortage() {
        return problem().or(disk::shortage);
    }

    /** How often each stream thread has polled its input. A thread that has ended has no counter. */
    private Map<String, Double> polls() {
        Map<String, Double> polls = new HashMap<>();
        for (Map.Entry<MetricName, ? extends Metric> metric : streams.metrics().entrySet()) {
            MetricName name = metric.getKey();
            if (name.name().equals(POLLS) && name.group().equals(THREADS)) {
                polls.put(
                        name.tags().get("thread-id"), (Double) metric.getValue().metricValue());
            }
        }
        return polls;
    }

    private void report(StreamCondition before, StreamCondition now) {
        boolean wasGood = before.problem().isEmpty();
        if (now.problem().isPresent() && (wasGood || now.isFinal())) {
            Log.errorf(
                    "The analyzer is not well: %s (analyzer.state-dir: %s)",
                    now.problem().get(), disk.folder().toAbsolutePath());
        } else if (now.problem().isEmpty() && !wasGood) {
            Log.info("The analyzer works again");
        }
    }

    private void close(StreamCondition found) {
        if (!streams.close(config.close())) {
            Log.warn("The stream did not close in time");
        }
        Log.errorf(
                "The analyzer ends with exit code %d, so that it is started again: %s (analyzer.state-dir: %s)",
                EXIT_CODE,
                found.problem().orElse("it makes no progress"),
                disk.folder().toAbsolutePath());
        exit.accept(EXIT_CODE);
    }

    /** Ends the process in an orderly way, or at once if that takes too long: the shutdown closes the hanging stream once more. */
    private static void end(int code, Duration patience) {
        Quarkus.asyncExit(code);
        try {
            Thread.sleep(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }
}
