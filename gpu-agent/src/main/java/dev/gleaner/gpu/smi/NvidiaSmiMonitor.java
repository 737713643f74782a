package dev.gleaner.gpu.smi;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps nvidia-smi running on this host, and passes on its output minute by minute. While the consumer blocks, no output is read
 * and nvidia-smi waits at the full pipe.
 */
public final class NvidiaSmiMonitor {

    private static final String GPU_SUBJECT = "cards";
    private static final String PROCESSES = "processes";
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final NvidiaSmiCommand nvidiaSmi;
    private final Duration interval;
    private final Clock clock;
    private final StateChangeLog stateChangeLog;
    private final MinuteConsumer minuteConsumer;
    private final ExponentialBackoff backoff = new ExponentialBackoff(LONGEST_PAUSE);
    private volatile boolean stopped;
    private volatile @Nullable Process process;
    private String lastMessage = "";

    /**
     * @param path of nvidia-smi, or its name if it is on the PATH
     * @param interval between two readings, in whole seconds
     */
    public NvidiaSmiMonitor(
            String path, Duration interval, Clock clock, StateChangeLog stateChangeLog, MinuteConsumer minuteConsumer) {
        this.nvidiaSmi = new NvidiaSmiCommand(path);
        this.interval = interval;
        this.clock = clock;
        this.stateChangeLog = stateChangeLog;
        this.minuteConsumer = minuteConsumer;
    }

    /** Returns after {@link #stop}, once the last output has been passed on. */
    public void run() throws InterruptedException {
        while (!stopped) {
            watch();
            if (!stopped) {
                backoff.sleep();
            }
        }
    }

    /** Stops nvidia-smi; its output is still read to the end. */
    public void stop() {
        stopped = true;
        Optional.ofNullable(process).ifPresent(started -> started.toHandle().destroy());
    }

    private void watch() throws InterruptedException {
        try {
            Process started = nvidiaSmi.watch(nvidiaSmi.fields(), interval);
            process = started;
            if (stopped) {
                started.destroy();
            }
            try {
                read(started);
            } finally {
                started.destroy();
            }
            ended(started.waitFor());
        } catch (IOException e) {
            stateChangeLog.reportProblem(GPU_SUBJECT, "nvidia-smi can't be run, it is tried again: " + e.getMessage());
        }
    }

    private void ended(int code) {
        if (!stopped) {
            String last = lastMessage.isEmpty() ? "" : ": " + lastMessage;
            stateChangeLog.reportProblem(
                    GPU_SUBJECT, "nvidia-smi ended with code " + code + last + "; it is started again");
        }
    }

    private void read(Process started) throws InterruptedException {
        MinuteSplitter cut = new MinuteSplitter(clock);
        lastMessage = "";
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            read(lines, cut);
        } catch (IOException e) {
            stateChangeLog.reportProblem("output", "what nvidia-smi prints can't be read: " + e.getMessage());
        }
        Optional<String> rest = cut.rest();
        if (rest.isPresent()) {
            deliver(rest.get());
        }
    }

    private void read(BufferedReader lines, MinuteSplitter cut) throws IOException, InterruptedException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Optional<String> minute =
                    cut.hasBegun() || SmiHeader.of(line).isPresent() ? cut.add(line) : lastMessage(line);
            if (minute.isPresent()) {
                deliver(minute.get() + processes());
            }
        }
    }

    private void deliver(String minute) throws InterruptedException {
        minuteConsumer.accept(minute);
        backoff.reset();
        stateChangeLog.reportHealthy(GPU_SUBJECT, "nvidia-smi reports the GPUs every " + interval.toSeconds() + " s");
    }

    private Optional<String> lastMessage(String line) {
        if (!line.isBlank()) {
            lastMessage = line.strip();
            stateChangeLog.reportProblem("nvidia-smi", "nvidia-smi reports: " + lastMessage);
        }
        return Optional.empty();
    }

    /** The processes as printed; empty when they are not known, so that the number of processes is absent. */
    private String processes() {
        try {
            String printed = nvidiaSmi.processes();
            String first = printed.lines().findFirst().orElse("");
            if (SmiHeader.of(first).filter(SmiHeader::isOfProcesses).isPresent()) {
                stateChangeLog.reportHealthy(PROCESSES, "nvidia-smi lists the processes");
                return printed;
            }
            stateChangeLog.reportProblem(PROCESSES, "nvidia-smi does not list the processes: " + first);
        } catch (IOException e) {
            stateChangeLog.reportProblem(PROCESSES, "nvidia-smi does not list the processes: " + e.getMessage());
        }
        return "";
    }

    /** Receives the output of nvidia-smi of a minute. */
    @FunctionalInterface
    public interface MinuteConsumer {

        /** Receives the header line and the lines of a minute, followed by the processes if they are known. */
        void accept(String minute) throws InterruptedException;
    }
}
