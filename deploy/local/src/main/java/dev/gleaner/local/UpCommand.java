package dev.gleaner.local;

import dev.gleaner.local.ready.ServiceApiClient;
import dev.gleaner.local.report.StartupProfile;
import dev.gleaner.local.report.StartupReport;
import dev.gleaner.local.report.TerminalOutput;
import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunEndpoints;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.RunSecrets;
import dev.gleaner.local.runtime.aws.MotoDaemon;
import dev.gleaner.local.runtime.aws.MotoInstaller;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.kafka.KafkaSecurity;
import dev.gleaner.local.runtime.postgres.PostgresDaemon;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.local.runtime.process.LogTail;
import dev.gleaner.local.runtime.process.ReadinessCondition;
import dev.gleaner.local.runtime.process.ReadinessWaiter;
import dev.gleaner.local.runtime.service.RunMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts Gleaner on this machine with a replayed estate, waits for its findings and prints them. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts Gleaner on this machine, waits for the first findings and prints them.")
public final class UpCommand implements Callable<Integer> {

    @ArgGroup(exclusive = true)
    private EstateOptions estate = new EstateOptions();

    @ArgGroup(exclusive = false)
    private @Nullable AccountOptions account;

    @Option(
            names = "--no-aws",
            description = "run without the AWS stand-in: inventory and trail are recorded, and nothing can be approved;"
                    + " the default where no stand-in can be installed")
    private boolean withoutAws;

    @Option(names = "--fresh", description = "delete all data of earlier runs first")
    private boolean fresh;

    @Option(
            names = "--profile",
            description = "print at the end how many seconds each phase of the start took, and how many CPU-seconds"
                    + " each process used in it")
    private boolean profiled;

    @Option(names = "--unsupervised", description = "do not restart processes that end by themselves")
    private boolean unsupervised;

    @Option(
            names = "--secure-kafka",
            description = "use a broker with TLS and with a user and ACLs for each service; applies until --fresh")
    private boolean secureKafka;

    private final RunFolder run = RunFolder.fromEnvironment();
    private final TerminalOutput terminalOutput = TerminalOutput.standard();
    private final StartupProfile profile = new StartupProfile(new ProcessCpuTimes(run), Clock.systemUTC());
    private final MotoInstaller moto = new MotoInstaller(run, terminalOutput::printLine, terminalOutput::showProgress);

    /** The script measures the build, as {@code SECONDS USER SYSTEM} in the form of the builtin times of bash. */
    private static final String BUILD = "gleaner.build";

    /** Between two checks of processes that start. */
    private static final Duration START_PAUSE = Duration.ofMillis(100);

    /** Between two checks of the evaluation: all is checked again after two of them, and records of a transaction are read by then. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new UpCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        ProcessCpuTimes.ofBuild(System.getProperty(BUILD, ""))
                .ifPresent(build -> profile.add("build", build.took(), Map.of("build", build.cpu())));
        profile.enter("infrastructure");
        try (RunLock lock = RunLock.await(run, terminalOutput::printLine, terminalOutput::showProgress)) {
            up(mode());
            return 0;
        } catch (LocalRunException e) {
            return failed(e);
        } catch (IOException e) {
            return failed(new LocalRunException(e.getMessage() + " (" + RunLock.reason(e) + ")"));
        } catch (UncheckedIOException e) {
            return failed(new LocalRunException(e.getMessage() + ": " + e.getCause()));
        }
    }

    private int failed(LocalRunException failure) {
        terminalOutput.printLine("up failed:");
        failure.lines().forEach(line -> terminalOutput.printLine("  " + line));
        return 1;
    }

    private RunMode mode() {
        if (account != null) {
            if (withoutAws) {
                throw new LocalRunException(
                        "--account reads a real account, and --no-aws excludes that: use one of them");
            }
            return account.confirmed(terminalOutput);
        }
        new EstatePreflight(run, fresh).check(estate);
        return withoutAws ? new RunMode.RecordedAws(estate.arguments(), run) : selectMode();
    }

    /** A run that began without the stand-in continues without it. */
    private RunMode selectMode() {
        RunMode.StandIn standIn = new RunMode.StandIn(estate.arguments(), run);
        RunMode.RecordedAws recorded = new RunMode.RecordedAws(estate.arguments(), run);
        boolean begun = !fresh && Files.exists(run.mode());
        if (begun && isOf(recorded)) {
            terminalOutput.printLine("this run began without the AWS stand-in, and continues without it");
            return recorded;
        }
        boolean runs = !fresh && new DaemonController(run).running(MotoDaemon.NAME);
        if (runs || moto.findOrInstall().isPresent()) {
            return standIn;
        }
        if (begun && isOf(standIn)) {
            throw StandInAdvice.needed(moto.failures());
        }
        StandInAdvice.without(moto.failures()).forEach(terminalOutput::printLine);
        return recorded;
    }

