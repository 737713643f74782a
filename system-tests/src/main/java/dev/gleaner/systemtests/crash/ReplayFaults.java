package dev.gleaner.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.WaitDeadline;
import dev.gleaner.test.process.LocalGleaner;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Whatever fails in the middle of a replay: once everything runs again, the findings are those of the estate's truth, the
 * open ones and those that lack something alike, and the audit is intact. Processes are killed one after another, the broker and the
 * database are frozen for longer than any client waits for them, and the disk is full.
 */
public final class ReplayFaults implements Benchmark {

    private static final int PORT_BASE = 27200;
    private static final Path ROOT = Path.of("").toAbsolutePath();

    /** In the order in which data goes through them, so that what comes after each is still at work when it is killed. */
    private static final List<String> PARTS =
            List.of("feeder", "collector", "kafka", "analyzer", "aws", "actuator", "postgres");

    private static final List<String> SERVICES = List.of("collector", "analyzer", "actuator");

    /** More than the run of the small estate needs, less than it takes long to fill. */
    private static final int DISK_MEGABYTES = 2300;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration HEALTH_PATIENCE = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(100);

    /** The part of the history by which the first findings are about to come. */
    private static final double UNTIL_FINDINGS = 0.25;

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    @Override
    public String name() {
        return "replay-faults";
    }

    @Override
    public String summary() {
        return "faults in the middle of a replay after which the findings are not the estate's truth"
                + " ([default-timeouts], else with short ones; [names of faults])";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        List<String> names = new ArrayList<>(arguments);
        Timeouts timeouts = names.remove(Timeouts.DEFAULT.argument) ? Timeouts.DEFAULT : Timeouts.SHORT;
        Path folder = Files.createTempDirectory("replay-faults");
        System.out.println("fault            seconds  result");
        int wrong = 0;
        int all = 0;
        for (Fault fault : Fault.values()) {
            if (names.isEmpty() || names.contains(fault.argument)) {
                long start = System.nanoTime();
                Optional<String> problem = new Replay(folder, timeouts).problem(fault);
                System.out.printf(
                        "%-15s  %7d  %s%n",
                        fault.argument,
                        Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                        problem.orElse("the truth"));
                all++;
                wrong += problem.isPresent() ? 1 : 0;
            }
        }
        if (all == 0) {
            throw new IllegalArgumentException("no fault has one of the names " + names);
        }
        return Figure.violations(wrong, "faults with other findings (of " + all + ")");
    }

    /** What fails. */
    private enum Fault {
        KILLED("killed"),
        FROZEN_BROKER("frozen-broker"),
        FROZEN_DATABASE("frozen-database"),
        FULL_DISK("full-disk");

        private final String argument;

        Fault(String argument) {
            this.argument = argument;
        }
    }

    /** What clients wait for, and how long a frozen server is frozen: longer. */
    private enum Timeouts {
        /**
         * Those of the product: sessions of consumers (45 s), transactions and deliveries (60 s), leases of the actuator (60 s). Shorter
         * than {@code up} waits for something to move (120 s).
         */
        DEFAULT("default-timeouts", Duration.ofSeconds(75), Map.of()),
        /** The shortest session that a broker accepts by default is of 6 s. */
        SHORT(
                "short-timeouts",
                Duration.ofSeconds(12),
                Map.of(
                        "GLEANER_COLLECTOR_OPTIONS",
                                "-Dmp.messaging.connector.smallrye-kafka.delivery.timeout.ms=8000"
                                        + " -Dmp.messaging.connector.smallrye-kafka.request.timeout.ms=4000",
                        "GLEANER_ANALYZER_OPTIONS",
                                "-Dkafka-streams.producer.transaction.timeout.ms=8000"
                                        + " -Dkafka-streams.session.timeout.ms=6000",
                        "GLEANER_ACTUATOR_OPTIONS",
                                "-Dmp.messaging.connector.smallrye-kafka.session.timeout.ms=6000"
                                        + " -Dactuator.execution.lease=8s -Dactuator.aws.call-timeout=4s"));

