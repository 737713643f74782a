package dev.gleaner.systemtests.crash;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.crash.agent.HaltAgent;
import dev.gleaner.systemtests.crash.agent.HaltOrders;
import dev.gleaner.systemtests.crash.agent.HaltPoint;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.systemtests.environment.InstanceMetricsWriter;
import dev.gleaner.systemtests.environment.TargetScenario;
import dev.gleaner.systemtests.environment.TopicPublisher;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.kafka.RealKafka;
import dev.gleaner.test.postgres.RealPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.agent.builder.AgentBuilder;

/**
 * Halts packaged actuators, on a Kafka broker and a PostgreSQL database, at every step of every action, while people click twice
 * and findings are delivered again. Each step must still call AWS once, and each approved action must come to an end. Meanwhile the
 * database is frozen for some seconds: what was answered with 503 then and not sent again must not be done.
 */
public final class CrashMatrix implements Benchmark {

    static final int SEEDS_A_BATCH = 20;

    private static final int SPARE_BATCHES = 4;

    static final int SEEDS = seeds(ActionScenario.ALL_STEPS.size());

    static final int HALTS_A_BATCH = 3;

    /** How many of these halts are of undos. Approved actions have more points at which only one of them can be suspended. */
    static final int LATE = 1;

    /** Short, so that the database need not be frozen for long until requests are answered with 503. */
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(3);

    private static final String FROM = "from=";

    /**
     * How many seeds go through this many scenarios often enough that halts reach every point of each. A batch has one round of late halts,
     * of which one is of the publisher, which an undo passes twice: two batches for each scenario, and some for halts that do not take place.
     */
    static int seeds(int scenarios) {
        return (2 * scenarios + SPARE_BATCHES) * SEEDS_A_BATCH;
    }

    @Override
    public String name() {
        return "crash-matrix";
    }

