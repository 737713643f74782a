package dev.gleaner.systemtests.refusal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.systemtests.environment.MutatingCall;
import dev.gleaner.systemtests.environment.TargetScenario;
import dev.gleaner.systemtests.environment.TopicPublisher;
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

/** One case for one action: its own target, the finding, and the outcome of an approval. */
final class RefusalAttempt {

    /** Longer than two calls that time out, with the pauses of the SDK and of the actuator. */
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
    private long allowedCalls;

    RefusalAttempt(RefusalCase refusalCase, ActionScenario scenario, TestEnvironment environment) {
        this.refusalCase = refusalCase;
        this.scenario = scenario;
        this.environment = environment;
        this.allowedCalls = refusalCase.allowedCalls();
        TargetSetup targetSetup = refusalCase.targetSetup();
        this.target = createTarget(environment.targets(), scenario, targetSetup);
        this.targetFinding = new TargetFinding(targetSetup, scenario, target);
        if (scenario.targetKind() == TargetScenario.INSTANCE && targetSetup.idle()) {
            environment.targets().metrics().idle(target);
        }
        refusalCase.hooks().prepared().accept(this);
    }

    private static Arn createTarget(AwsTargetFactory targets, ActionScenario scenario, TargetSetup setup) {
        if (scenario.targetKind() == TargetScenario.INSTANCE) {
            return targets.createInstance(setup.instance(), setup.allTags());
        }
        return scenario.targetKind() == TargetScenario.AUTO_SCALING_GROUP
                ? targets.createGroup(setup.instance().type(), setup.allTags())
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

    /** Whether two people have to approve. */
    boolean needsTwo() {
        return scenario.needsTwo() || !refusalCase.targetSetup().reversible();
    }

    /** Publishes the finding and its confirmation. */
    void publishFinding() {
        targetFinding
                .confirmation()
                .ifPresent(confirmation -> environment.topics().confirm(findingId(), confirmation));
        environment.topics().send(targetFinding.finding(1, Finding.Status.OPEN));
    }

    /** Publishes the next version of the finding, and waits until the actuator has read it. */
    void publishChangedFinding(Finding.Status newStatus) {
        environment.topics().send(targetFinding.finding(2, newStatus));
        await(
                "read as " + newStatus,
                () -> environment
                        .database()
                        .queryValue("select version from finding where id = '" + findingId() + "'")
                        .equals("2"));
    }

    /** Publishes what the readings of the GPUs of the target show, and waits until the actuator has read it. */
    void publishGpuActivity(GpuActivity activity) {
        publishGpuActivity(target, activity);
    }

    /** The same of another instance than the target. */
    void publishGpuActivity(Arn instance, GpuActivity activity) {
        environment.topics().send(instance, activity);
        await(
                "read with its GPUs",
                () -> queryValue("select count(*) from gpu_activity where target = '" + instance + "' and through = '"
                                + activity.through() + "'")
                        .equals("1"));
    }

    /** Withdraws what the readings of the GPUs of the target show, and waits until the actuator has read that. */
    void withdrawGpuActivity() {
        environment.topics().send(target, (GpuActivity) null);
        await(
                "read without its GPUs",
                () -> queryValue("select count(*) from gpu_activity where target = '" + target + "'")
                        .equals("0"));
    }

    /** Waits for the plan, or for the reason why there is no plan. */
    void awaitPlan() {
        if (refusalCase.expected().end().equals(UNPLANNED)) {
            await("shown without a plan", () -> {
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

    /** Sends a decision to the console. */
    void decide(String who, Map<String, Object> decision) {
        HttpResponse<String> response =
                actuator().send("POST", "/api/findings/" + findingId() + "/decisions", who, decision);
        String created = response.statusCode() == 200
                ? Json.read(response.body(), JsonNode.class).path("action").asText("")
                : "";
        recordAnswer(response.statusCode(), created);
    }

    /** Records the status of a decision, and the id of the action that it created, if any. */
    synchronized void recordAnswer(int code, String created) {
        status = code;
        if (code < 300 && !created.isEmpty() && !created.equals("null")) {
            actionId = created;
        }
    }

    /** Makes the action due now. */
    void makeDue() {
        sql("update action set not_before = now() where id = '" + actionId + "'");
    }

    /** Waits, and then records the action that was created without a decision, if any. */
    void watch(Duration time) {
        LockSupport.parkNanos(time.toNanos());
        actionId = queryValue("select coalesce(max(id), '') from action where finding_id = '" + findingId()
                + "' and undo_of is null and schedule is null");
    }

    /** Waits until the action has ended or waits for a guard. */
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
        boolean isOver = isSoon(() -> {
            JsonNode now = actuator().get("/api/actions/" + actionId);
            reason = now.path("reason").asText("");
            String state = now.path("state").asText();
            end = state;
            boolean isWaiting =
                    refusalCase.expected().end().contains("waits") && state.equals("claimed") && !reason.isEmpty();
            if (isWaiting) {
                end = "waits";
            }
            return isWaiting || ENDS.contains(state) || isUnderWay(state);
        });
        end = isOver ? end : "still " + end;
    }

    /** A termination takes days, so that its first calls suffice. */
    private boolean isUnderWay(String state) {
        return scenario == ActionScenario.TERMINATE && state.equals("claimed") && calls() > 1;
    }

    /** Continues with another action, such as an undo, from which on no call is allowed. */
    void continueWith(int code, String other) {
        allowedCalls = calls();
        if (!end.equals("observed")) {
            end = "the first action did not succeed: " + end;
            return;
        }
        actionId = "";
        recordAnswer(code, other);
        awaitEnd();
    }

    /** Undoes the action as this person. */
    void undo(String who) {
        HttpResponse<String> response = actuator().send("POST", "/api/actions/" + actionId + "/undo", who, Map.of());
        String undo = response.statusCode() == 202
                ? Json.read(response.body(), JsonNode.class).path("id").asText("")
                : "";
        continueWith(response.statusCode(), undo);
    }

    /** Mutating calls about the target that reached AWS. */
    long calls() {
        return proxy().calls().stream().filter(changes()).count();
    }

    /** Number of calls beyond the allowed ones. */
    long wrongCalls() {
        return Math.max(0, calls() - allowedCalls);
    }

    /** Whether the outcome and its reason are as expected. */
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

    /** Reading calls about this target only. Plans are made for many targets in one call, and faults must not affect others. */
    Predicate<AwsProxy.Call> reads() {
        return mentions()
                .and(call -> !MutatingCall.isChange(call) && !call.body().matches("(?s).*(InstanceId|Value)\\.2=.*"));
    }

    /** Mutating calls about the target. */
    Predicate<AwsProxy.Call> changes() {
        return mentions().and(MutatingCall::isChange);
    }

    private Predicate<AwsProxy.Call> mentions() {
        String name = AwsTargetFactory.name(target);
        return call -> call.body().contains(name) || call.action().contains(name);
    }

    /** Whether a call creates a retention rule of the Recycle Bin, which names no snapshot. */
    static boolean isRetentionRule(AwsProxy.Call call) {
        return call.action().startsWith("POST /rules");
    }

    /** Whether it may create a retention rule. */
    boolean mayCreateRetentionRule() {
        return scenario == ActionScenario.SNAPSHOT && refusalCase.allowedCalls() == Integer.MAX_VALUE;
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

    /** The finding about the target. */
    record TargetFinding(TargetSetup subject, ActionScenario effect, Arn target) {

        private static final Instant OPENED = Instant.parse("2026-11-01T00:00:00Z");

        String id() {
            return FindingId.ofEpisode(subject.rule(), effect.resource(target), OPENED);
        }

        /** The last confirmation of the analyzer; empty if there is none. */
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
                    List.of(
                            new Evidence("cpu mean", 1.5, "percent", 5.0, 168, 1.0),
                            new Evidence(Evidence.DISK_HOURS, 168, "hours", 134.4, 168, 1.0),
                            new Evidence(Evidence.HISTORY, 62, "days", 35.0, 62, 1.0)),
                    List.of(),
                    Saving.priced(monthly, BigDecimal.ZERO, monthly, "test"),
                    new Finding.Effort(5),
                    List.of(effect.remedy(subject.reversible(), subject.valid()).whileIdle(subject.limits())),
                    null,
                    null,
                    null,
                    0,
                    status == Finding.Status.IN_DOUBT ? new Finding.Doubt(OPENED, "it works") : null,
                    List.of());
        }
    }

    /** What all attempts share. */
    interface TestEnvironment {
        AwsTargetFactory targets();

        AwsProxy proxy();

        RefusalActuatorProcess actuator();

        /** The actuator's database. */
        ActuatorDatabase database();

        TopicPublisher topics();
    }
}
