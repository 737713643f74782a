package dev.gleaner.gpu.agent;

import dev.gleaner.gpu.buffer.DiskBuffer;
import dev.gleaner.gpu.smi.NvidiaSmiMonitor;
import dev.gleaner.gpu.smi.StateChangeLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/** Reads the GPUs into the buffer on one thread, and sends the buffer on another one. */
final class GpuAgentRunner {

    /** Time for nvidia-smi to end, and for the buffer to be sent. Both together are less than the stop timeout of systemd. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final FolderLock lock;
    private final DiskBuffer buffer;
    private final AgentMetrics agentMetrics;
    private final MetricsFile metrics;
    private final StateChangeLog stateChangeLog;
    private final Clock clock;
    private final NvidiaSmiMonitor monitor;
    private final BufferSender sender;
    private final Thread reading = new Thread(this::read, "cards");
    private final Thread sending = new Thread(this::send, "sender");

    /** @param lock of the folder of the buffer, held until the end */
    GpuAgentRunner(
            AgentSettings settings, FolderLock lock, InstanceArn instance, StateChangeLog stateChangeLog, Clock clock)
            throws IOException {
        this.lock = lock;
        this.stateChangeLog = stateChangeLog;
        this.clock = clock;
        this.agentMetrics = new AgentMetrics(stateChangeLog);
        this.buffer = DiskBuffer.open(settings.buffer(), settings.bound(), agentMetrics);
        this.metrics = new MetricsFile(settings.metrics(), agentMetrics, buffer, stateChangeLog);
        this.monitor =
                new NvidiaSmiMonitor(settings.nvidiaSmi(), settings.interval(), clock, stateChangeLog, this::store);
        CollectorClient collector =
                new CollectorClient(settings.url(), instance, new BearerTokenFile(settings.tokenFile()));
        this.sender = new BufferSender(
                buffer, collector, agentMetrics, metrics, stateChangeLog, clock, settings.longestPause());
    }

    void start() {
        stateChangeLog.reportHealthy(
                "start", "starts with " + buffer.waiting() + " minutes that wait, " + buffer.bytes() + " bytes");
        reading.start();
        sending.start();
    }

    /** Buffers the last readings, and sends the buffer as far as the collector accepts it at once. */
    void stop() {
        try {
            monitor.stop();
            reading.join(STOP_TIMEOUT.toMillis());
            sender.finish();
            sending.join(STOP_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        metrics.write();
        stateChangeLog.reportHealthy("stop", "ends; " + buffer.waiting() + " minutes wait");
        lock.close();
    }

    private void read() {
        try {
            monitor.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        try {
            sender.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void store(String minute) {
        agentMetrics.read(clock.instant());
        try {
            buffer.add(Gzip.of(minute));
            stateChangeLog.reportHealthy("disk", "minutes are written to the buffer");
        } catch (IOException e) {
            agentMetrics.lost();
            stateChangeLog.reportProblem("disk", "can't write to the buffer, minutes are lost: " + e);
        }
        metrics.write();
        sender.trigger();
    }

    /** Compresses text, as it is buffered and sent. */
    static final class Gzip {

        private Gzip() {}

        static byte[] of(String text) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return packed.toByteArray();
        }
    }
}