    /** Whether the data in the run folder belongs to this mode. */
    private boolean isOf(RunMode mode) {
        try {
            return Files.readString(run.mode()).equals(mode.describe());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks the existing data before anything is written, so that a start that fails does not disturb a run in
     * progress.
     */
    private void up(RunMode mode) throws IOException {
        long begun = System.nanoTime();
        if (fresh) {
            RunTeardown teardown = new RunTeardown(run, terminalOutput);
            teardown.stop();
            teardown.purge();
        }
        requireSameMode(mode);
        RunPorts ports = ports();
        RunSecrets secrets = RunSecrets.of(run);
        StartupSequence startup = new StartupSequence(run, ports, secrets, mode, moto, terminalOutput);
        DaemonController daemonController = new DaemonController(run);
        boolean supervised = daemonController.stop(RestartSupervisor.NAME);
        boolean first = Files.notExists(run.mode());
        ServiceApiClient api = new ServiceApiClient(secrets.token());
        try {
            startup.preflight();
            if (secureKafka) {
                new KafkaSecurity(run).enable(run.data(KafkaDaemon.NAME));
            }
            Files.writeString(run.mode(), mode.describe());
            endpoints(ports, secrets, mode).write(run.endpoints());
            await(mode, START_PAUSE, startup.startInfrastructure());
            profile.enter("estate");
            await(mode, START_PAUSE, startup.startConsumers());
            startup.startCollector();
            await(mode, PAUSE, new RunReadiness(run, ports, api, mode).conditions(profile::enter));
            profile.enter("report");
            supervised = !unsupervised;
        } catch (LocalRunException e) {
            if (first && !Files.exists(run.standInReady()) && hasEnded(FeederDaemon.NAME)) {
                forgetEstate();
            }
            throw e;
        } finally {
            // After a failure the processes are supervised if they were before.
            if (supervised) {
                daemonController.start(RestartSupervisor.daemon(run, mode));
            }
        }
        if (mode instanceof RunMode.Account) {
            api.getJson(RunEndpoints.http(ports.collector()) + "/backfill")
                    .flatMap(RunReadiness.PastRead::summary)
                    .ifPresent(calls -> terminalOutput.printLine("read of the past: %s; the first findings took %d s"
                            .formatted(
                                    calls,
                                    Duration.ofNanos(System.nanoTime() - begun).toSeconds())));
        }
        new StartupReport(run, ports, api, terminalOutput).print();
        if (!withoutAws && mode instanceof RunMode.RecordedAws) {
            terminalOutput.printLine(StandInAdvice.reminder());
        }
        profile.end();
        if (profiled) {
            terminalOutput.printLine("");
            profile.lines().forEach(terminalOutput::printLine);
        }
    }

    /** Forgets an estate that could not be built, such as one with a zone that the stand-in does not know. */
    private void forgetEstate() throws IOException {
        new RunTeardown(run, terminalOutput).stop();
        Files.deleteIfExists(run.mode());
        Files.deleteIfExists(run.estateState());
    }

    private boolean hasEnded(String part) {
        return Files.exists(run.pidFile(part)) && !new DaemonController(run).running(part);
    }

    /** Rejects another mode or estate than that of the data in the run folder. */
    private void requireSameMode(RunMode mode) throws IOException {
        if (Files.exists(run.mode()) && !isOf(mode)) {
            throw new LocalRunException(
                    "the data in %s belongs to another run (%s): use the same options, or --fresh to delete it"
                            .formatted(run.path(), Files.readString(run.mode())));
        }
    }

    /** The ports of the running processes, which nothing but the run folder records; else the requested ports. */
    private RunPorts ports() throws IOException {
        String base = System.getenv("GLEANER_PORT_BASE");
        RunPorts requested = RunPorts.of(base);
        DaemonController daemonController = new DaemonController(run);
        RunPorts used = DaemonCatalog.ALL.stream().anyMatch(daemonController::running)
                ? RunEndpoints.read(run.endpoints()).flatMap(RunPorts::of).orElse(requested)
                : requested;
        if (used.equals(requested)) {
            return requested;
        }
        if (base != null) {
            throw new LocalRunException(
                    "the processes of %s run on other ports (page: %s): unset GLEANER_PORT_BASE to continue with them, or"
                                    .formatted(run.path(), RunEndpoints.http(used.actuator()))
                            + " run deploy/local/down first");
        }
        terminalOutput.printLine("the processes of %s run on ports of their own (page: %s): continuing with these"
                .formatted(run.path(), RunEndpoints.http(used.actuator())));
        return used;
    }

    private RunEndpoints endpoints(RunPorts ports, RunSecrets secrets, RunMode mode) {
        return new RunEndpoints(
                "127.0.0.1:" + ports.kafka(),
                PostgresDaemon.database(ports, secrets.databasePassword()).urlWithPassword(),
                mode.hasStandIn() ? RunEndpoints.http(ports.aws()) : null,
                RunEndpoints.http(ports.collector()),
                RunEndpoints.http(ports.analyzer()),
                RunEndpoints.http(ports.actuator()),
                RunEndpoints.http(ports.slack()),
                secrets.token(),
                secrets.firehoseKeyFile().toString());
    }

    private void await(RunMode mode, Duration pause, List<ReadinessCondition> conditions) {
        List<ReadinessWaiter.Missing> missing = new ReadinessWaiter(
                        mode.readinessTimeout(), pause, this::requireDaemonsAlive, terminalOutput::showProgress)
                .awaitAll(conditions);
        if (!missing.isEmpty()) {
            throw new LocalRunException(
                    "no progress for " + mode.readinessTimeout().toSeconds() + " s, missing:\n"
                            + String.join("\n", missing.stream().map(this::line).toList()));
        }
    }

    private String line(ReadinessWaiter.Missing missing) {
        return "- " + missing.what() + " (see " + run.log(missing.culprit()) + ")";
    }

    /** Fails if a process has ended, since its conditions will never hold. */
    private void requireDaemonsAlive() {
        for (String part : DaemonCatalog.ALL) {
            if (hasEnded(part)) {
                throw new LocalRunException(part + " has ended; last lines of " + run.log(part) + ":\n"
                        + String.join("\n", LogTail.lines(run.log(part), 15))
                        + "\nrun up again after removing the cause");
            }
        }
    }
}
