package dev.gleaner.systemtests.crash;

import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.crash.agent.HaltAgent;
import dev.gleaner.systemtests.crash.agent.HaltOrders;
import dev.gleaner.systemtests.crash.agent.HaltPoint;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.kafka.RealKafka;
import dev.gleaner.test.postgres.PostgresDatabase;
import dev.gleaner.test.postgres.RealPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.agent.builder.AgentBuilder;

/**
 * Real actuators on a real broker and a real database are halted at every step of every action, while people click twice and
 * findings are delivered again. Whatever happens, AWS is called once a step and every yes comes to an end.
 */
public final class CrashMatrix implements Benchmark {

    static final int SEEDS = 500;
    static final int SEEDS_A_BATCH = 20;
    static final int HALTS_A_BATCH = 3;

    /** How many of them are of what people take back; what they approve has more points that only one action may stand at. */
    static final int LATE = 1;

    @Override
    public String name() {
        return "crash-matrix";
    }

    @Override
    public String summary() {
        return "second effects, lost decisions and broken audits when actuators are halted anywhere ([seeds, else 500]"
                + " [forgetful: with a planted fault])";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int seeds = arguments.isEmpty() ? SEEDS : Integer.parseInt(arguments.get(0));
        boolean forgetful = arguments.contains("forgetful");
        Path folder = Files.createTempDirectory("crash-matrix");
        Path orders = Files.createDirectories(folder.resolve("orders"));
        CrashTargetFactory aws = new CrashTargetFactory(AwsStandIn.endpoint());
        PostgresDatabase database = RealPostgres.freshDatabase();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint());
                CrashFindingPublisher crashFindingPublisher = new CrashFindingPublisher(RealKafka.bootstrapServers());
                ActuatorCluster actuatorCluster = new ActuatorCluster(
                        folder,
                        AgentJar.write(folder) + "=" + orders + (forgetful ? HaltAgent.FORGETFUL : ""),
                        RealKafka.bootstrapServers(),
                        database,
                        proxy.endpoint())) {
            RetryingConsoleClient retryingConsoleClient = new RetryingConsoleClient(actuatorCluster);
            CrashTestEnvironment around = new CrashTestEnvironment(
                    actuatorCluster,
                    retryingConsoleClient,
                    crashFindingPublisher,
                    proxy,
                    aws,
                    new QuarantineExpirer(database, aws, retryingConsoleClient),
                    threads);
            return new Run(around, ActionScenarioCatalog.possible(aws), new HaltOrders(orders)).all(seeds);
        } finally {
            threads.shutdownNow();
            System.out.println("the logs of the actuators are in " + folder);
        }
    }

    private static final class Run {

        private final CrashTestEnvironment environment;
        private final List<ActionScenario> scenarios;
        private final HaltScheduler haltScheduler;

        Run(CrashTestEnvironment around, List<ActionScenario> deeds, HaltOrders orders) {
            this.environment = around;
            this.scenarios = deeds;
            this.haltScheduler = new HaltScheduler(orders, CrashMatrixCell.of(deeds));
        }

        Figure all(int seeds) throws Exception {
            System.out.println(BatchVerifier.Outcome.HEADER);
            BatchVerifier.Outcome all = BatchVerifier.Outcome.NONE;
            for (int first = 0; first < seeds; first += SEEDS_A_BATCH) {
                all = all.plus(batch(first, Math.min(first + SEEDS_A_BATCH, seeds)));
            }
            HaltTable.print(scenarios, haltScheduler.taken());
            requireHalts(seeds);
            return new Figure(
                    Long.toString(all.sum()),
                    "second effects + lost decisions + broken chains (" + seeds + " seeds, "
                            + environment.actuators().halts() + " halts)");
        }

        private BatchVerifier.Outcome batch(int first, int end) throws Exception {
            long start = System.nanoTime();
            int haltsBefore = environment.actuators().halts();
            int number = first / SEEDS_A_BATCH;
            // One actuator, then two, then two again: each change of their number is a start or a stop.
            int count = 1 + (number + 1) / 2 % 2;
            environment.aws().reset();
            environment.proxy().clearCalls();
            environment.actuators().scaleTo(count);
            List<CrashCase> seeds = new ArrayList<>();
            for (int seed = first; seed < end; seed++) {
                seeds.add(CrashCase.of(seed, scenarios, environment.aws()));
            }
            BatchVerifier.Outcome outcome =
                    new CrashBatch(seeds, environment).run(haltScheduler, HALTS_A_BATCH - LATE, LATE);
            outcome.print(
                    first + "-" + (end - 1),
                    count,
                    environment.actuators().halts() - haltsBefore,
                    Duration.ofNanos(System.nanoTime() - start));
            return outcome;
        }

        /** Where nothing was halted nothing is shown; a whole run has to come by everything. */
        private void requireHalts(int seeds) {
            boolean isAll = seeds >= SEEDS && !haltScheduler.missing().isEmpty();
            if (isAll || environment.actuators().halts() == 0) {
                throw new IllegalStateException("actuators were never halted at "
                        + haltScheduler.missing().stream()
                                .map(cell -> cell.act().name() + " " + cell.point())
                                .toList());
            }
        }
    }

    /** The jar that a JVM needs for {@link HaltAgent}: a manifest that points to where its classes are anyway. */
    static final class AgentJar {

        private AgentJar() {}

        static Path write(Path folder) throws IOException {
            Manifest manifest = new Manifest();
            Attributes attributes = manifest.getMainAttributes();
            attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
            attributes.put(new Attributes.Name("Premain-Class"), HaltAgent.class.getName());
            attributes.put(Attributes.Name.CLASS_PATH, place(HaltAgent.class) + " " + place(AgentBuilder.class));
            Path jar = folder.resolve("halt-agent.jar");
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream archive = new JarOutputStream(file, manifest)) {
                archive.finish();
            }
            return jar;
        }

        private static String place(Class<?> type) {
            try {
                return type.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()
                        .toString();
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** How often actuators were halted at each point of each action. */
    static final class HaltTable {

        private HaltTable() {}

        static void print(List<ActionScenario> deeds, Map<CrashMatrixCell, Integer> taken) {
            System.out.printf("%n%-26s", "halts");
            for (HaltPoint point : HaltPoint.values()) {
                System.out.printf("  %9s", point);
            }
            System.out.println();
            for (ActionScenario actionScenario : deeds) {
                row(actionScenario, false, taken);
                if (actionScenario.undo().isPresent()) {
                    row(actionScenario, true, taken);
                }
            }
            long reached = taken.values().stream().filter(count -> count > 0).count();
            System.out.printf("%d of %d points%n", reached, taken.size());
        }

        private static void row(ActionScenario actionScenario, boolean isUndo, Map<CrashMatrixCell, Integer> taken) {
            System.out.printf(
                    "%-26s",
                    new CrashMatrixCell(actionScenario, isUndo, HaltPoint.CLAIMED)
                            .act()
                            .name());
            for (HaltPoint point : HaltPoint.values()) {
                System.out.printf("  %9d", taken.getOrDefault(new CrashMatrixCell(actionScenario, isUndo, point), 0));
            }
            System.out.println();
        }
    }
}
