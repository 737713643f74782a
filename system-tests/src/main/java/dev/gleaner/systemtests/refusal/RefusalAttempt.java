package dev.gleaner.systemtests.refusal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.AnalyzerTopicPublisher;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.systemtests.environment.WaitDeadline;
import dev.gleaner.test.aws.AwsProxy;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One row for one effect: a target of its own, its finding, and what came of a yes to it. */
final class RefusalAttempt {

    /** Longer than two calls that end by their timeout, with the pauses of the SDK and ours. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private static final String UNPLANNED = "unplanned";
    private static final Set<String> ENDS = Set.of("observed", "undone", "refused", "failed", "dry-run");

    private final RefusalCase refusalCase;
    private final ActionScenario scenario;
    private final TestEnvironment environment;
    private final Arn target;
    private final TargetFinding targetFinding;
    private String plan = "";
    private String actionId = "";
    private int status;
    private String end = "";
    private String reason = "";
    private long right;

    RefusalAttempt(RefusalCase refusalCase, ActionScenario scenario, TestEnvironment around) {
        this.refusalCase = refusalCase;
        this.scenario = scenario;
        this.environment = around;
        this.right = refusalCase.allowedCalls();
        TargetSetup targetSetup = refusalCase.targetSetup();
        this.target = createTarget(around.targets(), scenario, targetSetup);
        this.targetFinding = new TargetFinding(targetSetup, scenario, target);
        if (scenario.targetKind() == ActionScenario.TargetKind.INSTANCE && targetSetup.idle()) {
            around.targets().metrics().idle(target);
        }
        refusalCase.hooks().prepared().accept(this);
    }

    private static Arn createTarget(AwsTargetFactory targets, ActionScenario scenario, TargetSetup setup) {
        return scenario.targetKind() == ActionScenario.TargetKind.INSTANCE
                ? targets.createInstance(setup.instance(), setup.allTags())
                : targets.create(scenario.targetKind(), setup.allTags());
    }

    RefusalCase refusalCase() {
        return refusalCase;
    }

    ActionScenario scenario() {
        return scenario;
    }

    Arn target() {
        return target;
    }

    AwsTargetFactory targets() {
        return environment.targets();
    }

    AwsProxy proxy() {
        return environment.proxy();
    }

    RefusalActuatorProcess actuator() {
        return environment.actuator();
    }

    void sql(String statement) {
        environment.database().execute(statement);
    }

    String queryValue(String query) {
        return environment.database().queryValue(query);
    }

    String plan() {
        return plan;
    }

    String actionId() {
        return actionId;
    }

    String findingId() {
        return targetFinding.id();
    }

    /** Whether the yes of one person is not enough. */
    boolean needsTwo() {
        return scenario.needsTwo()
                || !refusalCase.targetSetup().reversible()
                // What a rule that can't be read would expire is not known.
                || (scenario == ActionScenario.LIFECYCLE
                        && !refusalCase.targetSetup().possible());
    }

    /** Sends the finding with what the analyzer said of it. */
    void publishFinding() {
        targetFinding.confirmation().ifPresent(said -> environment.topics().confirm(findingId(), said));
        environment.topics().send(targetFinding.finding(1, Finding.Status.OPEN));
    }

    /** Sends the finding again, resolved or in another version, and waits until the actuator knows. */
    void publishChangedFinding(Finding.Status found) {
        environment.topics().send(targetFinding.finding(2, found));
        await(
                "known to be " + found,
                () -> environment
                        .database()
                        .queryValue("select version from finding where id = '" + findingId() + "'")
                        .equals("2"));
    }

    /** Waits for the plan, or for the reason why there is none. */
    void awaitPlan() {
        if (refusalCase.expected().end().equals(UNPLANNED)) {
            await("said to be without a plan", () -> {
                JsonNode proposal =
                        actuator().get("/api/findings/" + findingId()).path("proposal");
                reason = proposal.path("problem").asText("");
                return proposal.path("state").asText().equals(UNPLANNED)
                        && Pattern.compile(refusalCase.expected().why())
                                .matcher(reason)
                                .find();
            });
            return;
        }
        await("planned", () -> {
            JsonNode proposal = actuator().get("/api/findings/" + findingId()).path("proposal");
            plan = proposal.path("plan").asText("");
            return proposal.path("state").asText().equals("open") && !plan.isEmpty() && !plan.equals("null");
        });
    }

    /** Somebody's decision by the console. */
    void decide(String who, Map<String, Object> said) {
        HttpResponse<String> answer = actuator().send("POST", "/api/findings/" + findingId() + "/decisions", who, said);
        String taken = answer.statusCode() == 200
                ? Json.read(answer.body(), JsonNode.class).path("action").asText("")
                : "";
        recordAnswer(answer.statusCode(), taken);
    }

    /** A decision was answered so, with this action where it came to one. */
    synchronized void recordAnswer(int code, String taken) {
        status = code;
        if (code < 300 && !taken.isEmpty() && !taken.equals("null")) {
            actionId = taken;
        }
    }

    /** Has it looked at again now. */
    void makeDue() {
        sql("update action set not_before = now() where id = '" + actionId + "'");
    }

    /** Lets some time go by in which something could come by itself. */
    void watch(Duration time) {
        LockSupport.parkNanos(time.toNanos());
        actionId = queryValue("select coalesce(max(id), '') from action where finding_id = '" + findingId()
                + "' and undo_of is null and schedule is null");
    }

