package dev.gleaner.local;

import dev.gleaner.local.part.Database;
import dev.gleaner.local.part.Feeder;
import dev.gleaner.local.part.Kafka;
import dev.gleaner.local.part.Moto;
import dev.gleaner.local.part.MotoProgram;
import dev.gleaner.local.part.Supervisor;
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

    @Option(names = "--unsupervised", description = "leave what ends by itself ended; else it is started again")
    private boolean unsupervised;

    @Option(
            names = "--secure-kafka",
            description = "a broker with TLS, a user for each service and their ACLs, until --fresh")
    private boolean secureKafka;

    private final RunFolder run = RunFolder.fromEnvironment();
    private final Screen screen = Screen.standard();
    private final MotoProgram moto = new MotoProgram(run, screen::say, screen::progress);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Up()).execute(arguments));
    }

    @Override
    public Integer call() {
        try (RunLock lock = RunLock.await(run, screen::say, screen::progress)) {
            up(mode());
            return 0;
        } catch (UpException e) {
            return failed(e);
        } catch (IOException e) {
            return failed(new UpException(e.getMessage() + " (" + RunLock.reason(e) + ")"));
        } catch (UncheckedIOException e) {
            return failed(new UpException(e.getMessage() + ": " + e.getCause()));
        }
    }

    private int failed(UpException failure) {
        screen.say("up failed:");
        failure.lines().forEach(line -> screen.say("  " + line));
        return 1;
    }

    private Mode mode() {
        if (account != null) {
            if (withoutAws) {
                throw new UpException(
                        "--account reads a real account, which --no-aws can't do without: give one of them");
            }
            return account.confirmed(screen);
        }
        new EstateValidation(run, fresh).check(estate);
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
        boolean runs = !fresh && new Daemons(run).running(Moto.NAME);
        if (runs || moto.provide().isPresent()) {
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

    /** What is already there is looked at before anything is written: a run that goes on is not touched by one that can't. */
    private void up(Mode mode) throws IOException {
        if (fresh) {
            Teardown teardown = new Teardown(run, screen);
            teardown.stop();
            teardown.purge();
        }
        refuseOther(mode);
        Ports ports = ports();
        Secrets secrets = Secrets.of(run);
        Startup startup = new Startup(run, ports, secrets, mode, moto, screen);
        Daemons daemons = new Daemons(run);
        boolean supervised = daemons.stop(Supervisor.NAME);
        boolean first = Files.notExists(run.mode());
        Api api = new Api(secrets.token());
        try {
            startup.preflight();
            if (secureKafka) {
                new KafkaSecurity(run).turnOn(run.data(Kafka.NAME));
            }
            Files.writeString(run.mode(), mode.text());
            endpoints(ports, secrets, mode).write(run.endpoints());
            await(mode, startup.infrastructure());
            await(mode, startup.consumers());
            startup.collector();
            await(mode, new Readiness(run, ports, api, mode).conditions());
            supervised = !unsupervised;
        } catch (UpException e) {
            if (first && !Files.exists(run.standInReady()) && hasEnded(Feeder.NAME)) {
                forgetEstate();
            }
            throw e;
        } finally {
            // A failed `up` leaves the parts as it found them: watched or not.
            if (supervised) {
                daemons.start(Supervisor.daemon(run, mode));
            }
        }
        new Report(run, ports, api, screen).print();
        if (!withoutAws && mode instanceof RecordedAws) {
            screen.say(StandInAdvice.reminder());
        }
    }

    /** An estate that could not be built, such as one with a zone that the stand-in does not know. */
    private void forgetEstate() throws IOException {
        new Teardown(run, screen).stop();
        Files.deleteIfExists(run.mode());
        Files.deleteIfExists(run.estateState());
    }

    private boolean hasEnded(String part) {
        return Files.exists(run.pidFile(part)) && !new Daemons(run).running(part);
    }

    /** The data of one estate makes no sense with another. */
    private void refuseOther(Mode mode) throws IOException {
        if (Files.exists(run.mode()) && !isOf(mode)) {
            throw new UpException(
                    "the data in %s is of another run (%s): give the same options, or --fresh to forget it"
                            .formatted(run.path(), Files.readString(run.mode())));
        }
    }

    /** Those of the parts that run here, as nobody else knows where they listen; else those that are asked for. */
    private Ports ports() throws IOException {
        String base = System.getenv("GLEANER_PORT_BASE");
        Ports wanted = Ports.of(base);
        Daemons daemons = new Daemons(run);
        Ports used = Part.ALL.stream().anyMatch(daemons::running)
                ? Endpoints.read(run.endpoints()).flatMap(Ports::of).orElse(wanted)
                : wanted;
        if (used.equals(wanted)) {
            return wanted;
        }
        if (base != null) {
            throw new UpException(
                    "the parts of %s run on other ports (page: %s): unset GLEANER_PORT_BASE to go on with them, or"
                                    .formatted(run.path(), Endpoints.http(used.actuator()))
                            + " run deploy/local/down first");
        }
        screen.say("the parts of %s run on ports of their own (page: %s): going on with these"
                .formatted(run.path(), Endpoints.http(used.actuator())));
        return used;
    }

    private Endpoints endpoints(Ports ports, Secrets secrets, Mode mode) {
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
        for (String part : Part.ALL) {
            if (hasEnded(part)) {
                throw new UpException(part + " has ended; the end of " + run.log(part) + ":\n"
                        + String.join("\n", LogTail.lines(run.log(part), 15))
                        + "\nrun up again once its cause is gone");
            }
        }
    }
}
