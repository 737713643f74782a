package dev.gleaner.local;

import dev.gleaner.local.part.Database;
import dev.gleaner.local.part.Moto;
import dev.gleaner.local.part.MotoProgram;
import dev.gleaner.local.process.Daemons;
import dev.gleaner.local.process.LogTail;
import dev.gleaner.local.ready.Api;
import dev.gleaner.local.ready.Condition;
import dev.gleaner.local.ready.Waiting;
import dev.gleaner.local.report.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
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
public final class Up implements Callable<Integer> {

    @ArgGroup(exclusive = true)
    private EstateOptions estate = new EstateOptions();

    @ArgGroup(exclusive = false)
    private @Nullable AccountOptions account;

    @Option(
            names = "--no-aws",
            description = "do without the AWS stand-in: inventory and trail are recorded, and nothing can be approved;"
                    + " so does a machine on which no stand-in can be had")
    private boolean withoutAws;

    @Option(names = "--fresh", description = "forget all data of earlier runs first")
    private boolean fresh;

    private final RunFolder run = RunFolder.fromEnvironment();
    private final Ports ports = Ports.fromEnvironment();
    private final Screen screen = Screen.standard();
    private final MotoProgram moto = new MotoProgram(run, screen::say, screen::progress);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Up()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        try {
            up(mode());
            return 0;
        } catch (UpException e) {
            screen.say("up failed:");
            e.lines().forEach(line -> screen.say("  " + line));
            return 1;
        }
    }

    private Mode mode() {
        if (account != null) {
            if (withoutAws) {
                throw new UpException(
                        "--account reads a real account, which --no-aws can't do without: give one of them");
            }
            return account.confirmed(screen);
        }
        return withoutAws ? new RecordedAws(estate.arguments(), run) : standInIfThereIsOne();
    }

    /** A run that began without the stand-in, because there was none, goes on without. */
    private Mode standInIfThereIsOne() {
        StandIn standIn = new StandIn(estate.arguments());
        RecordedAws recorded = new RecordedAws(estate.arguments(), run);
        boolean begun = !fresh && Files.exists(run.mode());
        if (begun && isOf(recorded)) {
            screen.say("this run began without the AWS stand-in, and goes on so");
            return recorded;
        }
        if (!fresh && new Daemons(run).running(Moto.NAME)
                || moto.provide().isPresent()) {
            return standIn;
        }
        if (begun && isOf(standIn)) {
            throw StandInAdvice.needed(moto.failures());
        }
        StandInAdvice.without(moto.failures()).forEach(screen::say);
        return recorded;
    }

    /** Whether the data in the run folder is of this mode. */
    private boolean isOf(Mode mode) {
        try {
            return Files.readString(run.mode()).equals(mode.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void up(Mode mode) throws IOException {
        if (fresh) {
            Teardown teardown = new Teardown(run, screen);
            teardown.stop();
            teardown.purge();
        }
        remember(mode);
        Secrets secrets = Secrets.of(run);
        endpoints(secrets, mode).write(run.endpoints());
        Startup startup = new Startup(run, ports, secrets, mode, moto, screen);
        startup.preflight();
        await(mode, startup.infrastructure());
        await(mode, startup.consumers());
        startup.collector();
        Api api = new Api(secrets.token());
        await(mode, new Readiness(run, ports, api, mode).conditions());
        new Report(run, ports, api, screen).print();
        if (!withoutAws && mode instanceof RecordedAws) {
            screen.say(StandInAdvice.reminder());
        }
    }

    /** The data of one estate makes no sense with another. */
    private void remember(Mode mode) throws IOException {
        Files.createDirectories(run.path());
        if (Files.exists(run.mode()) && !Files.readString(run.mode()).equals(mode.text())) {
            throw new UpException(
                    "the data in %s is of another run (%s): give the same options, or --fresh to forget it"
                            .formatted(run.path(), Files.readString(run.mode())));
        }
        Files.writeString(run.mode(), mode.text());
    }

    private Endpoints endpoints(Secrets secrets, Mode mode) {
        return new Endpoints(
                "127.0.0.1:" + ports.kafka(),
                new Database(ports, secrets.databasePassword()).urlWithPassword(),
                mode.hasStandIn() ? Endpoints.http(ports.aws()) : null,
                Endpoints.http(ports.collector()),
                Endpoints.http(ports.analyzer()),
                Endpoints.http(ports.actuator()),
                Endpoints.http(ports.slack()),
                secrets.token(),
                secrets.firehoseKeyFile().toString());
    }

    private void await(Mode mode, List<Condition> conditions) {
        List<Waiting.Missing> missing =
                new Waiting(mode.patience(), this::lookForTheDead, screen::progress).until(conditions);
        if (!missing.isEmpty()) {
            throw new UpException(
                    "nothing moves any more since " + mode.patience().toSeconds() + " s, missing:\n"
                            + String.join("\n", missing.stream().map(this::line).toList()));
        }
    }

    private String line(Waiting.Missing missing) {
        return "- " + missing.what() + " (see " + run.log(missing.culprit()) + ")";
    }

    /** What ends while it is waited for will not come. */
    private void lookForTheDead() {
        Daemons daemons = new Daemons(run);
        for (String part : Part.ALL) {
            if (Files.exists(run.pidFile(part)) && !daemons.running(part)) {
                throw new UpException(part + " has ended; the end of " + run.log(part) + ":\n"
                        + String.join("\n", LogTail.lines(run.log(part), 15)));
            }
        }
    }
}
