package dev.gleaner.benchmarks.refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is never touched, and what has to wait. */
final class GuardRows {

    private static final Map<String, String> OWNERS = Map.of(
            "aws:autoscaling:groupName", "an Auto Scaling group",
            "eks:nodegroup-name", "an EKS node group",
            "kubernetes.io/cluster/ml", "an EKS node group",
            "karpenter.sh/nodepool", "Karpenter",
            "aws:batch:compute-environment", "AWS Batch",
            "sagemaker:domain-arn", "SageMaker",
            "aws:cloudformation:stack-name", "a CloudFormation stack");

    private GuardRows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>(forbidden());
        rows.addAll(owned());
        rows.addAll(patience());
        rows.addAll(halted());
        return rows;
    }

    static Row protectedByTag() {
        return Row.of("protected tag", Effect.ALL, Expected.refused("protects it"))
                .about(Subject.PLAIN.tags(Map.of("gleaner:protected", "true")));
    }

    private static List<Row> forbidden() {
        return List.of(
                protectedByTag(),
                Row.of("protected account", Effect.ALL, Expected.refused("is protected"))
                        .about(Subject.PLAIN.account(Accounts.PROTECTED)),
                Row.of("account that is not allowed", Effect.ALL, Expected.refused("none of those"))
                        .about(Subject.PLAIN.account(Accounts.FOREIGN)),
                // A bucket's name does not tell its account. What a finding says of it can't be looked at, so there is
                // no plan.
                Row.of("account without a role", List.of(Effect.LIFECYCLE), Expected.unplanned("no role is configured"))
                        .about(Subject.PLAIN.account(Accounts.WITHOUT_ROLE))
                        .deciding(Yes::toAnotherPlan),
                Row.of("account that nobody knows", List.of(Effect.LIFECYCLE), Expected.refused("in which account"))
                        .about(Subject.PLAIN.account("")),
                Row.of("flaps", Effect.ALL, Expected.refused("flaps")).planned(attempt -> {
                    History.earlier(attempt, "a", "observed", "2 days");
                    History.earlier(attempt, "b", "undone", "3 days");
                }));
    }

    private static List<Row> owned() {
        List<Row> rows = new ArrayList<>();
        OWNERS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(tag -> rows.add(Row.of(
                                "owned: " + tag.getKey(),
                                List.of(Effect.STOP),
                                Expected.refused(tag.getValue() + " owns it"))
                        .about(Subject.PLAIN.tags(Map.of(tag.getKey(), "x")))));
        rows.add(Row.of("owned: terraform", Effect.ALL, Expected.refused("Terraform"))
                .about(Subject.PLAIN.tags(Map.of("terraform", "true"))));
        rows.add(Row.of("owned: managed-by", Effect.ALL, Expected.refused("Terraform"))
                .about(Subject.PLAIN.tags(Map.of("ManagedBy", "OpenTofu"))));
        return rows;
    }

    private static List<Row> patience() {
        return List.of(
                Row.of("change window closed", Effect.ALL, Expected.waits("change window"))
                        .about(Subject.PLAIN.environment(Accounts.FROZEN)),
                Row.of("window of the tagged environment closed", Effect.ALL, Expected.waits("change window"))
                        .prepared(attempt ->
                                attempt.estate().somebody().tag(attempt.target(), "environment", Accounts.FROZEN)),
                Row.of("blackout", Effect.ALL, Expected.waits("change window")).in(Row.Stage.BLACKOUT),
                Row.of("budget of actions used up", Effect.ALL, Expected.waits("actions an hour of account"))
                        .about(Subject.PLAIN.account(Accounts.WITHOUT_BUDGET)),
                Row.of("budget of dollars used up", Effect.ALL, Expected.waits("dollars a month an hour of account"))
                        .about(Subject.PLAIN.account(Accounts.WITHOUT_DOLLARS)),
                Row.of("budget of all accounts used up", Effect.ALL, Expected.waits("of all accounts"))
                        .in(Row.Stage.NO_BUDGET),
                Row.of("more dollars than the budget of an hour", Effect.ALL, Expected.refused("of the budget"))
                        .about(Subject.PLAIN.monthly("100000.01")),
                Row.of("wave under way", Effect.ALL, Expected.waits("wave"))
                        .about(Subject.PLAIN.account(Accounts.WITH_WAVE))
                        .planned(attempt -> History.inWave(attempt, Accounts.WITH_WAVE, "called")),
                Row.of("halted after a failure", Effect.ALL, Expected.refused("halted"))
                        .about(Subject.PLAIN.account(Accounts.HALTED))
                        .planned(attempt -> History.inWave(attempt, Accounts.HALTED, "failed")),
                Row.of("target at rest", Effect.ALL, Expected.waits("rests"))
                        .planned(attempt -> History.earlier(attempt, "a", "observed", "1 minute")),
                Row.of("approval expired while it waited", Effect.ALL, Expected.refused("expired"))
                        .about(Subject.PLAIN.environment(Accounts.FROZEN))
                        .decided(attempt -> attempt.sql("update action set valid_until = now(), not_before = now()"
                                + " where id = '" + attempt.action() + "'")));
    }

    private static List<Row> halted() {
        return List.of(
                Row.of("kill switch", Effect.ALL, Expected.refused("kill switch"))
                        .in(Row.Stage.KILL_SWITCH),
                Row.of("kill switch while it waits", Effect.ALL, Expected.refused("kill switch"))
                        .in(Row.Stage.KILL_SWITCH_LATER)
                        .about(Subject.PLAIN.environment(Accounts.FROZEN)),
                Row.of("dry run", Effect.ALL, new Expected("dry-run", "would have called"))
                        .in(Row.Stage.DRY_RUN));
    }
}