        private final String argument;
        private final Duration frozen;
        private final Map<String, String> environment;

        Timeouts(String argument, Duration frozen, Map<String, String> environment) {
            this.argument = argument;
            this.frozen = frozen;
            this.environment = environment;
        }
    }

    /** One replay with one fault. */
    private static final class Replay {

        private final Path folder;
        private final Timeouts timeouts;
        private LocalGleaner gleaner;
        private CompletableFuture<LocalGleaner.Outcome> up = CompletableFuture.completedFuture(null);

        Replay(Path folder, Timeouts timeouts) {
            this.folder = folder;
            this.timeouts = timeouts;
            this.gleaner = new LocalGleaner(ROOT, folder.resolve("run"), PORT_BASE);
        }

        /** What is wrong after the fault; empty when nothing is. */
        Optional<String> problem(Fault fault) {
            try {
                switch (fault) {
                    case KILLED -> killEachPart();
                    case FROZEN_BROKER -> freeze("kafka", 0);
                    case FROZEN_DATABASE -> freeze("postgres", UNTIL_FINDINGS);
                    case FULL_DISK -> fillTheDisk();
                }
                return Optional.empty();
            } catch (IOException | IllegalStateException | UncheckedIOException e) {
                return Optional.of(e.toString());
            } finally {
                up.join();
                gleaner.down("--purge");
            }
        }

        private void killEachPart() {
            start("--fresh");
            double replayed = 0;
            for (String part : PARTS) {
                awaitReplayBeyond(replayed);
                long killed = process(part).pid();
                gleaner.kill(part);
                replayed = requireReplayUnderWay(part);
                awaitBack(part, killed);
            }
            up.join();
            requireTruth();
        }

        private void freeze(String part, double from) {
            start("--fresh");
            awaitReplayBeyond(from);
            ProcessHandle frozen = process(part);
            List<ProcessHandle> all =
                    Stream.concat(Stream.of(frozen), frozen.descendants()).toList();
            signal("-STOP", all);
            long thaw = System.nanoTime() + timeouts.frozen.toNanos();
            try {
                requireReplayUnderWay(part);
                if (part.equals("kafka") && timeouts == Timeouts.DEFAULT) {
                    awaitHealth(UNAVAILABLE, "Kafka does not answer");
                }
                while (thaw - System.nanoTime() > 0) {
                    LockSupport.parkNanos(thaw - System.nanoTime());
                }
                if (part.equals("kafka")) {
                    // A restart would not help.
                    SERVICES.forEach(service -> require(
                            health(service, "live").startsWith(OK + " "), service + " is not live without Kafka"));
                }
            } finally {
                signal("-CONT", all);
            }
            awaitHealth(OK, "");
            up.join();
            requireTruth();
        }

        private void fillTheDisk() throws IOException {
            Path disk = Files.createDirectories(folder.resolve("disk"));
            if (!succeeds("mount", "-t", "tmpfs", "-o", "size=" + DISK_MEGABYTES + "m", "tmpfs", disk.toString())) {
                System.out.println("left out: only root may mount a disk of a known size");
                return;
            }
            gleaner = new LocalGleaner(ROOT, disk.resolve("run"), PORT_BASE);
            try {
                start("--fresh");
                awaitReplayBeyond(0);
                Path filling = disk.resolve("filling");
                fill(filling);
                LocalGleaner.Outcome full = up.join();
                Files.delete(filling);
                require(full.exit() != 0, "up succeeded on a full disk: " + full.output());
                requireTruth();
            } finally {
                up.join();
                gleaner.down("--purge");
                succeeds("umount", "--lazy", disk.toString());
            }
        }

