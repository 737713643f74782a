package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Guards that refuse an action or delay it. */
final class GuardCases {

    private static final Map<String, String> OWNERS = Map.ofEntries(
            Map.entry("aws:autoscaling:groupName", "an Auto Scaling group"),
            Map.entry("eks:nodegroup-name", "an EKS node group"),
            Map.entry("kubernetes.io/cluster/ml", "an EKS node group"),
            Map.entry("karpenter.sh/nodepool", "Karpenter"),
            Map.entry("aws:batch:compute-environment", "AWS Batch"),
            Map.entry("sagemaker:domain-arn", "SageMaker"),
            Map.entry("aws:cloudformation:stack-name", "a CloudFormation stack"),
            Map.entry("AmazonECSManaged", "Amazon ECS"),
            Map.entry("pulumi:stack", "Pulumi"),
            Map.entry("DatabricksInstancePoolId", "Databricks"),
            Map.entry("spotinst:aws:ec2:group:id", "Spot by NetApp"),
            Map.entry("crossplane-name", "Crossplane"),
            Map.entry("ray-cluster-name", "Ray"));

    /** Who restores from a snapshot by its id. */
    private static final Map<String, String> SNAPSHOT_OWNERS = Map.of(
            "velero.io/backup", "Velero",
            "CSIVolumeSnapshotName", "Kubernetes",
            "dlm:managed", "Data Lifecycle Manager");

    /** Actions that stop, change or end an instance. */
    private static final List<ActionScenario> ON_INSTANCES =
            List.of(ActionScenario.STOP, ActionScenario.SCHEDULE, ActionScenario.RESIZE, ActionScenario.TERMINATE);

    private GuardCases() {}

    static List<RefusalCase> all() {
        List<RefusalCase> rows = new ArrayList<>(forbidden());
        rows.addAll(owned());
        rows.addAll(delayed());
        rows.addAll(halted());
        return rows;
    }

    static RefusalCase protectedByTag() {
        return RefusalCase.of("protected tag", ActionScenario.ALL, ExpectedOutcome.refused("protects it"))
                .withTarget(TargetSetup.PLAIN.tags(Map.of("gleaner:protected", "true")));
    }

    private static List<RefusalCase> forbidden() {
        return List.of(
                protectedByTag(),
                RefusalCase.of("protected account", ActionScenario.ALL, ExpectedOutcome.refused("is protected"))
                        .withTarget(TargetSetup.PLAIN.account(SpecialAccounts.PROTECTED)),
                RefusalCase.of(
                                "account that is not allowed",
                                ActionScenario.ALL,
                                ExpectedOutcome.refused("not one of those"))
                        .withTarget(TargetSetup.PLAIN.account(SpecialAccounts.FOREIGN)),
                // A bucket's ARN has no account, and the account of the finding cannot be accessed, so there is no
                // plan.
                RefusalCase.of(
                                "account without a role",
                                List.of(ActionScenario.LIFECYCLE),
                                ExpectedOutcome.unplanned("no role is configured"))
                        .withTarget(TargetSetup.PLAIN.account(SpecialAccounts.WITHOUT_ROLE))
                        .withDecision(ConsoleDecisions::toAnotherPlan),
                RefusalCase.of(
                                "account that nobody knows",
                                List.of(ActionScenario.LIFECYCLE),
                                ExpectedOutcome.refused("its account is unknown"))
                        .withTarget(TargetSetup.PLAIN.account("")),
                RefusalCase.of("flaps", ActionScenario.ALL, ExpectedOutcome.refused("flaps"))
                        .onPlanned(attempt -> {
                            PastActionInserter.earlier(attempt, "a", "observed", "2 days");
                            PastActionInserter.earlier(attempt, "b", "undone", "3 days");
                        }));
    }

    private static List<RefusalCase> owned() {
        List<RefusalCase> rows = new ArrayList<>();
        OWNERS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(tag -> rows.add(RefusalCase.of(
                                "owned: " + tag.getKey(),
                                ON_INSTANCES,
                                ExpectedOutcome.refused(tag.getValue() + " owns it"))
                        .withTarget(TargetSetup.PLAIN.tags(Map.of(tag.getKey(), "x")))));
        rows.add(RefusalCase.of("owned: Vendor", ON_INSTANCES, ExpectedOutcome.refused("Databricks owns it"))
                .withTarget(TargetSetup.PLAIN.tags(Map.of("Vendor", "Databricks"))));
        SNAPSHOT_OWNERS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(tag -> rows.add(RefusalCase.of(
                                "owned: " + tag.getKey(),
                                List.of(ActionScenario.SNAPSHOT),
                                ExpectedOutcome.unplanned(tag.getValue() + " manages the snapshot"))
                        .withTarget(TargetSetup.PLAIN.tags(Map.of(tag.getKey(), "x")))
                        .withDecision(ConsoleDecisions::toAnotherPlan)));
        rows.add(RefusalCase.of("owned: terraform", ActionScenario.ALL, ExpectedOutcome.refused("Terraform"))
                .withTarget(TargetSetup.PLAIN.tags(Map.of("terraform", "true"))));
        rows.add(RefusalCase.of("owned: managed-by", ActionScenario.ALL, ExpectedOutcome.refused("Terraform"))
                .withTarget(TargetSetup.PLAIN.tags(Map.of("ManagedBy", "OpenTofu"))));
        return rows;
    }

