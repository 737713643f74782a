package dev.gleaner.gpu.smi;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps nvidia-smi running on this host, and hands on each minute of what it prints. While nobody takes a minute nothing is
 * read on: what was printed waits in the pipe.
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
    private String said = "";

    /**
     * @param path of nvidia-smi, or its name if it is on the PATH
     * @param interval from one reading to the next, in whole seconds
     */
    public NvidiaSmiMonitor(
            String path, Duration interval, Clock clock, StateChangeLog stateChangeLog, MinuteConsumer minuteConsumer) {
        this.nvidiaSmi = new NvidiaSmiCommand(path);
        this.interval = interval;
        this.clock = clock;
        this.stateChangeLog = stateChangeLog;
        this.minuteConsumer = minuteConsumer;
    }

    /** Returns some time after {@link #stop}, once what was printed last is handed on. */
    public void run() throws InterruptedException {
        while (!stopped) {
            watch();
            if (!stopped) {
                backoff.sleep();
            }
        }
    }

    /** Ends nvidia-smi; its output stays open, to be read to its end. */
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
            String last = said.isEmpty() ? "" : ": " + said;
            stateChangeLog.reportProblem(
                    GPU_SUBJECT, "nvidia-smi ended with code " + code + last + "; it is started again");
        }
    }

    private void read(Process started) throws InterruptedException {
        MinuteSplitter cut = new MinuteSplitter(clock);
        said = "";
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
            Optional<String> minute = cut.hasBegun() || SmiHeader.of(line).isPresent() ? cut.add(line) : said(line);
            if (minute.isPresent()) {
                deliver(minute.get() + processes());
            }
        }
    }

    private void deliver(String minute) throws InterruptedException {
        minuteConsumer.accept(minute);
        backoff.reset();
        stateChangeLog.reportHealthy(GPU_SUBJECT, "nvidia-smi tells of the cards every " + interval.toSeconds() + " s");
    }

    private Optional<String> said(String line) {
        if (!line.isBlank()) {
            said = line.strip();
            stateChangeLog.reportProblem("nvidia-smi", "nvidia-smi says: " + said);
        }
        return Optional.empty();
    }

    /** Empty if it can't be told; the number of processes is absent then. */
    private String processes() {
        try {
            String printed = nvidiaSmi.processes();
            String first = printed.lines().findFirst().orElse("");
            if (SmiHeader.of(first).filter(SmiHeader::isOfProcesses).isPresent()) {
                stateChangeLog.reportHealthy(PROCESSES, "nvidia-smi tells of the processes");
                return printed;
            }
            stateChangeLog.reportProblem(PROCESSES, "nvidia-smi does not tell of the processes: " + first);
        } catch (IOException e) {
            stateChangeLog.reportProblem(PROCESSES, "nvidia-smi does not tell of the processes: " + e.getMessage());
        }
        return "";
    }

    /** Takes what nvidia-smi printed in a minute. */
    @FunctionalInterface
    public interface MinuteConsumer {

        /** The header line and the lines of a minute, with the processes at its end where they are known. */
        void accept(String minute) throws InterruptedException;
    }
}
