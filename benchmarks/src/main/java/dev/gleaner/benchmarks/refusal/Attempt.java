package dev.gleaner.benchmarks.refusal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.finding.Effort;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Owner;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.finding.Status;
import dev.gleaner.contracts.finding.Window;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.AwsProxy;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One row for one effect: a target of its own, its finding, and what came of a yes to it. */
final class Attempt {

    private static final Instant OPENED = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<String> ENDS = Set.of("observed", "undone", "refused", "failed", "dry-run");

    private final Row row;
    private final Effect effect;
    private final Stage stage;
    private final Arn target;
    private String plan = "";
    private String action = "";
    private int status;
    private String end = "";
    private String reason = "";

    /** What an attempt needs of its surroundings. */
    interface Stage {
        Estate estate();

        AwsProxy proxy();

        Service service();

        /** Runs a statement in the actuator's database. */
        void sql(String statement);

        /** Sends a finding. */
        void send(Finding finding);
    }

    Attempt(Row row, Effect effect, Stage stage) {
        this.row = row;
        this.effect = effect;
        this.stage = stage;
        Row.Subject subject = row.subject();
        this.target = subject.spot()
                ? stage.estate().instance(subject.tags(), true)
                : stage.estate().target(effect.kind(), subject.tags());
        if (effect.kind() == Effect.Kind.INSTANCE && subject.idle()) {
            stage.estate().idle(target);
        }
        row.prepared().accept(this);
    }

    Row row() {
        return row;
    }

    Effect effect() {
        return effect;
    }

    Arn target() {
        return target;
    }

    Estate estate() {
        return stage.estate();
    }

    AwsProxy proxy() {
        return stage.proxy();
    }

    Service service() {
        return stage.service();
    }

    void sql(String statement) {
        stage.sql(statement);
    }

    String action() {
        return action;
    }

    String findingId() {
        return FindingId.ofEpisode(row.subject().rule(), effect.resource(target), OPENED);
    }

    /** The finding in this version. */
    Finding finding(int version, Status findingStatus) {
        Row.Subject subject = row.subject();
        BigDecimal monthly = subject.monthly();
        return new Finding(
                findingId(),
                version,
                subject.rule(),
                1,
                findingStatus,
                false,
                effect.resource(target),
                subject.account(),
                Estate.REGION,
                new Owner("vision", null, subject.environment(), null, Owner.Source.TAG),
                OPENED,
                OPENED.plusSeconds(version),
                new Window(OPENED.minusSeconds(604_800), OPENED),
                List.of(new Evidence("cpu mean", 1.5, "percent", 5.0, 168, 1.0)),
                List.of(),
                Saving.priced(monthly, BigDecimal.ZERO, monthly, "test"),
                new Effort(5),
                List.of(effect.asRemedy(subject.reversible())),
                null);
    }

    /** Sends the finding again, resolved, and waits until the actuator knows. */
    void resolve() {
        stage.send(finding(2, Status.RESOLVED));
        await(
                "resolved",
                () -> stage.service()
                        .get("/api/findings/" + findingId())
                        .path("status")
                        .asText()
                        .equals("resolved"));
    }

    /** Waits for the plan. */
    void awaitPlan() {
        await("planned", () -> {
            JsonNode proposal =
                    stage.service().get("/api/findings/" + findingId()).path("proposal");
            plan = proposal.path("plan").asText("");
            return proposal.path("state").asText().equals("open") && !plan.isEmpty() && !plan.equals("null");
        });
    }

    /** A yes by as many people as it takes. */
    void approve() {
        decide("first", plan);
        if (effect.needsTwo()) {
            decide("second", plan);
        }
    }

    void approveByOne() {
        decide("first", plan);
    }

    void approveAsViewer() {
        decide("viewer", plan);
    }

    void approveAnotherPlan() {
        decide("first", "sha256:" + "0".repeat(64));
    }

    /** The same person says the same many times at once. */
    void approveManyTimes() {
        List<Thread> clicks =
                Stream.generate(() -> new Thread(this::approve)).limit(8).toList();
        clicks.forEach(Thread::start);
        clicks.forEach(click -> {
            try {
                click.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void decide(String who, String shown) {
        HttpResponse<String> answer = stage.service()
                .send(
                        "POST",
                        "/api/findings/" + findingId() + "/decisions",
                        who,
                        Map.of("decision", "approve", "remedy", 0, "plan", shown));
        synchronized (this) {
            status = answer.statusCode();
            if (status == 200) {
                String id =
                        Json.read(answer.body(), JsonNode.class).path("action").asText("");
                action = id.equals("null") ? "" : id;
            }
        }
    }

    /** Waits until it is over, or waits for something itself. */
    void awaitEnd() {
        if (status != 200) {
            end = Integer.toString(status);
        } else if (action.isEmpty()) {
            end = "undecided";
        } else {
            awaitAction();
        }
    }

    private void awaitAction() {
        await("over", () -> {
            JsonNode now = stage.service().get("/api/actions/" + action);
            reason = now.path("reason").asText("");
            String state = now.path("state").asText();
            end = state;
            boolean waits = row.expected().end().equals("waits") && state.equals("claimed") && !reason.isEmpty();
            if (waits) {
                end = "waits";
            }
            return waits || ENDS.contains(state) || isUnderWay(state);
        });
    }

    /** What takes days has done enough when it has begun. */
    private boolean isUnderWay(String state) {
        return row.expected().equals(Expected.ACTS)
                && effect == Effect.TERMINATE
                && state.equals("claimed")
                && calls() > 1;
    }

    /** Calls that change something of the target, and that reached AWS. */
    long calls() {
        return stage.proxy().calls().stream().filter(changes()).count();
    }

    /** How many calls there are beyond what is right. */
    long wrongCalls() {
        return Math.max(0, calls() - row.allowedCalls());
    }

    /** Whether what came of it is what had to, and for the right reason. */
    boolean isAsExpected() {
        Expected expected = row.expected();
        if (expected.equals(Expected.ACTS)) {
            return calls() > 0;
        }
        return end.matches(expected.end())
                && (expected.why().isEmpty()
                        || Pattern.compile(expected.why()).matcher(reason).find());
    }

    String said() {
        return end + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** Calls that mention the target alone and only read: plans are made of many at once, and others must not be hit. */
    Predicate<AwsProxy.Call> reads() {
        return mentions().and(call -> !isChange(call) && !call.body().matches("(?s).*(InstanceId|Value)\\.2=.*"));
    }

    /** Calls that mention the target and change something. */
    Predicate<AwsProxy.Call> changes() {
        return mentions().and(Attempt::isChange);
    }

    private Predicate<AwsProxy.Call> mentions() {
        return call -> call.body().contains(target.id()) || call.action().contains(target.id());
    }

    static boolean isChange(AwsProxy.Call call) {
        return !call.action().matches("(Describe|Get|List|Head|GET |HEAD ).*");
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        row.name() + ", " + effect.remedy() + " of " + target + " was not " + what + ": " + said());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
