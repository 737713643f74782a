package dev.gleaner.systemtests.refusal;

import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.AnalyzerTopicPublisher;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.kafka.RealKafka;
import dev.gleaner.test.postgres.RealPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every reason that must refuse, for each action to which it applies: the packaged actuator with a real broker and a real
 * database, in front of the AWS stand-in behind a proxy that counts the calls which change something. None may.
 */
public final class RefusalMatrix implements Benchmark {

    static final String CHECKPOINTS = "s3://checkpoints-of-the-matrix/run/";

    /** With this argument a guard is switched off, so that the matrix has something to find. */
    private static final String CARELESS = "careless";

    private static final Path FOLDER = Path.of("system-tests/target/refusal-matrix");

    @Override
    public String name() {
        return "refusal-matrix";
    }

    @Override
    public String summary() {
        return "calls to AWS that change something although an action must be refused";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        Files.createDirectories(FOLDER);
        empty();
        try (Run matrix = new Run(FOLDER)) {
            long calls = arguments.contains(CARELESS) ? matrix.runWithGuardDisabled() : matrix.run();
            return new Figure(Long.toString(calls), "mutating calls");
        }
    }

    /** The signed heads of a run before are not those of this database. */
    private static void empty() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(FOLDER)) {
                    Files.delete(path);
                }
            }
        }
    }

    /** All that the matrix runs on, and the order in which it runs. */
    private static final class Run implements AutoCloseable, RefusalAttempt.TestEnvironment {

        /** In which a changed policy is read, and in which what comes by itself would have come. */
        private static final Duration A_WHILE = Duration.ofSeconds(3);

        private final Path folder;
        private final PostgresDatabase database = RealPostgres.freshDatabase();
        private final InterruptibleTcpProxy interruptibleTcpProxy =
                new InterruptibleTcpProxy(database.host(), database.port());
        private final ActuatorDatabase actuatorDatabase = ActuatorDatabase.of(database);
        private final AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        private final AwsTargetFactory targets = new AwsTargetFactory();
        private final AnalyzerTopicPublisher topics = new AnalyzerTopicPublisher(RealKafka.bootstrapServers());
        private final SlackWebhookStub hook = new SlackWebhookStub();
        private final PolicyFileWriter policy;
        private final Set<ActionScenario> possible = EnumSet.noneOf(ActionScenario.class);
        private final List<RefusalAttempt> attempts = new ArrayList<>();
        private final RefusalActuatorSettings settings;
        private RefusalActuatorProcess refusalActuatorProcess;

        Run(Path folder) throws IOException {
            this.folder = folder;
            targets.createBucketWithObject(Arn.bucket("checkpoints-of-the-matrix"), "run/step-1000");
            this.policy = new PolicyFileWriter(folder.resolve("policy.yaml"));
            policy.write();
            this.settings =
                    RefusalActuatorSettings.acting(folder, proxy.endpoint().toString());
            findPossible();
            this.refusalActuatorProcess = started(settings, "acting");
        }

        /** What is done around the steps of a stage. */
        private record StageHooks(Runnable first, Runnable beforeDecisions, Runnable afterDecisions) {

            static final StageHooks NOTHING = before(() -> {});

            static StageHooks before(Runnable work) {
                return new StageHooks(() -> {}, work, () -> {});
            }

            static StageHooks after(Runnable work) {
                return new StageHooks(() -> {}, () -> {}, work);
            }
        }

        long run() throws IOException {
            attempt(RefusalCase.controls(), StageHooks.NOTHING);
            stage(RefusalCase.Stage.CALM, StageHooks.NOTHING);
            stage(RefusalCase.Stage.UNDO, StageHooks.NOTHING);
            changing();
            restart(settings.with("actuator.dry-run", "true"), "dry-run");
            stage(RefusalCase.Stage.DRY_RUN, StageHooks.NOTHING);
            restart(blackout(), "blackout");
            stage(RefusalCase.Stage.BLACKOUT, StageHooks.NOTHING);
            stage(
                    RefusalCase.Stage.DATABASE_DOWN,
                    new StageHooks(() -> {}, interruptibleTcpProxy::cut, interruptibleTcpProxy::restore));
            restart(settings.with("actuator.slack.webhook-url", hook.address()), "slack");
            stage(RefusalCase.Stage.NOTICE, StageHooks.after(Run::pause));
            stage(RefusalCase.Stage.SLACK_DOWN, new StageHooks(hook::goDown, () -> {}, this::awaitSilence));
            stage(RefusalCase.Stage.FAULTS, StageHooks.NOTHING);
            stage(RefusalCase.Stage.THROTTLED, StageHooks.NOTHING);
            return new ResultTable(attempts, startsWithoutReading(), unattributedCalls()).print();
        }

        /** With the tag of another guard's key, so that nothing is protected: the row about it has to find that. */
        long runWithGuardDisabled() throws IOException {
            restart(settings.with("actuator.guard.protected-tag", "somebody:protected"), "careless");
            attempt(RefusalCase.controls(), StageHooks.NOTHING);
            attempt(RefusalCase.withoutGuards(), StageHooks.NOTHING);
            return new ResultTable(attempts, List.of(), unattributedCalls()).print();
        }

        /** What changes while the actuator runs. */
        private void changing() {
            stage(
                    RefusalCase.Stage.NO_BUDGET,
                    new StageHooks(() -> {}, () -> SpecialAccounts.spendTotal(actuatorDatabase), () -> {}));
            SpecialAccounts.fillTotal(actuatorDatabase);
            stage(RefusalCase.Stage.POLICY_BROKEN, StageHooks.before(() -> {
                policy.garble();
                pause();
            }));
            policy.write();
            pause();
            stage(RefusalCase.Stage.POLICY_CHANGES, StageHooks.after(() -> {
                policy.forbidEverything();
                pause();
            }));
            policy.write();
            refusalActuatorProcess.turnKillSwitch(true);
            stage(RefusalCase.Stage.KILL_SWITCH, StageHooks.NOTHING);
            refusalActuatorProcess.turnKillSwitch(false);
            stage(
                    RefusalCase.Stage.KILL_SWITCH_LATER,
                    StageHooks.after(() -> refusalActuatorProcess.turnKillSwitch(true)));
            refusalActuatorProcess.turnKillSwitch(false);
        }

        private void stage(RefusalCase.Stage stage, StageHooks around) {
            attempt(
                    RefusalCase.all().stream()
                            .filter(refusalCase -> refusalCase.stage() == stage)
                            .toList(),
                    around);
        }

        private void attempt(List<RefusalCase> rows, StageHooks around) {
            Instant begun = Instant.now();
            around.first.run();
            List<RefusalAttempt> all = new ArrayList<>();
            for (RefusalCase refusalCase : rows) {
                refusalCase.scenarios().stream()
                        .filter(possible::contains)
                        .forEach(scenario -> all.add(new RefusalAttempt(refusalCase, scenario, this)));
            }
            attempts.addAll(all);
            all.forEach(RefusalAttempt::publishFinding);
            all.forEach(RefusalAttempt::awaitPlan);
            all.forEach(attempt -> attempt.refusalCase().hooks().planned().accept(attempt));
            around.beforeDecisions.run();
            all.forEach(attempt -> attempt.refusalCase().hooks().decide().accept(attempt));
            around.afterDecisions.run();
            all.forEach(attempt -> attempt.refusalCase().hooks().decided().accept(attempt));
            all.forEach(RefusalAttempt::awaitEnd);
            all.forEach(attempt -> attempt.refusalCase().afterwards().ifPresent(what -> what.accept(attempt)));
            System.out.printf(
                    "%s: %d attempts in %d s%n",
                    rows.get(0).stage(),
                    all.size(),
                    Duration.between(begun, Instant.now()).toSeconds());
        }

        private static void pause() {
            LockSupport.parkNanos(A_WHILE.toNanos());
        }

        /** Until Slack was asked in vain, and then as long as something would take that came by itself. */
        private void awaitSilence() {
            while (hook.refused() == 0) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            pause();
        }

        /** Says loudly what can't be tried here. */
        private void findPossible() {
            for (ActionScenario scenario : ActionScenario.values()) {
                targets.unsupportedReason(scenario.targetKind())
                        .ifPresentOrElse(
                                why -> System.err.printf(
                                        "SKIPPED: %s, since the AWS stand-in can't have its target: %s%n",
                                        scenario.remedyName(), why),
                                () -> possible.add(scenario));
            }
        }

        private RefusalActuatorSettings blackout() {
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            return settings.with("actuator.guard.blackouts[0].from", today.toString())
                    .with("actuator.guard.blackouts[0].to", today.plusDays(1).toString())
                    .with("actuator.guard.blackouts[0].zone", "UTC");
        }

        /** What it starts with although nobody can read it: that must be nothing. */
        private List<String> startsWithoutReading() throws IOException {
            List<String> started = new ArrayList<>();
            refusalActuatorProcess.kill();
            if (starts(settings.with("actuator.guard.windows[0].zone", "Europe/Atlantis"), "without-calendar")) {
                started.add("change windows that can't be read");
            }
            policy.garble();
            if (starts(settings, "without-policy")) {
                started.add("a policy that can't be read");
            }
            return started;
        }

        private boolean starts(RefusalActuatorSettings unreadable, String name) throws IOException {
            try (RefusalActuatorProcess one = launch(unreadable, name)) {
                return one.awaitReady();
            }
        }

        /** Calls that change something and that no attempt accounts for. */
        private long unattributedCalls() {
            return proxy.calls().stream()
                    .filter(RefusalAttempt::isChange)
                    .filter(call -> attempts.stream()
                            .noneMatch(attempt -> attempt.changes().test(call)))
                    .count();
        }

        private void restart(RefusalActuatorSettings with, String name) throws IOException {
            refusalActuatorProcess.close();
            refusalActuatorProcess = started(with, name);
        }

        private RefusalActuatorProcess started(RefusalActuatorSettings with, String name) throws IOException {
            RefusalActuatorProcess started = launch(with, name);
            if (!started.awaitReady()) {
                throw new IllegalStateException("the actuator did not start; see " + log(name));
            }
            SpecialAccounts.spend(actuatorDatabase);
            return started;
        }

        /** A process list does not show who may write to the database. */
        private RefusalActuatorProcess launch(RefusalActuatorSettings with, String name) throws IOException {
            PostgresDatabase relayed = new PostgresDatabase(
                    "127.0.0.1",
                    interruptibleTcpProxy.port(),
                    database.name(),
                    database.username(),
                    database.password());
            return RefusalActuatorProcess.launch(
                    with.all(),
                    Map.of(
                            "ACTUATOR_DATABASE_URL", relayed.reactiveUrl(),
                            "ACTUATOR_DATABASE_USERNAME", relayed.username(),
                            "ACTUATOR_DATABASE_PASSWORD", relayed.password()),
                    log(name));
        }

        private Path log(String name) {
            return folder.resolve(name + ".log");
        }

        @Override
        public AwsTargetFactory targets() {
            return targets;
        }

        @Override
        public AwsProxy proxy() {
            return proxy;
        }

        @Override
        public RefusalActuatorProcess actuator() {
            return refusalActuatorProcess;
        }

        @Override
        public ActuatorDatabase database() {
            return actuatorDatabase;
        }

        @Override
        public AnalyzerTopicPublisher topics() {
            return topics;
        }

        @Override
        public void close() {
            refusalActuatorProcess.close();
            topics.close();
            proxy.close();
            hook.close();
            interruptibleTcpProxy.close();
        }
    }

    /** Slack's end of a webhook, which takes all that is posted, or nothing. */
    static final class SlackWebhookStub implements AutoCloseable {

        private final HttpServer server;
        private final AtomicInteger refused = new AtomicInteger();
        private volatile boolean down;

        SlackWebhookStub() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.getRequestBody().readAllBytes();
                    if (down) {
                        refused.incrementAndGet();
                    }
                    exchange.sendResponseHeaders(down ? 503 : 200, -1);
                }
            });
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/services/matrix";
        }

        /** Takes nothing any more. */
        void goDown() {
            down = true;
        }

        /** How many posts it did not take. */
        int refused() {
            return refused.get();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /**
     * A row a reason, a column an action, in each cell the calls that were too many.
     *
     * @param started what the actuator came up with although nobody can read it
     * @param strays calls that belong to no attempt
     */
    record ResultTable(List<RefusalAttempt> attempts, List<String> started, long strays) {

        /**
         * Prints it; how many calls were too many. Throws where there was none, and something was refused, or done, for another
         * reason.
         */
        long print() {
            System.out.printf("%-42s", "");
            for (ActionScenario scenario : ActionScenario.values()) {
                System.out.printf("  %s", scenario.remedyName());
            }
            System.out.println();
            rows().forEach(ResultTable::print);
            System.out.printf("%-42s  %d%n", "calls of no row", strays);
            long wrong = strays
                    + attempts.stream().mapToLong(RefusalAttempt::wrongCalls).sum();
            judge(wrong);
            return wrong;
        }

        private Map<String, Map<ActionScenario, RefusalAttempt>> rows() {
            return attempts.stream()
                    .collect(Collectors.groupingBy(
                            attempt -> attempt.refusalCase().name(),
                            LinkedHashMap::new,
                            Collectors.toMap(RefusalAttempt::scenario, attempt -> attempt)));
        }

        private static void print(String row, Map<ActionScenario, RefusalAttempt> cells) {
            System.out.printf("%-42s", row);
            for (ActionScenario scenario : ActionScenario.values()) {
                RefusalAttempt attempt = cells.get(scenario);
                String cell = attempt == null ? "-" : cell(attempt);
                System.out.printf("  %" + scenario.remedyName().length() + "s", cell);
            }
            System.out.println();
        }

        private static String cell(RefusalAttempt attempt) {
            boolean acts = attempt.refusalCase().expected().equals(ExpectedOutcome.ACTS);
            return (acts || attempt.refusalCase().allowedCalls() > 0
                            ? attempt.calls() + " done"
                            : "" + attempt.wrongCalls())
                    + (attempt.isAsExpected() ? "" : "!");
        }

        private void judge(long wrongCalls) {
            List<String> wrong = attempts.stream()
                    .filter(attempt -> !attempt.isAsExpected())
                    .map(attempt -> attempt.refusalCase().name() + ", "
                            + attempt.scenario().remedyName() + ": " + attempt.describeOutcome())
                    .toList();
            wrong.forEach(System.out::println);
            started.forEach(what -> System.out.println("it starts with " + what));
            if (wrongCalls == 0 && !(wrong.isEmpty() && started.isEmpty())) {
                throw new IllegalStateException((wrong.size() + started.size())
                        + " came to another end than they had to; the matrix shows nothing");
            }
        }
    }
}