    /** Waits until it is over, or waits for something itself. */
    void awaitEnd() {
        if (status >= 300 && refusalCase.expected().end().equals(UNPLANNED)) {
            end = actuator()
                    .get("/api/findings/" + findingId())
                    .path("proposal")
                    .path("state")
                    .asText();
        } else if (status >= 300) {
            end = Integer.toString(status);
        } else if (actionId.isEmpty()) {
            end = "undecided";
        } else {
            awaitAction();
        }
    }

    private void awaitAction() {
        boolean over = isSoon(() -> {
            JsonNode now = actuator().get("/api/actions/" + actionId);
            reason = now.path("reason").asText("");
            String state = now.path("state").asText();
            end = state;
            boolean waits =
                    refusalCase.expected().end().contains("waits") && state.equals("claimed") && !reason.isEmpty();
            if (waits) {
                end = "waits";
            }
            return waits || ENDS.contains(state) || isUnderWay(state);
        });
        end = over ? end : "still " + end;
    }

    /** What takes days has done enough when it has begun. */
    private boolean isUnderWay(String state) {
        return scenario == ActionScenario.TERMINATE && state.equals("claimed") && calls() > 1;
    }

    /** From now on every call is too many: this other action is looked at. */
    void goOnWith(int code, String other) {
        right = calls();
        if (!end.equals("observed")) {
            end = "did not come to what it is about: " + end;
            return;
        }
        actionId = "";
        recordAnswer(code, other);
        awaitEnd();
    }

    /** Asks for the way back as this person. */
    void undo(String who) {
        HttpResponse<String> answer = actuator().send("POST", "/api/actions/" + actionId + "/undo", who, Map.of());
        String undo = answer.statusCode() == 202
                ? Json.read(answer.body(), JsonNode.class).path("id").asText("")
                : "";
        goOnWith(answer.statusCode(), undo);
    }

    /** Calls that change something of the target, and that reached AWS. */
    long calls() {
        return proxy().calls().stream().filter(changes()).count();
    }

    /** How many calls there are beyond what is right. */
    long wrongCalls() {
        return Math.max(0, calls() - right);
    }

    /** Whether what came of it is what had to, and for the right reason. */
    boolean isAsExpected() {
        ExpectedOutcome expected = refusalCase.expected();
        if (expected.equals(ExpectedOutcome.ACTS)) {
            return calls() > 0;
        }
        return end.matches(expected.end())
                && (expected.why().isEmpty()
                        || Pattern.compile(expected.why()).matcher(reason).find());
    }

    String describeOutcome() {
        return end + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** Calls that mention the target alone and only read: plans are made of many at once, and others must not be hit. */
    Predicate<AwsProxy.Call> reads() {
        return mentions().and(call -> !isChange(call) && !call.body().matches("(?s).*(InstanceId|Value)\\.2=.*"));
    }

    /** Calls that mention the target and change something. */
    Predicate<AwsProxy.Call> changes() {
        return mentions().and(RefusalAttempt::isChange);
    }

    private Predicate<AwsProxy.Call> mentions() {
        String name = AwsTargetFactory.name(target);
        return call -> call.body().contains(name) || call.action().contains(name);
    }

    static boolean isChange(AwsProxy.Call call) {
        return !call.action().matches("(Describe|Get|List|Head|AssumeRole|GET |HEAD ).*");
    }

    void await(String what, BooleanSupplier condition) {
        if (!isSoon(condition)) {
            throw new IllegalStateException(refusalCase.name() + ", " + scenario.remedyName() + " of " + target
                    + " was not " + what + ": " + describeOutcome());
        }
    }

    private static boolean isSoon(BooleanSupplier condition) {
        return WaitDeadline.in(TIMEOUT).poll(POLL_INTERVAL, condition);
    }

    /** What is asked about a target: its finding. */
    record TargetFinding(TargetSetup subject, ActionScenario effect, Arn target) {

        private static final Instant OPENED = Instant.parse("2026-11-01T00:00:00Z");

        String id() {
            return FindingId.ofEpisode(subject.rule(), effect.resource(target), OPENED);
        }

        /** What the analyzer said last of it. */
        Optional<FindingConfirmation> confirmation() {
            return subject.confirmation().apply(Instant.now());
        }

        /** The finding in this version. */
        Finding finding(int version, Finding.Status status) {
            BigDecimal monthly = subject.monthly();
            return new Finding(
                    id(),
                    version,
                    subject.rule(),
                    1,
                    status,
                    false,
                    effect.resource(target),
                    subject.account(),
                    AwsTargetFactory.REGION,
                    new Finding.Owner("vision", null, subject.environment(), null, Finding.Owner.Source.TAG),
                    OPENED,
                    OPENED.plusSeconds(version),
                    new Finding.Window(OPENED.minusSeconds(604_800), OPENED),
                    List.of(new Evidence("cpu mean", 1.5, "percent", 5.0, 168, 1.0)),
                    List.of(),
                    Saving.priced(monthly, BigDecimal.ZERO, monthly, "test"),
                    new Finding.Effort(5),
                    List.of(effect.remedy(subject.reversible(), subject.possible())),
                    null,
                    null,
                    null,
                    0,
                    status == Finding.Status.IN_DOUBT ? new Finding.Doubt(OPENED, "it works") : null);
        }
    }

    /** What an attempt needs of its surroundings. */
    interface TestEnvironment {
        AwsTargetFactory targets();

        AwsProxy proxy();

        RefusalActuatorProcess actuator();

        /** The actuator's database. */
        ActuatorDatabase database();

        AnalyzerTopicPublisher topics();
    }
}
