package dev.gleaner.benchmarks.refusal;

import dev.gleaner.benchmarks.refusal.Row.Stage;
import dev.gleaner.benchmarks.refusal.Row.Subject;
import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.test.AwsProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** All rows: every reason that must refuse, and the control that must act. */
final class Rows {

    static final String PROTECTED = "990000000001";
    static final String FOREIGN = "990000000002";
    static final String WITHOUT_BUDGET = "990000000003";
    static final String WITH_WAVE = "990000000004";
    static final String HALTED = "990000000005";
    static final String EXPIRING = "990000000006";

    private static final List<Effect> ALL = List.of(Effect.values());
    private static final List<Effect> INSTANCES = where(effect -> effect.kind() == Effect.Kind.INSTANCE);
    private static final List<Effect> STOPPING = where(Effect::stops);
    private static final List<Effect> IDLE = where(Effect::needsIdleness);
    private static final List<Effect> ONE_CALL = List.of(Effect.STOP, Effect.LIFECYCLE, Effect.ENDPOINT);
    private static final List<Effect> STOP = List.of(Effect.STOP);

    private Rows() {}

    /** In the order of the table. */
    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(whoMayDecide());
        rows.addAll(forbidden());
        rows.addAll(owned());
        rows.addAll(patience());
        rows.addAll(notTrueAnyMore());
        rows.addAll(idleness());
        rows.addAll(losses());
        rows.addAll(faults());
        rows.add(Row.of("kill switch", ALL, Expected.refused("kill switch")).in(Stage.KILL_SWITCH));
        rows.add(Row.of("dry run", ALL, new Expected("dry-run", "would have called"))
                .in(Stage.DRY_RUN));
        return rows;
    }

    /** The row that must act: without it the matrix could not fail. */
    static Row control() {
        return Row.of("control: nothing is wrong", ALL, Expected.ACTS).allowing(Integer.MAX_VALUE);
    }

    private static List<Row> whoMayDecide() {
        return List.of(
                Row.of("role of a viewer", ALL, Expected.status(403)).deciding(Attempt::approveAsViewer),
                Row.of("another plan than shown", ALL, Expected.status(409)).deciding(Attempt::approveAnotherPlan),
                Row.of("proposal expired", ALL, Expected.status(409))
                        .planned(attempt -> attempt.sql("update proposal set expires_at = now() - interval '1 second'"
                                + " where target = '" + attempt.target() + "'")),
                Row.of("finding resolved before the yes", ALL, Expected.status(409))
                        .planned(Attempt::resolve),
                Row.of("one of two people", List.of(Effect.STOP, Effect.TERMINATE, Effect.ENDPOINT), Expected.UNDECIDED)
                        .about(Subject.PLAIN.irreversible())
                        .deciding(Attempt::approveByOne),
                Row.of("the same yes eight times at once", ONE_CALL, Expected.ACTS)
                        .allowing(1)
                        .deciding(Attempt::approveManyTimes));
    }

    private static List<Row> forbidden() {
        return List.of(
                Row.of("protected tag", ALL, Expected.refused("protects it"))
                        .about(Subject.PLAIN.tags(Map.of("gleaner:protected", "true"))),
                Row.of("protected account", ALL, Expected.refused("is protected"))
                        .about(Subject.PLAIN.account(PROTECTED)),
                Row.of("account that is not allowed", ALL, Expected.refused("none of those"))
                        .about(Subject.PLAIN.account(FOREIGN)),
                Row.of("flaps", ALL, Expected.refused("flaps")).planned(attempt -> {
                    earlier(attempt, "a", "observed", "2 days");
                    earlier(attempt, "b", "undone", "3 days");
                }));
    }

    private static List<Row> owned() {
        List<Row> rows = new ArrayList<>();
        Map<String, String> tags = Map.of(
                "aws:autoscaling:groupName", "an Auto Scaling group",
                "eks:nodegroup-name", "an EKS node group",
                "karpenter.sh/nodepool", "Karpenter",
                "aws:batch:compute-environment", "AWS Batch",
                "sagemaker:domain-arn", "SageMaker",
                "aws:cloudformation:stack-name", "a CloudFormation stack");
        tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(tag ->
                        rows.add(Row.of("owned: " + tag.getKey(), STOP, Expected.refused(tag.getValue() + " owns it"))
                                .about(Subject.PLAIN.tags(Map.of(tag.getKey(), "x")))));
        rows.add(Row.of("owned: terraform", ALL, Expected.refused("Terraform"))
                .about(Subject.PLAIN.tags(Map.of("terraform", "true"))));
        return rows;
    }

    private static List<Row> patience() {
        return List.of(
                Row.of("change window closed", ALL, Expected.waits("change window"))
                        .about(Subject.PLAIN.environment("frozen")),
                Row.of("budget of actions used up", ALL, Expected.waits("budget of"))
                        .about(Subject.PLAIN.account(WITHOUT_BUDGET)),
                Row.of("more dollars than the budget of an hour", ALL, Expected.refused("of the budget"))
                        .about(Subject.PLAIN.monthly("100000.01")),
                Row.of("wave under way", ALL, Expected.waits("wave"))
                        .about(Subject.PLAIN.account(WITH_WAVE))
                        .planned(attempt -> inWave(attempt, WITH_WAVE, "called")),
                Row.of("halted after a failure", ALL, Expected.refused("halted"))
                        .about(Subject.PLAIN.account(HALTED))
                        .planned(attempt -> inWave(attempt, HALTED, "failed")),
                Row.of("target at rest", ALL, Expected.waits("rests"))
                        .planned(attempt -> earlier(attempt, "a", "observed", "1 minute")),
                Row.of("approval expired while it waited", ALL, Expected.refused("expired"))
                        .about(Subject.PLAIN.account(EXPIRING))
                        .decided(attempt -> attempt.sql("update action set valid_until = now(), not_before = now()"
                                + " where id = '" + attempt.action() + "'")));
    }

    private static List<Row> notTrueAnyMore() {
        return List.of(
                Row.of("never confirmed", ALL, Expected.refused("not confirmed"))
                        .about(Subject.PLAIN.confirmed(now -> Optional.empty())),
                Row.of("confirmed three hours ago", ALL, Expected.refused("confirmed the finding last"))
                        .about(Subject.PLAIN.confirmed(
                                now -> Optional.of(new Confirmation(now.minus(Duration.ofHours(3)))))),
                Row.of("cards read eleven minutes ago", IDLE, Expected.refused("confirmed the finding last"))
                        .about(Subject.PLAIN.cards(now -> new Confirmation(now.minus(Duration.ofMinutes(11))))),
                Row.of("tags changed since the plan", ALL, Expected.refused("since the plan"))
                        .planned(attempt -> attempt.estate().tag(attempt.target(), "purpose", "demo on Monday")),
                Row.of("stopped since the plan", INSTANCES, Expected.refused("planned was running"))
                        .planned(attempt -> attempt.estate().stop(attempt.target())),
                Row.of("terminated since the plan", INSTANCES, Expected.refused("planned was running"))
                        .planned(attempt -> attempt.estate().terminate(attempt.target())));
    }

    private static List<Row> idleness() {
        return List.of(
                Row.of("no metrics", IDLE, Expected.refused("only 0")).about(Subject.PLAIN.withoutMetrics()),
                Row.of("metrics of 19 of 24 hours", IDLE, Expected.refused("only 19"))
                        .about(Subject.PLAIN.withoutMetrics())
                        .prepared(attempt -> attempt.estate().cpu(attempt.target(), 19, 0, 1)),
                Row.of("busy twenty hours ago", IDLE, Expected.refused("was busy"))
                        .prepared(attempt -> attempt.estate().cpu(attempt.target(), 20, 20, 90)),
                Row.of("busy in the hour under way", IDLE, Expected.refused("was busy"))
                        .planned(attempt -> attempt.estate().cpu(attempt.target(), 0, 0, 90)));
    }

    private static List<Row> losses() {
        return List.of(
                Row.of("instance-store root", STOPPING, Expected.refused("lose its data"))
                        .planned(Faults::showInstanceStore),
                Row.of("spot", STOPPING, Expected.refused("Spot")).about(Subject.PLAIN.onSpot()),
                Row.of("process on a card ten minutes ago", STOPPING, Expected.refused("compute process"))
                        .about(Subject.PLAIN.cards(
                                now -> new Confirmation(now, hoursAgo(now, 30), now.minus(Duration.ofMinutes(10))))),
                Row.of("checkpoint older than the last work", STOPPING, Expected.refused("newest checkpoint"))
                        .about(withCheckpoints(now -> new Confirmation(now, now.plusSeconds(60), hoursAgo(now, 5)))),
                Row.of("nobody knows when it worked last", STOPPING, Expected.refused("nobody knows"))
                        .about(withCheckpoints(Confirmation::new)),
                Row.of("no checkpoint there", STOPPING, Expected.refused("holds none"))
                        .about(withCheckpoints(now -> new Confirmation(now, hoursAgo(now, 30), hoursAgo(now, 5)))
                                .tags(Map.of("gleaner:checkpoints", RefusalMatrix.CHECKPOINTS + "nothing/"))),
                Row.of("checkpoints that can't be read", STOPPING, Expected.refused("can't be read"))
                        .about(withCheckpoints(now -> new Confirmation(now, hoursAgo(now, 30), hoursAgo(now, 5)))
                                .tags(Map.of("gleaner:checkpoints", "s3://no-such-bucket-anywhere/run/"))));
    }

    private static List<Row> faults() {
        return List.of(
                fault("reads throttled", ALL, "AWS failed", a -> Faults.throttle(a, a.reads()))
                        .in(Stage.THROTTLED),
                fault("reads denied", ALL, "Denied|Unauthorized", a -> Faults.deny(a, a.reads())),
                fault("reads reset", ALL, "did not answer", a -> Faults.reset(a, a.reads())),
                fault("clock that is off", ALL, "Failure|Signature", a -> Faults.skew(a, a.reads())),
                fault("metrics throttled", IDLE, "AWS failed", a -> Faults.throttle(a, metrics(a)))
                        .in(Stage.THROTTLED),
                fault("nothing shown", ALL, "did not show|NoSuchBucket", Faults::showNothing),
                fault("call throttled", ALL, "AWS failed", a -> Faults.throttle(a, a.changes()))
                        .in(Stage.THROTTLED),
                fault("call denied", ALL, "Denied|Unauthorized", a -> Faults.deny(a, a.changes())),
                fault("call reset", ALL, "did not answer", a -> Faults.reset(a, a.changes())),
                fault("old state shown after the call", ONE_CALL, "not observed", Faults::showTheOldState)
                        .allowing(1));
    }

    private static Row fault(String name, List<Effect> effects, String why, Consumer<Attempt> fault) {
        return Row.of(name, effects, new Expected("refused|failed", why))
                .in(Stage.FAULTS)
                .planned(fault);
    }

    private static Predicate<AwsProxy.Call> metrics(Attempt attempt) {
        return attempt.reads().and(call -> call.action().equals("GetMetricData"));
    }

    private static Subject withCheckpoints(Function<Instant, Confirmation> said) {
        return Subject.PLAIN.cards(said).tags(Map.of("gleaner:checkpoints", RefusalMatrix.CHECKPOINTS));
    }

    private static Instant hoursAgo(Instant now, int hours) {
        return now.minus(Duration.ofHours(hours));
    }

    /** As if the same had been done to the target before. */
    private static void earlier(Attempt attempt, String name, String state, String ago) {
        attempt.sql(action(attempt, name + attempt.target().id(), state, ago));
    }

    /** As if the one action of the first wave were in this state. */
    private static void inWave(Attempt attempt, String account, String state) {
        String remedy = attempt.effect().remedy();
        String id = state + "-" + remedy;
        attempt.sql(action(attempt, id, state, "2 days").replace("'" + attempt.target() + "'", "'elsewhere'"));
        attempt.sql("insert into canary values ('" + remedy + "/" + account + "', '" + remedy + "', '" + account
                + "', 1, 1) on conflict do nothing");
        attempt.sql("insert into canary_action values ('" + id + "', '" + remedy + "', '" + account + "', 1, now())");
    }

    private static String action(Attempt attempt, String id, String state, String ago) {
        String parameters = Json.text(attempt.effect().asRemedy(true).parameters());
        return "insert into action (id, name, target, parameters, finding_id, finding_version, plan, round, state,"
                + " dry_run, decided_by, planned, valid_until, not_before, created_at, updated_at) values ('" + id
                + "', '"
                + attempt.effect().remedy() + "', '" + attempt.target() + "', '" + parameters + "', 'earlier', 1, '"
                + id
                + "', 1, '" + state
                + "', false, 'first', '{}', now() + interval '1 year', now() + interval '1 year', now() - interval '"
                + ago
                + "', now() - interval '" + ago + "')";
    }

    private static List<Effect> where(Predicate<Effect> which) {
        return Arrays.stream(Effect.values()).filter(which).toList();
    }
}