    @Override
    public String summary() {
        return "second effects, lost decisions and broken audits when actuators are halted anywhere ([seeds, else "
                + SEEDS + "]"
                + " [from=SEED: without the batches before its own]"
                + " [forgetful: with a planted fault] [names of scenarios, such as stop-after-document: only these])";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int seeds = arguments.isEmpty() ? SEEDS : Integer.parseInt(arguments.get(0));
        boolean forgetful = arguments.contains("forgetful");
        Path folder = Files.createTempDirectory("crash-matrix");
        Path orders = Files.createDirectories(folder.resolve("orders"));
        AwsTargetFactory targets = new AwsTargetFactory();
        PostgresDatabase database = RealPostgres.freshDatabase();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint());
                TopicPublisher topics = new TopicPublisher(RealKafka.bootstrapServers());
                ActuatorCluster actuators = new ActuatorCluster(
                        folder,
                        Optional.of(AgentJar.write(folder) + "=" + orders + (forgetful ? HaltAgent.FORGETFUL : "")),
                        REQUEST_LIMIT,
                        RealKafka.bootstrapServers(),
                        database,
                        proxy.endpoint())) {
            proxy.rewriteResponses(
                    call -> call.action().equals("DescribeVolumesModifications"), VolumeCooldownExpirer::age);
            RetryingConsoleClient console = new RetryingConsoleClient(actuators);
            CrashTestEnvironment environment = new CrashTestEnvironment(
                    actuators,
                    console,
                    topics,
                    proxy,
                    targets,
                    new QuarantineExpirer(new ActuatorDatabase(database), targets.externalActor(), console),
                    new WorkReporter(topics, new ActuatorDatabase(database)),
                    threads);
            return new Run(environment, supported(targets, arguments), new HaltOrders(orders))
                    .all(first(arguments), seeds);
        } finally {
            threads.shutdownNow();
            System.out.println("the logs of the actuators are in " + folder);
        }
    }

    /** The first seed of the batch to begin with. */
    private static int first(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(FROM))
                .mapToInt(argument -> Integer.parseInt(argument.substring(FROM.length())))
                .map(seed -> seed - seed % SEEDS_A_BATCH)
                .findFirst()
                .orElse(0);
    }

    /** The scenarios that the arguments name, else all, but for those, with a message, which the AWS stand-in does not support. */
    private static List<ActionScenario> supported(AwsTargetFactory targets, List<String> arguments) {
        List<ActionScenario> supported = new ArrayList<>(chosen(arguments));
        if (supported.contains(ActionScenario.MIX) && !targets.supportsMixedInstances()) {
            leaveOut(supported, ActionScenario.MIX, "UpdateAutoScalingGroup with a mixed instances policy");
        }
        if (targets.unsupportedReason(ActionScenario.SNAPSHOT.targetKind()).isPresent()) {
            leaveOut(supported, ActionScenario.SNAPSHOT, "the Recycle Bin");
        }
        return List.copyOf(supported);
    }

    private static List<ActionScenario> chosen(List<String> arguments) {
        List<ActionScenario> named = ActionScenario.ALL_STEPS.stream()
                .filter(scenario -> arguments.contains(argument(scenario)))
                .toList();
        return named.isEmpty() ? ActionScenario.ALL_STEPS : named;
    }

    private static String argument(ActionScenario scenario) {
        return scenario.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void leaveOut(List<ActionScenario> supported, ActionScenario scenario, String why) {
        System.out.printf(
                "%n*** %s IS LEFT OUT: the AWS stand-in can't do %s ***%n%n",
                scenario.remedyName().toUpperCase(Locale.ROOT), why);
        supported.remove(scenario);
    }

    private static final class Run {

        private final CrashTestEnvironment environment;
        private final List<ActionScenario> scenarios;
        private final HaltScheduler haltScheduler;

        Run(CrashTestEnvironment environment, List<ActionScenario> scenarios, HaltOrders orders) {
            this.environment = environment;
            this.scenarios = scenarios;
            this.haltScheduler = new HaltScheduler(orders, CrashMatrixCell.of(scenarios));
        }

        Figure all(int from, int seeds) throws Exception {
            System.out.println(BatchVerifier.Outcome.HEADER);
            BatchVerifier.Outcome all = BatchVerifier.Outcome.NONE;
            for (int first = from; first < seeds; first += SEEDS_A_BATCH) {
                all = all.plus(batch(first, Math.min(first + SEEDS_A_BATCH, seeds)));
            }
            HaltTable.print(scenarios, haltScheduler.taken());
            requireHalts(seeds - from);
            return Figure.violations(
                    all.sum(),
                    "second effects + lost decisions + broken chains (" + (seeds - from) + " seeds, "
                            + environment.actuators().halts() + " halts)");
        }

        private BatchVerifier.Outcome batch(int first, int end) throws Exception {
            long start = System.nanoTime();
            int haltsBefore = environment.actuators().halts();
            int number = first / SEEDS_A_BATCH;
            // One actuator, then two, then two again: each change of their number starts or stops one.
            int count = 1 + (number + 1) / 2 % 2;
            AwsStandIn.reset();
            environment.proxy().clearCalls();
            environment.actuators().scaleTo(count);
            List<CrashCase> seeds = new ArrayList<>();
            for (int seed = first; seed < end; seed++) {
                seeds.add(CrashCase.of(seed, scenarios, this::target));
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

        /** An instance has been idle for a day, and in the last minutes, which the undo of a resize checks. */
        private Arn target(ActionScenario scenario) {
            if (!scenario.tags().isEmpty()) {
                environment.targets().document().create();
            }
            Arn target = environment.targets().create(scenario.targetKind(), scenario.tags());
            if (scenario.targetKind() == TargetScenario.INSTANCE) {
                InstanceMetricsWriter metrics = environment.targets().metrics();
                metrics.idle(target);
                metrics.lately(target, 1.5);
            }
            return target;
        }

        /** A run without a halt shows nothing, and a whole run has to halt at every point. */
        private void requireHalts(int seeds) {
            boolean isAll = seeds >= SEEDS && !haltScheduler.missing().isEmpty();
            if (isAll || environment.actuators().halts() == 0) {
                throw new IllegalStateException("actuators were never halted at "
                        + haltScheduler.missing().stream()
                                .map(cell -> cell.operation().name() + " " + cell.point())
                                .toList());
            }
        }
    }

    /** Writes the jar of {@link HaltAgent}: a manifest whose class path refers to the classes of this process. */
    static final class AgentJar {

        private AgentJar() {}

        static Path write(Path folder) throws IOException {
            Manifest manifest = new Manifest();
            Attributes attributes = manifest.getMainAttributes();
            attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
            attributes.put(new Attributes.Name("Premain-Class"), HaltAgent.class.getName());
            attributes.put(Attributes.Name.CLASS_PATH, location(HaltAgent.class) + " " + location(AgentBuilder.class));
            Path jar = folder.resolve("halt-agent.jar");
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream archive = new JarOutputStream(file, manifest)) {
                archive.finish();
            }
            return jar;
        }

        private static String location(Class<?> type) {
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

    /** Prints how often actuators were halted at each point of each action. */
    static final class HaltTable {

        private HaltTable() {}

        static void print(List<ActionScenario> scenarios, Map<CrashMatrixCell, Integer> taken) {
            System.out.printf("%n%-26s", "halts");
            for (HaltPoint point : HaltPoint.values()) {
                System.out.printf("  %9s", point);
            }
            System.out.println();
            for (ActionScenario scenario : scenarios) {
                row(scenario, false, taken);
                if (scenario.undo().isPresent()) {
                    row(scenario, true, taken);
                }
            }
            long reached = taken.values().stream().filter(count -> count > 0).count();
            System.out.printf("%d of %d points%n", reached, taken.size());
        }

        private static void row(ActionScenario scenario, boolean isUndo, Map<CrashMatrixCell, Integer> taken) {
            String name = new CrashMatrixCell(scenario, isUndo, HaltPoint.CLAIMED)
                    .operation()
                    .name();
            System.out.printf("%-26s", name + note(scenario.condition()));
            for (HaltPoint point : HaltPoint.values()) {
                System.out.printf("  %9d", taken.getOrDefault(new CrashMatrixCell(scenario, isUndo, point), 0));
            }
            System.out.println();
        }

        private static String note(ActionScenario.Condition condition) {
            return switch (condition) {
                case NONE -> "";
                case DOCUMENT -> " (document)";
                case REPORTED_WORK -> " (at work)";
            };
        }
    }
}
