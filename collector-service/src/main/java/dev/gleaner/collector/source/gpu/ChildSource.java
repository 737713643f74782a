package dev.gleaner.collector.source.gpu;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps nvidia-smi running on this host, and publishes each minute of what it prints. While Kafka takes nothing it is not
 * read on: what it printed waits in the pipe.
 */
@ApplicationScoped
class ChildSource {

    private static final String PLACE = "nvidia-smi";
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final GpuConfig config;
    private final GpuStream stream;
    private final Clock clock;
    private final NvidiaSmi nvidiaSmi;
    private final Backoff backoff = new Backoff();
    private volatile boolean stopped;
    private volatile @Nullable Process process;
    private @Nullable Thread thread;

    ChildSource(GpuConfig config, GpuStream stream, Clock clock) {
        this.config = config;
        this.stream = stream;
        this.clock = clock;
        this.nvidiaSmi = new NvidiaSmi(config.nvidiaSmi().path());
    }

    void start(@Observes StartupEvent event) {
        if (!config.nvidiaSmi().enabled()) {
            return;
        }
        GpuHost host = GpuHost.configured(config);
        Thread started = new Thread(() -> keepRunning(host), PLACE);
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    /** Ends nvidia-smi, and waits a little for what it printed last to be published. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        Optional.ofNullable(process).ifPresent(Process::destroy);
        Thread reader = thread;
        if (reader != null) {
            reader.join(GOODBYE.toMillis());
            reader.interrupt();
        }
    }

    private void keepRunning(GpuHost host) {
        try {
            while (!stopped) {
                run(host);
                if (!stopped) {
                    backoff.sleep();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(GpuHost host) throws InterruptedException {
        try {
            List<String> fields = nvidiaSmi.fields();
            Process started = nvidiaSmi.watch(fields, config.nvidiaSmi().interval());
            process = started;
            if (stopped) {
                started.destroy();
            }
            try {
                read(host, started);
            } finally {
                started.destroy();
            }
            Log.warnf("nvidia-smi ended with code %d; it is started again", started.waitFor());
        } catch (IOException e) {
            Log.errorf("nvidia-smi can't be run: %s", e.getMessage());
        }
    }

    private void read(GpuHost host, Process started) throws IOException, InterruptedException {
        MinuteCut cut = new MinuteCut(clock);
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<String> minute = cut.hasBegun() || Header.of(line).isPresent() ? cut.add(line) : said(line);
                if (minute.isPresent()) {
                    publish(host, minute.get() + processes());
                }
            }
        }
        Optional<String> rest = cut.rest();
        if (rest.isPresent()) {
            publish(host, rest.get());
        }
    }

    private static Optional<String> said(String line) {
        if (!line.isBlank()) {
            Log.warnf("nvidia-smi says: %s", line);
        }
        return Optional.empty();
    }

    /** Empty if it can't be told; the number of processes is absent then. */
    private String processes() {
        try {
            String printed = nvidiaSmi.processes();
            String first = printed.lines().findFirst().orElse("");
            if (Header.of(first).filter(Header::isOfProcesses).isPresent()) {
                return printed;
            }
            Log.warnf("nvidia-smi does not tell the processes: %s", first);
        } catch (IOException e) {
            Log.warnf("nvidia-smi does not tell the processes: %s", e.getMessage());
        }
        return "";
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
                Log.errorf(e, "A minute of nvidia-smi could not be published; it is tried again");
                backoff.sleep();
            }
        }
    }

    private void take(GpuHost host, String output) {
        try {
            stream.take(host, PLACE, SmiReading.of(output, new HostTime(ZoneOffset.UTC), clock.instant()));
        } catch (SmiReading.Unusable e) {
            stream.refuse(PLACE, output.getBytes(StandardCharsets.UTF_8), e);
        }
    }
}
