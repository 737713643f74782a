package dev.gleaner.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.systemtests.environment.TopicPublisher;
import dev.gleaner.systemtests.environment.WaitDeadline;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.kafka.RealKafka;
import dev.gleaner.test.postgres.FrozenPostgres;
import dev.gleaner.test.postgres.RealPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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

/**
 * Sends decisions, undos and commands for the kill switch to two packaged actuators while their PostgreSQL server is suspended, and
 * counts what was done later although it was answered with 503. The time limit of requests is the one of the product.
 */
public final class FrozenDatabase implements Benchmark {

    private static final List<String> SECONDS = List.of("12", "25", "75");
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

    /** Time after a thaw in which everything that was sent to the server has its effect. */
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private static final int UNAVAILABLE = 503;

    @Override
    public String name() {
        return "frozen-database";
    }

    @Override
    public String summary() {
        return "decisions, undos and commands for the kill switch that were answered with 503 and are done all the same"
                + " ([seconds for which the database is frozen, else 12 25 75])";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        Path folder = Files.createTempDirectory("frozen-database");
        PostgresDatabase database = RealPostgres.freshDatabase();
        try (AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint());
                TopicPublisher topics = new TopicPublisher(RealKafka.bootstrapServers());
                ActuatorCluster actuators = new ActuatorCluster(
                        folder,
                        Optional.empty(),
                        REQUEST_LIMIT,
                        RealKafka.bootstrapServers(),
                        database,
                        proxy.endpoint())) {
            actuators.scaleTo(2);
            Run run = new Run(actuators, topics, new AwsTargetFactory(), new ActuatorDatabase(database));
            System.out.println("frozen  requests             answered 503  done after all");
            for (String seconds : arguments.isEmpty() ? SECONDS : arguments) {
                Duration frozen = Duration.ofSeconds(Integer.parseInt(seconds));
                run.decideWhileFrozen(frozen);
                run.turnOffWhileFrozen(frozen);
            }
            return Figure.violations(run.done, "requests done after 503 (of " + run.requests + ")");
        } finally {
            System.out.println("the logs of the actuators are in " + folder);
        }
    }

    private static final class Run {

        private static final Duration TIMEOUT = Duration.ofMinutes(2);
        private static final Duration POLL = Duration.ofMillis(200);
        private static final String SWITCH = "/api/kill-switch";
        private static final String ON = "{\"on\":true}";
        private static final String OFF = "{\"on\":false}";

        private final ActuatorCluster actuators;
        private final RetryingConsoleClient console;
        private final TopicPublisher topics;
        private final AwsTargetFactory targets;
        private final ActuatorDatabase database;
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private int sent;
        private long requests;
        private long done;

        Run(ActuatorCluster actuators, TopicPublisher topics, AwsTargetFactory targets, ActuatorDatabase database) {
            this.actuators = actuators;
            this.console = new RetryingConsoleClient(actuators);
            this.topics = topics;
            this.targets = targets;
            this.database = database;
        }

        private record Change(String token, String method, String path, String body) {}

        /** Approves 8 plans, rejects 5 and undoes 5 actions. */
        void decideWhileFrozen(Duration frozen) throws InterruptedException {
            List<CrashCase> undone = planned(ActionScenario.TAG, 5);
            List<CrashCase> decided = new ArrayList<>(planned(ActionScenario.STOP, 7));
            decided.addAll(planned(ActionScenario.TAG, 6));
            for (CrashCase crashCase : undone) {
                String action = console.approve(
                                "approver-token", crashCase.finding().id(), plan(crashCase), WaitDeadline.in(TIMEOUT))
                        .orElseThrow()
                        .body()
                        .path("action")
                        .asText();
                crashCase.recordAction(action);
                await(
                        "an action ends",
                        () -> console.state(action, WaitDeadline.in(TIMEOUT)).equals("observed"));
            }
            List<Change> changes = new ArrayList<>();
            for (int index = 0; index < decided.size(); index++) {
                changes.add(decision(decided.get(index), index % 13 < 8));
            }
            for (CrashCase crashCase : undone) {
                changes.add(new Change("operator-token", "POST", "/api/actions/" + crashCase.action() + "/undo", ""));
            }
            String before = database.queryValue("select sequence from audit_head");
            List<Integer> statuses;
            try (FrozenDatabaseTime time = new FrozenDatabaseTime(frozen)) {
                statuses = send(changes);
            }
            awaitThawed();
            List<CrashCase> asked = new ArrayList<>(decided);
            asked.addAll(undone);
            long late = 0;
            for (CrashCase crashCase : asked) {
                late += isDecided(crashCase, before) ? 1 : 0;
            }
            count(frozen, "decisions and undos", statuses, late);
        }

        /** Turns the switch on at one actuator, then off at both. Afterwards it has to be on at both, and was if it is turned off. */
        void turnOffWhileFrozen(Duration frozen) throws InterruptedException {
            String before = database.queryValue("select sequence from audit_head");
            List<Integer> statuses;
            try (FrozenDatabaseTime time = new FrozenDatabaseTime(frozen)) {
                require("the switch is on at once", sendTo(0, new Change("operator-token", "PUT", SWITCH, ON)) == 200);
                Change off = new Change("operator-token", "PUT", SWITCH, OFF);
                statuses = send(List.of(off, off));
                require("the switch is shown as on", shownBy(0).equals("{\"on\":true,\"recorded\":false}"));
            }
            awaitThawed();
            count(
                    frozen,
                    "switch off",
                    statuses,
                    switched(before).stream().filter(on -> !on).count());
            require(
                    "the switch is on at both",
                    shownBy(0).equals(ON) && shownBy(1).equals(ON));
            require("the switch is turned off", sendTo(1, new Change("operator-token", "PUT", SWITCH, OFF)) == 200);
            require("the audit has that it was on", switched(before).equals(List.of(true, false)));
        }

        private List<CrashCase> planned(ActionScenario scenario, int count) throws InterruptedException {
            List<CrashCase> cases = new ArrayList<>();
            for (int index = 0; index < count; index++) {
                cases.add(CrashCase.of(sent++, List.of(scenario), this::target));
            }
            // An actuator that responds has created its topics.
            console.get(SWITCH, WaitDeadline.in(TIMEOUT));
            topics.publish(cases.stream().map(CrashCase::finding).toList());
            for (CrashCase crashCase : cases) {
                await("a plan of " + crashCase.target(), () -> {
                    JsonNode proposal = shown(crashCase);
                    if (proposal.path("state").asText().equals("open")) {
                        crashCase.recordPlan(proposal.path("plan").asText());
                    }
                    return crashCase.plan() != null;
                });
            }
            return cases;
        }

        private Arn target(ActionScenario scenario) {
            Arn target = targets.create(scenario.targetKind(), scenario.tags());
            targets.metrics().idle(target);
            targets.metrics().lately(target, 1.5);
            return target;
        }

        private static String plan(CrashCase crashCase) {
            return String.valueOf(crashCase.plan());
        }

        private JsonNode shown(CrashCase crashCase) throws InterruptedException {
            return console.get("/api/findings/" + crashCase.finding().id(), WaitDeadline.in(TIMEOUT))
                    .orElseThrow()
                    .body()
                    .path("proposal");
        }

        /** Whether a person decided about it, or undid its action, after this sequence of the audit. */
        private boolean isDecided(CrashCase crashCase, String after) {
            String entries =
                    database.queryValue("select count(*) from audit_entry where kind = 'decided' and finding = '"
                            + crashCase.finding().id() + "' and sequence > " + after);
            return !entries.equals("0");
        }

        private static Change decision(CrashCase crashCase, boolean isApproval) {
            return new Change(
                    "approver-token",
                    "POST",
                    "/api/findings/" + crashCase.finding().id() + "/decisions",
                    isApproval
                            ? Json.text(Map.of("decision", "approve", "remedy", 0, "plan", plan(crashCase)))
                            : Json.text(Map.of("decision", "reject")));
        }

        /** The statuses of requests that are sent at the same time, in turn to each of the actuators. */
        private List<Integer> send(List<Change> changes) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int index = 0; index < changes.size(); index++) {
                int to = index % 2;
                Change change = changes.get(index);
                answers.add(http.sendAsync(request(to, change), HttpResponse.BodyHandlers.discarding())
                        .thenApply(HttpResponse::statusCode));
            }
            return answers.stream().map(CompletableFuture::join).toList();
        }

        private int sendTo(int actuator, Change change) {
            return http.sendAsync(request(actuator, change), HttpResponse.BodyHandlers.discarding())
                    .join()
                    .statusCode();
        }

        private String shownBy(int actuator) {
            return http.sendAsync(
                            request(actuator, new Change("viewer-token", "GET", SWITCH, "")),
                            HttpResponse.BodyHandlers.ofString())
                    .join()
                    .body();
        }

        private HttpRequest request(int actuator, Change change) {
            URI address = actuators.addresses().get(actuator);
            return HttpRequest.newBuilder(address.resolve(change.path()))
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + change.token())
                    .header("Content-Type", "application/json")
                    .method(change.method(), HttpRequest.BodyPublishers.ofString(change.body()))
                    .build();
        }

        private List<Boolean> switched(String after) throws InterruptedException {
            List<Boolean> positions = new ArrayList<>();
            JsonNode entries = console.get("/api/audit?from=" + (Long.parseLong(after) + 1), WaitDeadline.in(TIMEOUT))
                    .orElseThrow()
                    .body();
            for (JsonNode entry : entries) {
                if (entry.path("detail").has("killSwitch")) {
                    positions.add(entry.path("detail").path("killSwitch").asBoolean());
                }
            }
            return positions;
        }

        /** Until both actuators read the database again, and what they sent to it before is over. */
        private void awaitThawed() throws InterruptedException {
            for (int actuator = 0; actuator < 2; actuator++) {
                int one = actuator;
                Change read = new Change("viewer-token", "GET", "/api/findings?limit=1", "");
                await("an actuator reads the database", () -> sendTo(one, read) == 200);
            }
            LockSupport.parkNanos(SETTLING.toNanos());
        }

        private void count(Duration frozen, String what, List<Integer> statuses, long late) {
            long refused =
                    statuses.stream().filter(status -> status == UNAVAILABLE).count();
            System.out.printf("%4d s  %-19s  %12d  %14d%n", frozen.toSeconds(), what, refused, late);
            require("all requests are answered with 503, and not " + statuses, refused == statuses.size());
            requests += statuses.size();
            done += late;
        }

        private static void require(String what, boolean holds) {
            if (!holds) {
                throw new IllegalStateException("not so: " + what);
            }
        }

        private interface Check {

            boolean holds() throws InterruptedException;
        }

        private static void await(String what, Check check) throws InterruptedException {
            WaitDeadline deadline = WaitDeadline.in(TIMEOUT);
            while (!check.holds()) {
                require(what, !deadline.isOver());
                Thread.sleep(POLL.toMillis());
            }
        }
    }

    /** Some seconds for which the server is frozen, at the least until what is done meanwhile has ended. */
    private static final class FrozenDatabaseTime implements AutoCloseable {

        private final FrozenPostgres frozen;
        private final long end;

        FrozenDatabaseTime(Duration time) {
            frozen = FrozenPostgres.freeze();
            end = System.nanoTime() + time.toNanos();
        }

        @Override
        public void close() {
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            frozen.close();
        }
    }
}
