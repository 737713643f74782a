package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.source.gpu.GpuConfig;
import dev.gleaner.collector.source.gpu.GpuHost;
import dev.gleaner.gpu.smi.ExponentialBackoff;
import dev.gleaner.gpu.smi.NvidiaSmiMonitor;
import dev.gleaner.gpu.smi.StateChangeLog;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the output of nvidia-smi on this host, minute by minute. The output is not read while Kafka is unavailable.
 */
@ApplicationScoped
class NvidiaSmiProcessSource {

    private static final String PLACE = "nvidia-smi";
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final GpuConfig config;
    private final SmiOutputPublisher stream;
    private final Clock clock;
    private final ExponentialBackoff backoff = new ExponentialBackoff(Duration.ofMinutes(5));
    private volatile boolean stopped;
    private @Nullable NvidiaSmiMonitor watch;
    private @Nullable Thread thread;

    NvidiaSmiProcessSource(GpuConfig config, SmiOutputPublisher stream, Clock clock) {
        this.config = config;
        this.stream = stream;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        if (!config.nvidiaSmi().enabled()) {
            return;
        }
        GpuHost host = GpuHost.configured(config);
        NvidiaSmiMonitor monitor = new NvidiaSmiMonitor(
                config.nvidiaSmi().path(),
                config.nvidiaSmi().interval(),
                clock,
                new StateChangeLog(line -> Log.info(line), line -> Log.warn(line)),
                minute -> publish(host, minute));
        Thread started = new Thread(() -> run(monitor), PLACE);
        started.setDaemon(true);
        started.start();
        watch = monitor;
        thread = started;
    }

    /** Stops nvidia-smi, and waits a little until its last output is published. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        Optional.ofNullable(watch).ifPresent(NvidiaSmiMonitor::stop);
        Thread reader = thread;
        if (reader != null) {
            reader.join(GOODBYE.toMillis());
            reader.interrupt();
        }
    }

    private static void run(NvidiaSmiMonitor monitor) {
        try {
            monitor.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(GpuHost host, String output) throws InterruptedException {
        while (true) {
            try {
                take(host, output);
                backoff.reset();
                return;
            } catch (RuntimeException e) {
                if (stopped) {
                    return;
                }
                Log.errorf(e, "A minute of nvidia-smi could not be published; it will be retried");
                backoff.sleep();
            }
        }
    }

    private void take(GpuHost host, String output) {
        try {
            stream.publishDelivery(
                    host, PLACE, ParsedSmiOutput.of(output, new HostTimestampParser(ZoneOffset.UTC), clock.instant()));
        } catch (ParsedSmiOutput.Unusable e) {
            stream.publishDeadLetter(PLACE, output.getBytes(StandardCharsets.UTF_8), e);
        }
    }
}