        /** By what a user does then: run {@code up} again. */
        private void requireTruth() {
            start();
            LocalGleaner.Outcome again = up.join();
            require(again.exit() == 0, "up failed: " + again.output());
            WaitDeadline.in(HEALTH_PATIENCE)
                    .poll(POLL, () -> gleaner.openByRule().equals(gleaner.truth()));
            require(
                    gleaner.openByRule().equals(gleaner.truth())
                            && !gleaner.truth().isEmpty(),
                    "open " + gleaner.openByRule() + " and not " + gleaner.truth());
            require(
                    gleaner.byRule("insufficient").equals(gleaner.resources("truth-insufficient.json")),
                    "insufficient " + gleaner.byRule("insufficient"));
            JsonNode audit = gleaner.get("/api/audit/verify");
            require(audit.get("intact").asBoolean(), "audit " + audit);
        }

        /** A fault after its end would show nothing. */
        private double requireReplayUnderWay(String part) {
            double replayed = gleaner.replayed();
            require(replayed > 0 && replayed < 1, "replayed is " + replayed + " when it hit " + part);
            return replayed;
        }

        /** The {@code up} that is under way ends, or has not come to that part yet and starts it. */
        private void awaitBack(String part, long killed) {
            await(part + " to be back", PATIENCE, () -> {
                if (up.isDone()) {
                    start();
                }
                return gleaner.process(part)
                                .filter(now -> now.pid() != killed && now.isAlive())
                                .isPresent()
                        && isAtWork(part);
            });
        }

        private boolean isAtWork(String part) {
            return switch (part) {
                case "kafka" -> health("collector", "ready").startsWith(OK + " ");
                case "postgres" -> health("actuator", "ready").startsWith(OK + " ");
                // The feeder lets nobody in before the estate stands in the stand-in.
                case "feeder", "aws" -> listens(gleaner.aws());
                default -> health(part, "ready").startsWith(OK + " ");
            };
        }

        private void awaitHealth(int status, String text) {
            for (String service : SERVICES) {
                await(service + " to answer " + status, HEALTH_PATIENCE, () -> {
                    String health = health(service, "ready");
                    return health.startsWith(status + " ") && health.contains(text);
                });
            }
        }

        /** The status of the answer and its body; empty when there is none. */
        private String health(String service, String kind) {
            try {
                HttpResponse<String> answer = gleaner.getWithoutToken(service, "/q/health/" + kind);
                return answer.statusCode() + " " + answer.body();
            } catch (UncheckedIOException e) {
                return "";
            }
        }

        private static boolean listens(URI address) {
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        }

        private void start(String... arguments) {
            up = CompletableFuture.supplyAsync(() -> gleaner.up(timeouts.environment, arguments));
        }

        /** Waits until more of the history than this part of it was delivered: all on the way to Kafka runs. */
        private void awaitReplayBeyond(double part) {
            await("replay beyond " + part, PATIENCE, () -> gleaner.replayed() > part);
        }

        private ProcessHandle process(String part) {
            await(part + " to run", PATIENCE, () -> gleaner.process(part).isPresent());
            return gleaner.process(part).orElseThrow();
        }

        private static void signal(String signal, List<ProcessHandle> processes) {
            processes.forEach(process -> succeeds("kill", signal, Long.toString(process.pid())));
        }

        private static boolean succeeds(String... command) {
            try {
                return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static void fill(Path file) {
            byte[] megabyte = new byte[1 << 20];
            try (OutputStream output = Files.newOutputStream(file)) {
                for (int count = 0; count < DISK_MEGABYTES; count++) {
                    output.write(megabyte);
                }
            } catch (IOException e) {
                // It is full, which is what was wanted.
            }
        }

        private static void await(String condition, Duration time, BooleanSupplier holds) {
            WaitDeadline.await(condition, time, POLL, holds);
        }

        private static void require(boolean holds, String problem) {
            if (!holds) {
                throw new IllegalStateException(problem);
            }
        }
    }
}
