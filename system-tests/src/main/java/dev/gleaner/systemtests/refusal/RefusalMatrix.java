package dev.gleaner.systemtests.refusal;

import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.systemtests.environment.MutatingCall;
import dev.gleaner.systemtests.environment.TopicPublisher;
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
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings about every reason to refuse, for each action to which it applies. The packaged actuator runs with a Kafka broker, a
 * PostgreSQL database and the AWS stand-in, behind a proxy that counts mutating calls. There must be none.
 */
public final class RefusalMatrix implements Benchmark {

    static final String CHECKPOINTS = "s3://checkpoints-of-the-matrix/run/";

    /** With this argument a guard is disabled, which the matrix has to detect. */
    private static final String CARELESS = "careless";

    /** With this argument only the controls and the cases of documents before a stop run. */
    private static final String DOCUMENTS = "documents";

    private static final Path FOLDER = Path.of("system-tests/target/refusal-matrix");

    @Override
    public String name() {
        return "refusal-matrix";
    }

    @Override
    public String summary() {
        return "calls to AWS that change something although an action must be refused ([careless: with a guard disabled]"
                + " [documents: only those of documents before a stop] [NAME...: only these actions])";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        Files.createDirectories(FOLDER);
        empty();
        Set<String> actions = new TreeSet<>(arguments);
        actions.removeAll(Set.of(CARELESS, DOCUMENTS));
        try (Run matrix = new Run(FOLDER, scenarios(actions))) {
            long calls = arguments.contains(CARELESS)
                    ? matrix.runWithGuardDisabled()
                    : arguments.contains(DOCUMENTS) ? matrix.runDocuments() : matrix.run();
            return Figure.violations(calls, "mutating calls");
        }
    }

