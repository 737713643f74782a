package dev.gleaner.local;

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
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.local.runtime.process.LogTail;
import dev.gleaner.local.runtime.process.ReadinessCondition;
import dev.gleaner.local.runtime.process.ReadinessWaiter;
import dev.gleaner.local.runtime.service.RunMode;
import dev.gleaner.local.runtime.service.ServiceDaemons;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts the processes that are not running, in the order of their dependencies. */
final class StartupSequence {

    /** How long a restarted process may take until it listens again. */
    private static final Duration RESTART = Duration.ofMinutes(1);

    private final RunFolder run;
    private final RunPorts ports;
    private final RunSecrets secrets;
    private final RunMode mode;
    private final TerminalOutput terminalOutput;
    private final DaemonController daemonController;
    private final ServiceDaemons serviceDaemons;
    private final MotoInstaller moto;

    StartupSequence(
            RunFolder run,
            RunPorts ports,
            RunSecrets secrets,
            RunMode mode,
            MotoInstaller moto,
            TerminalOutput terminalOutput) {
        this.run = run;
        this.ports = ports;
        this.secrets = secrets;
        this.mode = mode;
        this.moto = moto;
        this.terminalOutput = terminalOutput;
        this.daemonController = new DaemonController(run);
        this.serviceDaemons = new ServiceDaemons(run, ports, secrets, mode);
    }

    /**
     * Checks what would make the start fail. Processes that ended since the last start are reported, and their pid
     * files deleted.
     */
    void preflight() {
        List<String> ended = DaemonCatalog.ALL.stream()
                .filter(part -> Files.exists(run.pidFile(part)) && !daemonController.running(part))
                .toList();
        if (!ended.isEmpty()) {
            terminalOutput.printLine("ended since the last start, now restarting: " + String.join(", ", ended));
        }
        daemonController.stop(ended);
        Map<String, Integer> needed = DaemonCatalog.ports(ports);
        if (!mode.hasStandIn()) {
            needed.remove(FeederDaemon.NAME);
        }
        int all = needed.size();
        needed.keySet().removeIf(daemonController::running);
        boolean nothingRuns = needed.size() == all;
        if (needed.containsKey(ServiceDaemons.ACTUATOR)) {
            needed.put("actuator, for Slack", ports.slack());
        }
        List<String> problems = PreflightCheck.problems(run.path(), needed, nothingRuns);
        if (!problems.isEmpty()) {
            throw new LocalRunException(String.join("\n", problems));
        }
    }

    /** Starts broker, database and AWS stand-in; returns the conditions for what depends on them. */
    List<ReadinessCondition> startInfrastructure() throws IOException {
        List<ReadinessCondition> conditions = new ArrayList<>();
        conditions.add(kafka());
        conditions.add(postgres());
        if (mode.hasStandIn()) {
            conditions.add(standIn());
        }
        return conditions;
    }

    /** Restarts processes that have ended, those first that others depend on. */
    void restart(Collection<String> ended) throws IOException {
        List<ReadinessCondition> conditions = new ArrayList<>();
        if (ended.contains(KafkaDaemon.NAME)) {
            conditions.add(kafka());
        }
        if (ended.contains(PostgresDaemon.NAME)) {
            conditions.add(postgres());
        }
        if (ended.contains(MotoDaemon.NAME)) {
            conditions.add(standIn());
        }
        new ReadinessWaiter(RESTART, () -> {}, terminalOutput::showProgress).awaitAll(conditions);
        if (ended.contains(ServiceDaemons.ANALYZER)) {
            start(serviceDaemons.analyzer());
        }
        if (ended.contains(ServiceDaemons.ACTUATOR)) {
            start(serviceDaemons.actuator());
        }
        if (ended.contains(FeederDaemon.NAME) || ended.contains(MotoDaemon.NAME)) {
            feeder();
        }
        if (ended.contains(ServiceDaemons.COLLECTOR)) {
            start(serviceDaemons.collector());
        }
    }

    private ReadinessCondition kafka() throws IOException {
        start(new KafkaDaemon(run, ports).prepare());
        return ReadinessCondition.Check.listens(KafkaDaemon.NAME, ports.kafka());
    }

    private ReadinessCondition postgres() throws IOException {
        start(new PostgresDaemon(run, ports, secrets.databasePasswordFile()).prepare());
        PostgresDatabase database = PostgresDaemon.database(ports, secrets.databasePassword());
        return new ReadinessCondition.Check(
                PostgresDaemon.NAME, "PostgreSQL does not answer yet", database::ensureReady);
    }

    /** Starts analyzer, actuator and feeder. The collector starts later, since it has to find the whole estate. */
    List<ReadinessCondition> startConsumers() throws IOException {
        new KafkaSecurity(run).createServiceAcls(new KafkaDaemon(run, ports).bootstrapServers());
        start(serviceDaemons.analyzer());
        start(serviceDaemons.actuator());
        if (mode.estate().isEmpty()) {
            return List.of();
        }
        feeder();
        return List.of(new EstateBuilt(run));
    }

    /** The estate is there, and with it what the services find in it. */
    private record EstateBuilt(RunFolder run) implements ReadinessCondition {

        @Override
        public Optional<String> missing() {
            return Files.exists(run.standInReady())
                    ? Optional.empty()
                    : Optional.of("the estate is being built: "
                            + LogTail.last(run.log(FeederDaemon.NAME), "progress: ")
                                    .orElse("begun"));
        }

        @Override
        public String culprit() {
            return FeederDaemon.NAME;
        }
    }

    private void feeder() throws IOException {
        if (!daemonController.running(FeederDaemon.NAME)) {
            Files.deleteIfExists(run.standInReady());
        }
        Optional<Integer> port = mode.hasStandIn() ? run.standInPort() : Optional.empty();
        start(port.map(standIn -> FeederDaemon.daemon(
                        run, mode.estate(), URI.create(RunEndpoints.http(standIn)), mode.awsEnvironment()))
                .orElseGet(() -> FeederDaemon.daemon(run, mode.estate(), mode.awsEnvironment())));
    }

    /** Starts the collector. */
    void startCollector() throws IOException {
        start(serviceDaemons.collector());
    }

    /**
     * Starts the stand-in, which is empty at its start. The feeder is stopped with it, and nobody can connect until a
     * new feeder has rebuilt the estate.
     */
    private ReadinessCondition standIn() throws IOException {
        if (!daemonController.running(MotoDaemon.NAME) || run.standInPort().isEmpty()) {
            emptyStandIn();
        }
        return ReadinessCondition.Check.listens(
                MotoDaemon.NAME, run.standInPort().orElseThrow());
    }

    private void emptyStandIn() throws IOException {
        daemonController.stop(FeederDaemon.NAME);
        daemonController.stop(MotoDaemon.NAME);
        MotoInstaller.Found found = moto.findOrInstall().orElseThrow(() -> StandInAdvice.needed(moto.failures()));
        terminalOutput.printLine("AWS stand-in: " + found.version() + " (" + found.program() + ")");
        int port = FreePort.find();
        Files.writeString(run.standInPortFile(), port + "\n");
        start(new MotoDaemon(found.program(), port, run.tool("moto-extension"), run.data(MotoDaemon.NAME)).daemon());
    }

    private void start(DaemonSpec daemon) {
        terminalOutput.showProgress("starting " + daemon.name());
        daemonController.start(daemon);
    }
}
