package dev.gleaner.local.runtime.process;

import dev.gleaner.local.runtime.RunFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Starts and stops the processes of a run. Processes that the run did not start are never touched. */
public final class DaemonController {

    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final ReentrantLock STARTING = new ReentrantLock();

    private final RunFolder run;

    public DaemonController(RunFolder run) {
        this.run = run;
    }

    /** Starts a process unless it is running, and appends its output to its log; true if it was started. */
    public boolean start(DaemonSpec daemon) {
        if (running(daemon.name())) {
            return false;
        }
        awaitTakenDown(daemon.name());
        STARTING.lock();
        try {
            ProcessBuilder builder = new ProcessBuilder(detached(daemon.command()))
                    .directory(run.path().toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log(daemon).toFile()));
            builder.environment().putAll(daemon.environment());
            PidFile.of(daemon, builder.start().toHandle()).write(run.pidFile(daemon.name()));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + daemon.name(), e);
        } finally {
            STARTING.unlock();
        }
    }

    /**
     * Called at the end of this JVM: waits for the pid file of a process that is being started, and prevents further
     * starts.
     */
    public static void blockStarts() {
        STARTING.lock();
    }

    /** Whether the process with this name is running. */
    public boolean running(String name) {
        return process(name).isPresent();
    }

    /** The start time of the running process, by the clock at that time. */
    public Optional<Instant> startTime(String name) {
        return pidFile(name).filter(file -> file.process().isPresent()).map(PidFile::started);
    }

    /** CPU time that the running process with this name has used, with its children; zero if it is not running. */
    public Duration cpuTime(String name) {
        return process(name).map(ProcessCpuTime::ofTree).orElse(Duration.ZERO);
    }

    /** Waits for a killed process, which holds its port until the kernel has released it. */
    private void awaitTakenDown(String name) {
        long end = System.nanoTime() + GRACE.toNanos();
        while (pidFile(name).filter(PidFile::isBeingTakenDown).isPresent() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Stops a process, by force after 20 s; true if it was running. */
    public boolean stop(String name) {
        return !stop(List.of(name)).isEmpty();
    }

    /** Stops processes in parallel; returns those that were running. */
    public List<String> stop(List<String> names) {
        Map<String, ProcessHandle> running = new LinkedHashMap<>();
        names.forEach(name -> process(name).ifPresent(process -> running.put(name, process)));
        running.forEach((name, process) ->
                pidFile(name).map(PidFile::stop).orElse(ProcessSignal.TERM).send(process));
        running.values().forEach(DaemonController::awaitEnd);
        names.forEach(this::awaitTakenDown);
        names.forEach(this::forget);
        return List.copyOf(running.keySet());
    }

    private void forget(String name) {
        try {
            Files.deleteIfExists(run.pidFile(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(DaemonSpec daemon) throws IOException {
        Path log = run.log(daemon.name());
        Files.createDirectories(log.toAbsolutePath().getParent());
        return log;
    }

    private Optional<ProcessHandle> process(String name) {
        return pidFile(name).flatMap(PidFile::process);
    }

    private Optional<PidFile> pidFile(String name) {
        try {
            return PidFile.read(run.pidFile(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + run.pidFile(name), e);
        }
    }

    /** Runs the command in its own session, so that Ctrl-C in the terminal of {@code up} does not reach it. */
    private static List<String> detached(List<String> command) {
        List<String> detached = new ArrayList<>();
        ExternalProgram.find("setsid").ifPresent(setsid -> detached.add(setsid.toString()));
        detached.addAll(command);
        return detached;
    }

    private static void awaitEnd(ProcessHandle process) {
        if (!endsWithin(process, GRACE)) {
            process.destroyForcibly();
            endsWithin(process, GRACE);
        }
    }

    private static boolean endsWithin(ProcessHandle process, Duration grace) {
        try {
            process.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