    /** Those of actions with these names; all without a name. */
    private static List<ActionScenario> scenarios(Set<String> actions) {
        Set<String> unknown = new TreeSet<>(actions);
        ActionScenario.ALL.forEach(scenario -> unknown.remove(scenario.remedyName()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("there are no actions " + unknown);
        }
        return ActionScenario.ALL.stream()
                .filter(scenario -> actions.isEmpty() || actions.contains(scenario.remedyName()))
                .toList();
    }

    /** Deletes the files of an earlier run, whose signed heads do not match the new database. */
    private static void empty() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(FOLDER)) {
                    Files.delete(path);
                }
            }
        }
    }

    /** The services of a run, and the order of its stages. */
    private static final class Run implements AutoCloseable, RefusalAttempt.TestEnvironment {

        /** Time in which a changed policy is read, or in which the actuator would act without a decision. */
        private static final Duration PAUSE = Duration.ofSeconds(3);

        /** Attempts that run together, so few that the confirmation of a finding by GPUs, valid for ten minutes, is not too old. */
        private static final int TOGETHER = 200;

        private final Path folder;
        private final PostgresDatabase database = RealPostgres.freshDatabase();
        private final InterruptibleTcpProxy databaseProxy = new InterruptibleTcpProxy(database.host(), database.port());
        private final ActuatorDatabase actuatorDatabase = new ActuatorDatabase(database);
        private final AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        private final AwsTargetFactory targets = new AwsTargetFactory();
        private final TopicPublisher topics = new TopicPublisher(RealKafka.bootstrapServers());
        private final SlackWebhookStub slack = new SlackWebhookStub();
        private final PolicyFileWriter policy;
        private final Set<ActionScenario> supported = EnumSet.noneOf(ActionScenario.class);
        private final List<RefusalAttempt> attempts = new ArrayList<>();
        private final RefusalActuatorSettings settings;
        private RefusalActuatorProcess actuator;

        Run(Path folder, List<ActionScenario> scenarios) throws IOException {
            this.folder = folder;
            targets.createBucketWithObject(Arn.bucket("checkpoints-of-the-matrix"), "run/step-1000");
            this.policy = new PolicyFileWriter(folder.resolve("policy.yaml"));
            policy.write();
            this.settings =
                    RefusalActuatorSettings.acting(folder, proxy.endpoint().toString());
            findSupported(scenarios);
            this.actuator = started(settings, "acting");
        }

        /** What is done before and after the decisions of a stage. */
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
            stage(RefusalCase.Stage.DOCUMENT, StageHooks.NOTHING);
            stage(RefusalCase.Stage.UNDO, StageHooks.NOTHING);
            runChangingStages();
            restart(settings.with("actuator.dry-run", "true"), "dry-run");
            stage(RefusalCase.Stage.DRY_RUN, StageHooks.NOTHING);
            restart(blackout(), "blackout");
            stage(RefusalCase.Stage.BLACKOUT, StageHooks.NOTHING);
            stage(
                    RefusalCase.Stage.DATABASE_DOWN,
                    new StageHooks(() -> {}, databaseProxy::cut, databaseProxy::restore));
            restart(settings.with("actuator.slack.webhook-url", slack.address()), "slack");
            stage(RefusalCase.Stage.NOTICE, StageHooks.after(Run::pause));
            stage(RefusalCase.Stage.SLACK_DOWN, new StageHooks(slack::goDown, () -> {}, this::awaitSilence));
            stage(RefusalCase.Stage.FAULTS, StageHooks.NOTHING);
            stage(RefusalCase.Stage.THROTTLED, StageHooks.NOTHING);
            return new ResultTable(attempts, startsWithoutReading(), unattributedCalls()).print();
        }

        /** Runs the cases of documents before a stop. */
        long runDocuments() {
            attempt(List.of(BeforeStopCases.succeeding()), StageHooks.NOTHING);
            stage(RefusalCase.Stage.DOCUMENT, StageHooks.NOTHING);
            return new ResultTable(attempts, List.of(), unattributedCalls()).print();
        }

        /** Runs with another key of the protection tag, so that nothing is protected, which a case must detect. */
        long runWithGuardDisabled() throws IOException {
            restart(settings.with("actuator.guard.protected-tag", "somebody:protected"), "careless");
            attempt(RefusalCase.controls(), StageHooks.NOTHING);
            attempt(RefusalCase.withoutGuards(), StageHooks.NOTHING);
            return new ResultTable(attempts, List.of(), unattributedCalls()).print();
        }

        /** The stages in which something changes while the actuator runs. */
        private void runChangingStages() {
            stage(
                    RefusalCase.Stage.NO_BUDGET,
                    new StageHooks(() -> {}, () -> SpecialAccounts.spendTotal(actuatorDatabase), () -> {}));
            SpecialAccounts.restoreTotal(actuatorDatabase);
            stage(RefusalCase.Stage.POLICY_BROKEN, StageHooks.before(() -> {
                policy.writeInvalid();
                pause();
            }));
            policy.write();
            pause();
            stage(RefusalCase.Stage.POLICY_CHANGES, StageHooks.after(() -> {
                policy.forbidEverything();
                pause();
            }));
            policy.write();
            pause();
            actuator.turnKillSwitch(true);
            stage(RefusalCase.Stage.KILL_SWITCH, StageHooks.NOTHING);
            actuator.turnKillSwitch(false);
            stage(RefusalCase.Stage.KILL_SWITCH_LATER, StageHooks.after(() -> actuator.turnKillSwitch(true)));
            actuator.turnKillSwitch(false);
        }

        private void stage(RefusalCase.Stage stage, StageHooks hooks) {
            attempt(
                    RefusalCase.all().stream()
                            .filter(refusalCase -> refusalCase.stage() == stage)
                            .toList(),
                    hooks);
        }

        /** What the hooks of a stage change is changed once, so that its attempts run at once. */
        private void attempt(List<RefusalCase> cases, StageHooks hooks) {
            List<Supplier<RefusalAttempt>> all = new ArrayList<>();
            for (RefusalCase refusalCase : cases) {
                refusalCase.scenarios().stream()
                        .filter(supported::contains)
                        .forEach(scenario -> all.add(() -> new RefusalAttempt(refusalCase, scenario, this)));
            }
            int size = hooks.equals(StageHooks.NOTHING) ? TOGETHER : Math.max(1, all.size());
            for (int first = 0; first < all.size(); first += size) {
                attemptTogether(all.subList(first, Math.min(first + size, all.size())), hooks);
            }
        }

        private void attemptTogether(List<Supplier<RefusalAttempt>> created, StageHooks hooks) {
            Instant begun = Instant.now();
            List<RefusalAttempt> all = created.stream().map(Supplier::get).toList();
            attempts.addAll(all);
            hooks.first.run();
            all.forEach(RefusalAttempt::publishFinding);
            all.forEach(RefusalAttempt::awaitPlan);
            all.forEach(attempt -> attempt.refusalCase().hooks().planned().accept(attempt));
            hooks.beforeDecisions.run();
            all.forEach(attempt -> attempt.refusalCase().hooks().decide().accept(attempt));
            hooks.afterDecisions.run();
            all.forEach(attempt -> attempt.refusalCase().hooks().decided().accept(attempt));
            all.forEach(RefusalAttempt::awaitEnd);
            all.forEach(attempt -> attempt.refusalCase().afterwards().ifPresent(what -> what.accept(attempt)));
            System.out.printf(
                    "%s: %d attempts in %d s%n",
                    all.get(0).refusalCase().stage(),
                    all.size(),
                    Duration.between(begun, Instant.now()).toSeconds());
        }

        private static void pause() {
            LockSupport.parkNanos(PAUSE.toNanos());
        }

        /** Waits until a post to Slack failed, and then until the actuator would have acted. */
        private void awaitSilence() {
            while (slack.refused() == 0) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            pause();
        }

        /** Finds the actions whose targets the AWS stand-in supports, and prints the others. */
        private void findSupported(List<ActionScenario> scenarios) {
            for (ActionScenario scenario : scenarios) {
                targets.unsupportedReason(scenario.targetKind())
                        .ifPresentOrElse(
                                why -> System.err.printf(
                                        "SKIPPED: %s, as the AWS stand-in does not support its target: %s%n",
                                        scenario.remedyName(), why),
                                () -> supported.add(scenario));
            }
        }

        private RefusalActuatorSettings blackout() {
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            return settings.with("actuator.guard.blackouts[0].from", today.toString())
                    .with("actuator.guard.blackouts[0].to", today.plusDays(1).toString())
                    .with("actuator.guard.blackouts[0].zone", "UTC");
        }

        /** Invalid configuration with which the actuator starts nevertheless; must be empty. */
        private List<String> startsWithoutReading() throws IOException {
            List<String> started = new ArrayList<>();
            actuator.kill();
            if (starts(settings.with("actuator.guard.windows[0].zone", "Europe/Atlantis"), "without-calendar")) {
                started.add("invalid change windows");
            }
            policy.writeInvalid();
            if (starts(settings, "without-policy")) {
                started.add("an invalid policy");
            }
            return started;
        }

        private boolean starts(RefusalActuatorSettings unreadable, String name) throws IOException {
            try (RefusalActuatorProcess one = launch(unreadable, name)) {
                return one.awaitReady();
            }
        }

        /** Mutating calls that belong to no attempt; a retention rule belongs to an attempt that may delete a snapshot. */
        private long unattributedCalls() {
            List<AwsProxy.Call> calls = proxy.calls().stream()
                    .filter(MutatingCall::isChange)
                    .filter(call -> attempts.stream()
                            .noneMatch(attempt -> attempt.changes().test(call)))
                    .toList();
            long rules = calls.stream().filter(RefusalAttempt::isRetentionRule).count();
            long allowed = attempts.stream()
                    .filter(RefusalAttempt::mayCreateRetentionRule)
                    .count();
            return calls.size() - Math.min(rules, allowed);
        }

        private void restart(RefusalActuatorSettings with, String name) throws IOException {
            actuator.close();
            actuator = started(with, name);
        }

        private RefusalActuatorProcess started(RefusalActuatorSettings with, String name) throws IOException {
            RefusalActuatorProcess started = launch(with, name);
            if (!started.awaitReady()) {
                throw new IllegalStateException("the actuator did not start; see " + log(name));
            }
            SpecialAccounts.spend(actuatorDatabase);
            return started;
        }

        /** The database password is in the environment, as command lines are public. */
        private RefusalActuatorProcess launch(RefusalActuatorSettings with, String name) throws IOException {
            PostgresDatabase relayed = new PostgresDatabase(
                    "127.0.0.1", databaseProxy.port(), database.name(), database.username(), database.password());
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
            return actuator;
        }

        @Override
        public ActuatorDatabase database() {
            return actuatorDatabase;
        }

        @Override
        public TopicPublisher topics() {
            return topics;
        }

        @Override
        public void close() {
            actuator.close();
            topics.close();
            proxy.close();
            slack.close();
            databaseProxy.close();
        }
    }

    /** A webhook of Slack that accepts all posts, or none. */
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

        /** Rejects all posts from now on. */
        void goDown() {
            down = true;
        }

        /** Number of rejected posts. */
        int refused() {
            return refused.get();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /**
     * The table: a row for each reason, a column for each action, and in each cell the number of calls that were not allowed.
     *
     * @param started invalid configuration with which the actuator started
     * @param strays mutating calls that belong to no attempt
     */
    record ResultTable(List<RefusalAttempt> attempts, List<String> started, long strays) {

        /**
         * Prints the table; the number of calls that were not allowed. Throws if there were none, but an outcome or its reason is
         * not the expected one.
         */
        long print() {
            System.out.printf("%-42s", "");
            for (ActionScenario scenario : ActionScenario.ALL) {
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
            for (ActionScenario scenario : ActionScenario.ALL) {
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
            started.forEach(configuration -> System.out.println("the actuator starts with " + configuration));
            if (wrongCalls == 0 && !(wrong.isEmpty() && started.isEmpty())) {
                throw new IllegalStateException((wrong.size() + started.size())
                        + " outcomes are not the expected ones; the count is not valid");
            }
        }
    }
}