    private static List<RefusalCase> delayed() {
        return List.of(
                RefusalCase.of("change window closed", ActionScenario.ALL, ExpectedOutcome.waits("change window"))
                        .withTarget(TargetSetup.PLAIN.environment(SpecialAccounts.FROZEN)),
                RefusalCase.of(
                                "window of the tagged environment closed",
                                ActionScenario.ALL,
                                ExpectedOutcome.waits("change window"))
                        .onPrepared(attempt -> attempt.targets()
                                .externalActor()
                                .tag(attempt.target(), "environment", SpecialAccounts.FROZEN)),
                RefusalCase.of("blackout", ActionScenario.ALL, ExpectedOutcome.waits("change window"))
                        .inStage(RefusalCase.Stage.BLACKOUT),
                RefusalCase.of(
                                "budget of actions used up",
                                ActionScenario.ALL,
                                ExpectedOutcome.waits("actions an hour of account"))
                        .withTarget(TargetSetup.PLAIN.account(SpecialAccounts.WITHOUT_BUDGET)),
                RefusalCase.of(
                                "budget of dollars used up",
                                ActionScenario.ALL,
                                ExpectedOutcome.waits("dollars a month an hour of account"))
                        .withTarget(TargetSetup.PLAIN.account(SpecialAccounts.WITHOUT_DOLLARS)),
                RefusalCase.of(
                                "budget of all accounts used up",
                                ActionScenario.ALL,
                                ExpectedOutcome.waits("of all accounts"))
                        .inStage(RefusalCase.Stage.NO_BUDGET),
                RefusalCase.of(
                                "more dollars than the budget of an hour",
                                ActionScenario.ALL,
                                ExpectedOutcome.refused("of the budget"))
                        .withTarget(TargetSetup.PLAIN.monthly("100000.01")),
                RefusalCase.of("wave under way", ActionScenario.ALL, ExpectedOutcome.waits("wave"))
                        .withTarget(TargetSetup.PLAIN.account(SpecialAccounts.WITH_WAVE))
                        .onPlanned(attempt -> PastActionInserter.inWave(attempt, SpecialAccounts.WITH_WAVE, "called")),
                RefusalCase.of("halted after a failure", ActionScenario.ALL, ExpectedOutcome.refused("halted"))
                        .withTarget(TargetSetup.PLAIN.account(SpecialAccounts.HALTED))
                        .onPlanned(attempt -> PastActionInserter.inWave(attempt, SpecialAccounts.HALTED, "failed")),
                RefusalCase.of("target at rest", ActionScenario.ALL, ExpectedOutcome.waits("cooldown after"))
                        .onPlanned(attempt -> PastActionInserter.earlier(attempt, "a", "observed", "1 minute")),
                RefusalCase.of(
                                "approval expired while it waited",
                                ActionScenario.ALL,
                                ExpectedOutcome.refused("expired"))
                        .withTarget(TargetSetup.PLAIN.environment(SpecialAccounts.FROZEN))
                        .onDecided(attempt -> attempt.sql("update action set valid_until = now(), not_before = now()"
                                + " where id = '" + attempt.actionId() + "'")));
    }

    private static List<RefusalCase> halted() {
        return List.of(
                RefusalCase.of("kill switch", ActionScenario.ALL, ExpectedOutcome.refused("kill switch"))
                        .inStage(RefusalCase.Stage.KILL_SWITCH),
                RefusalCase.of("kill switch while it waits", ActionScenario.ALL, ExpectedOutcome.refused("kill switch"))
                        .inStage(RefusalCase.Stage.KILL_SWITCH_LATER)
                        .withTarget(TargetSetup.PLAIN.environment(SpecialAccounts.FROZEN)),
                RefusalCase.of("dry run", ActionScenario.ALL, new ExpectedOutcome("dry-run", "would have called"))
                        .inStage(RefusalCase.Stage.DRY_RUN));
    }
}
