package dev.gleaner.local;

import dev.gleaner.local.check.Preflight;
import dev.gleaner.local.part.Database;
import dev.gleaner.local.part.Feeder;
import dev.gleaner.local.part.Kafka;
import dev.gleaner.local.part.Moto;
import dev.gleaner.local.part.MotoProgram;
import dev.gleaner.local.part.Postgres;
import dev.gleaner.local.part.Services;
import dev.gleaner.local.process.Daemon;
import dev.gleaner.local.process.Daemons;
import dev.gleaner.local.ready.Check;
import dev.gleaner.local.ready.Condition;
import dev.gleaner.local.ready.Waiting;
import dev.gleaner.local.report.Screen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts what does not run, in the order in which the parts need one another. */
final class Startup {

    /** How long what others need may take to listen again. */
    private static final Duration RESTART = Duration.ofMinutes(1);

    private final RunFolder run;
    private final Ports ports;
    private final Secrets secrets;
    private final Mode mode;
    private final Screen screen;
    private final Daemons daemons;
    private final Services services;
    private final MotoProgram moto;

    Startup(RunFolder run, Ports ports, Secrets secrets, Mode mode, MotoProgram moto, Screen screen) {
        this.run = run;
        this.ports = ports;
        this.secrets = secrets;
        this.mode = mode;
        this.moto = moto;
        this.screen = screen;
        this.daemons = new Daemons(run);
        this.services = new Services(run, ports, secrets, mode);
    }

    /** Looks first for what would make a start fail. Who ended by itself since the last start is told and forgotten. */
    void preflight() {
        List<String> ended = Part.ALL.stream()
                .filter(part -> Files.exists(run.pidFile(part)) && !daemons.running(part))
                .toList();
        if (!ended.isEmpty()) {
            screen.say("ended since the last start, and started again: " + String.join(", ", ended));
        }
        daemons.stop(ended);
        Map<String, Integer> needed = Part.ports(ports);
        if (!mode.hasStandIn()) {
            needed.remove(Feeder.NAME);
        }
        int all = needed.size();
        needed.keySet().removeIf(daemons::running);
        boolean nothingRuns = needed.size() == all;
        if (needed.containsKey(Services.ACTUATOR)) {
            needed.put("actuator, for Slack", ports.slack());
        }
        List<String> problems = Preflight.problems(run.path(), needed, nothingRuns);
        if (!problems.isEmpty()) {
            throw new UpException(String.join("\n", problems));
        }
    }

    /** Broker, database and AWS stand-in. What others need to know of them is to wait for. */
    List<Condition> infrastructure() throws IOException {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(kafka());
        conditions.add(postgres());
        if (mode.hasStandIn()) {
            conditions.add(standIn());
        }
        return conditions;
    }

    /** Starts parts again that have ended, those first that others need. */
    void restart(Collection<String> ended) throws IOException {
        List<Condition> conditions = new ArrayList<>();
        if (ended.contains(Kafka.NAME)) {
            conditions.add(kafka());
        }
        if (ended.contains(Postgres.NAME)) {
            conditions.add(postgres());
        }
        if (ended.contains(Moto.NAME)) {
            conditions.add(standIn());
        }
        new Waiting(RESTART, () -> {}, screen::progress).until(conditions);
        if (ended.contains(Services.ANALYZER)) {
            start(services.analyzer());
        }
        if (ended.contains(Services.ACTUATOR)) {
            start(services.actuator());
        }
        if (ended.contains(Feeder.NAME) || ended.contains(Moto.NAME)) {
            feeder();
        }
        if (ended.contains(Services.COLLECTOR)) {
            start(services.collector());
        }
    }

    private Condition kafka() throws IOException {
        start(new Kafka(run, ports).prepare());
        return Check.listens(Kafka.NAME, ports.kafka());
    }

    private Condition postgres() throws IOException {
        start(new Postgres(run, ports, secrets.databasePasswordFile()).prepare());
        Database database = new Database(ports, secrets.databasePassword());
        return new Check(Postgres.NAME, "PostgreSQL does not answer yet", database::ready);
    }

    /** Analyzer, actuator, and who builds the estate. The collector has to find the whole of it. */
    List<Condition> consumers() throws IOException {
        new KafkaSecurity(run).grant(new Kafka(run, ports).bootstrapServers());
        start(services.analyzer());
        start(services.actuator());
        if (mode.estate().isEmpty()) {
            return List.of();
        }
        feeder();
        return List.of(new Check(Feeder.NAME, "the estate is being built", () -> Files.exists(run.standInReady())));
    }

    private void feeder() throws IOException {
        if (!daemons.running(Feeder.NAME)) {
            Files.deleteIfExists(run.standInReady());
        }
        Optional<Integer> port = mode.hasStandIn() ? run.standInPort() : Optional.empty();
        start(port.map(standIn ->
                        Feeder.daemon(run, mode.estate(), URI.create(Endpoints.http(standIn)), mode.awsEnvironment()))
                .orElseGet(() -> Feeder.daemon(run, mode.estate(), mode.awsEnvironment())));
    }

    /** Reads what is there now. */
    void collector() throws IOException {
        start(services.collector());
    }

    /** A stand-in that starts is empty: with the feeder ends the way to it, until that has built it anew. */
    private Condition standIn() throws IOException {
        if (!daemons.running(Moto.NAME) || run.standInPort().isEmpty()) {
            emptyStandIn();
        }
        return Check.listens(Moto.NAME, run.standInPort().orElseThrow());
    }

    private void emptyStandIn() throws IOException {
        daemons.stop(Feeder.NAME);
        daemons.stop(Moto.NAME);
        MotoProgram.Found found = moto.provide().orElseThrow(() -> StandInAdvice.needed(moto.failures()));
        screen.say("AWS stand-in: " + found.version() + " (" + found.program() + ")");
        int port = freePort();
        Files.writeString(run.standInPortFile(), port + "\n");
        start(new Moto(found.program(), port).daemon());
    }

    /** Any: nobody but the feeder has to know it. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void start(Daemon daemon) {
        screen.progress("starting " + daemon.name());
        daemons.start(daemon);
    }
}
