package dev.gleaner.benchmarks.refusal;

import dev.gleaner.benchmarks.AnalyzerTopics;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.kafka.RealKafka;
import dev.gleaner.test.postgres.PostgresDatabase;
import dev.gleaner.test.postgres.RealPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** All that the matrix runs on, and the order in which it runs. */
final class Matrix implements AutoCloseable, Surroundings {

    /** In which a changed policy is read, and in which what comes by itself would have come. */
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    private final Path folder;
    private final PostgresDatabase database = RealPostgres.freshDatabase();
    private final Relay relay = new Relay(database.host(), database.port());
    private final Ledger ledger = new Ledger(database);
    private final AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint());
    private final Estate estate = new Estate();
    private final AnalyzerTopics topics = new AnalyzerTopics(RealKafka.bootstrapServers());
    private final Hook hook = new Hook();
    private final PolicyText policy;
    private final Set<Effect> possible = EnumSet.noneOf(Effect.class);
    private final List<Attempt> attempts = new ArrayList<>();
    private final Settings settings;
    private Service service;

    Matrix(Path folder) throws IOException {
        this.folder = folder;
        estate.named(Arn.bucket("checkpoints-of-the-matrix"), "run/step-1000");
        this.policy = new PolicyText(folder.resolve("policy.yaml"));
        policy.write();
        this.settings = Settings.acting(folder, proxy.endpoint().toString());
        findPossible();
        this.service = started(settings, "acting");
    }

    /** What is done around the steps of a stage. */
    private record Around(Runnable first, Runnable beforeDecisions, Runnable afterDecisions) {

        static final Around NOTHING = before(() -> {});

        static Around before(Runnable work) {
            return new Around(() -> {}, work, () -> {});
        }

        static Around after(Runnable work) {
            return new Around(() -> {}, () -> {}, work);
        }
    }

    long run() throws IOException {
        attempt(Rows.controls(), Around.NOTHING);
        stage(Row.Stage.CALM, Around.NOTHING);
        stage(Row.Stage.UNDO, Around.NOTHING);
        changing();
        restart(settings.with("actuator.dry-run", "true"), "dry-run");
        stage(Row.Stage.DRY_RUN, Around.NOTHING);
        restart(blackout(), "blackout");
        stage(Row.Stage.BLACKOUT, Around.NOTHING);
        stage(Row.Stage.DATABASE_DOWN, new Around(() -> {}, relay::cut, relay::restore));
        restart(settings.with("actuator.slack.webhook-url", hook.address()), "slack");
        stage(Row.Stage.NOTICE, Around.after(Matrix::pause));
        stage(Row.Stage.SLACK_DOWN, new Around(hook::goDown, () -> {}, this::awaitSilence));
        stage(Row.Stage.FAULTS, Around.NOTHING);
        stage(Row.Stage.THROTTLED, Around.NOTHING);
        return new Table(attempts, startsWithoutReading(), strays()).print();
    }

    /** With the tag of another guard's key, so that nothing is protected: the row about it has to find that. */
    long runCarelessly() throws IOException {
        restart(settings.with("actuator.guard.protected-tag", "somebody:protected"), "careless");
        attempt(Rows.controls(), Around.NOTHING);
        attempt(Rows.carelesslyDone(), Around.NOTHING);
        return new Table(attempts, List.of(), strays()).print();
    }

    /** What changes while the actuator runs. */
    private void changing() {
        stage(Row.Stage.NO_BUDGET, new Around(() -> {}, () -> Accounts.spendTotal(ledger), () -> {}));
        Accounts.fillTotal(ledger);
        stage(Row.Stage.POLICY_BROKEN, Around.before(() -> {
            policy.garble();
            pause();
        }));
        policy.write();
        pause();
        stage(Row.Stage.POLICY_CHANGES, Around.after(() -> {
            policy.forbidEverything();
            pause();
        }));
        policy.write();
        service.turnKillSwitch(true);
        stage(Row.Stage.KILL_SWITCH, Around.NOTHING);
        service.turnKillSwitch(false);
        stage(Row.Stage.KILL_SWITCH_LATER, Around.after(() -> service.turnKillSwitch(true)));
        service.turnKillSwitch(false);
    }

    private void stage(Row.Stage stage, Around around) {
        attempt(Rows.all().stream().filter(row -> row.stage() == stage).toList(), around);
    }

    private void attempt(List<Row> rows, Around around) {
        Instant begun = Instant.now();
        around.first.run();
        List<Attempt> all = new ArrayList<>();
        for (Row row : rows) {
            row.effects().stream()
                    .filter(possible::contains)
                    .forEach(effect -> all.add(new Attempt(row, effect, this)));
        }
        attempts.addAll(all);
        all.forEach(Attempt::find);
        all.forEach(Attempt::awaitPlan);
        all.forEach(attempt -> attempt.row().moments().planned().accept(attempt));
        around.beforeDecisions.run();
        all.forEach(attempt -> attempt.row().moments().decide().accept(attempt));
        around.afterDecisions.run();
        all.forEach(attempt -> attempt.row().moments().decided().accept(attempt));
        all.forEach(Attempt::awaitEnd);
        all.forEach(attempt -> attempt.row().afterwards().ifPresent(what -> what.accept(attempt)));
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
        for (Effect effect : Effect.values()) {
            estate.lacks(effect.kind())
                    .ifPresentOrElse(
                            why -> System.err.printf(
                                    "SKIPPED: %s, since the AWS stand-in can't have its target: %s%n",
                                    effect.remedy(), why),
                            () -> possible.add(effect));
        }
    }

    private Settings blackout() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return settings.with("actuator.guard.blackouts[0].from", today.toString())
                .with("actuator.guard.blackouts[0].to", today.plusDays(1).toString())
                .with("actuator.guard.blackouts[0].zone", "UTC");
    }

    /** What it starts with although nobody can read it: that must be nothing. */
    private List<String> startsWithoutReading() throws IOException {
        List<String> started = new ArrayList<>();
        service.kill();
        if (comesUp(settings.with("actuator.guard.windows[0].zone", "Europe/Atlantis"), "without-calendar")) {
            started.add("change windows that can't be read");
        }
        policy.garble();
        if (comesUp(settings, "without-policy")) {
            started.add("a policy that can't be read");
        }
        return started;
    }

    private boolean comesUp(Settings unreadable, String name) throws IOException {
        try (Service one = launch(unreadable, name)) {
            return one.comesUp();
        }
    }

    /** Calls that change something and that no attempt accounts for. */
    private long strays() {
        return proxy.calls().stream()
                .filter(Attempt::isChange)
                .filter(call ->
                        attempts.stream().noneMatch(attempt -> attempt.changes().test(call)))
                .count();
    }

    private void restart(Settings with, String name) throws IOException {
        service.close();
        service = started(with, name);
    }

    private Service started(Settings with, String name) throws IOException {
        Service started = launch(with, name);
        if (!started.comesUp()) {
            throw new IllegalStateException("the actuator did not start; see " + log(name));
        }
        Accounts.spend(ledger);
        return started;
    }

    /** A process list does not show who may write to the database. */
    private Service launch(Settings with, String name) throws IOException {
        PostgresDatabase relayed = new PostgresDatabase(
                "127.0.0.1", relay.port(), database.name(), database.username(), database.password());
        return Service.launch(
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
    public Estate estate() {
        return estate;
    }

    @Override
    public AwsProxy proxy() {
        return proxy;
    }

    @Override
    public Service service() {
        return service;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public AnalyzerTopics topics() {
        return topics;
    }

    @Override
    public void close() {
        service.close();
        topics.close();
        proxy.close();
        hook.close();
        relay.close();
    }
}
