package dev.gleaner.local;

import dev.gleaner.local.report.TerminalOutput;
import dev.gleaner.local.runtime.GleanerHome;
import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunEndpoints;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.RunSecrets;
import dev.gleaner.local.runtime.aws.MotoInstaller;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.JavaCommandLine;
import dev.gleaner.local.runtime.process.ProcessSignal;
import dev.gleaner.local.runtime.service.RunMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Restarts processes that ended by themselves. {@code up} leaves this process running, and {@code up} and {@code down}
 * stop it before they do anything else. A process that was stopped on purpose has no pid file and is not restarted.
 */
public final class RestartSupervisor {

    /** Name of its pid file and its log. */
    static final String NAME = "supervisor";

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RunFolder run;
    private final Restart restart;
    private final Clock clock;
    private final Consumer<String> output;
    private final DaemonController daemonController;
    private final RestartPolicy policy = new RestartPolicy();
    private final Map<String, Instant> due = new HashMap<>();

    RestartSupervisor(RunFolder run, Restart restart, Clock clock, Consumer<String> output) {
        this.run = run;
        this.restart = restart;
        this.clock = clock;
        this.output = output;
        this.daemonController = new DaemonController(run);
    }

    /** Restarts processes. */
    interface Restart {
        void of(Collection<String> parts) throws IOException;
    }

    /** The process; it inherits the environment of the {@code up} that starts it, and with it the options of the user. */
    static DaemonSpec daemon(RunFolder run, RunMode mode) {
        List<String> program = new ArrayList<>(JavaCommandLine.ofClassPath(RestartSupervisor.class.getName()));
        program.add(run.path().toString());
        program.addAll(mode.arguments());
        return new DaemonSpec(
                NAME,
                JavaCommandLine.command("96m", List.of("-Dgleaner.home=" + GleanerHome.path()), program),
                Map.of(),
                ProcessSignal.TERM);
    }

    /** Takes the folder of the run and the arguments of its mode. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(DaemonController::blockStarts));
        RunFolder run = new RunFolder(Path.of(arguments[0]));
        RunMode mode = RunMode.of(List.of(arguments).subList(1, arguments.length), run);
        TerminalOutput terminalOutput = new TerminalOutput(System.out, false);
        Consumer<String> output =
                line -> terminalOutput.printLine(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
        RunPorts ports = RunEndpoints.read(run.endpoints())
                .flatMap(RunPorts::of)
                .orElseThrow(() -> new IllegalStateException(run.endpoints() + " contains no ports of a run"));
        MotoInstaller moto = new MotoInstaller(run, output, terminalOutput::showProgress);
        StartupSequence startup = new StartupSequence(run, ports, RunSecrets.of(run), mode, moto, terminalOutput);
        RestartSupervisor restartSupervisor = new RestartSupervisor(run, startup::restart, Clock.systemUTC(), output);
        output.accept("supervising the processes of " + run.path());
        while (true) {
            Thread.sleep(PAUSE.toMillis());
            restartSupervisor.restartEndedDaemons();
        }
    }

    /** Finds processes that have ended, and restarts those whose delay is over. */
    void restartEndedDaemons() {
        Instant now = clock.instant();
        List<String> ready = new ArrayList<>();
        for (String part : DaemonCatalog.ALL) {
            if (part.equals(NAME) || Files.notExists(run.pidFile(part)) || daemonController.running(part)) {
                due.remove(part);
            } else if (isDue(part, now)) {
                ready.add(part);
            }
        }
        if (!ready.isEmpty()) {
            ready.forEach(due::remove);
            restart(ready);
        }
    }

    private boolean isDue(String part, Instant now) {
        if (!due.containsKey(part)) {
            Instant time = policy.nextRestart(part, now);
            Duration delay = Duration.between(now, time);
            due.put(part, time);
            report(
                    part,
                    delay.compareTo(RestartPolicy.WINDOW) < 0
                            ? "has ended; restarting in %d s".formatted(delay.toSeconds())
                            : ("has ended %d times within %d minutes: see the reason above; restarting in %d minutes,"
                                            + " or at once by deploy/local/up")
                                    .formatted(
                                            RestartPolicy.LIMIT + 1,
                                            RestartPolicy.WINDOW.toMinutes(),
                                            delay.toMinutes()));
        }
        return !now.isBefore(due.get(part));
    }

    private void restart(List<String> parts) {
        try {
            restart.of(parts);
        } catch (IOException | UncheckedIOException | IllegalStateException | LocalRunException e) {
            parts.forEach(part -> report(part, "could not be restarted: " + e.getMessage()));
        }
    }

    /** Prints a message and appends it to the log of the process, where users look first. */
    private void report(String part, String what) {
        output.accept(part + " " + what);
        try {
            Files.writeString(
                    run.log(part),
                    "*** supervisor: " + part + " " + what + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            output.accept("cannot write " + run.log(part) + ": " + e.getMessage());
        }
    }
}
