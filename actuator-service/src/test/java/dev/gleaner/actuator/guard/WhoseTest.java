package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceController;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts that are not touched, and owners that are to be changed instead. */
class WhoseTest {

    private final Case with = new Case();

    @Test
    void shouldNotActInAProtectedAccount() {
        assertRefused(Map.of("actuator.guard.protected-accounts", "999999999999,123456789012"), "is protected");
    }

    @Test
    void shouldActInNoAccountThatIsNotAllowed() {
        assertRefused(Map.of("actuator.guard.accounts", "999999999999"), "not one of those");
        assertThat(ConfiguredGuards.create(Map.of("actuator.guard.accounts", "999999999999,123456789012"))
                        .evaluateStart(with.situation()))
                .isEmpty();
    }

    /** What the finding says of the account does not open one that the target's own name denies. */
    @Test
    void shouldGoByTheTargetsOwnNameToo() {
        with.account = "999999999999";

        assertRefused(Map.of("actuator.guard.protected-accounts", "123456789012"), "is protected");
        assertRefused(Map.of("actuator.guard.accounts", "999999999999"), "not one of those");
    }

    /** Unknown is not allowed. */
    @Test
    void shouldNotActInAnUnknownAccountWhereAccountsAreNamed() {
        with.account = "";
        assertThat(ConfiguredGuards.create(Map.of("actuator.guard.accounts", Case.ACCOUNT))
                        .evaluateStart(with.situation()))
                .isEmpty();
        with.arn = Arn.bucket("models");

        assertRefused(Map.of("actuator.guard.accounts", "123456789012"), "its account is unknown");
        assertRefused(Map.of("actuator.guard.protected-accounts", "999999999999"), "its account is unknown");
    }

    /**
     * aws-solutions/instance-scheduler-on-aws#479, aws-solutions/instance-scheduler-on-aws#15,
     * amazon-archives/ec2-scheduler#17 and 2015-Middleware-Keynote/demo-ansible#148: the group terminates a member that was
     * stopped, and starts another.
     * aws/karpenter-provider-aws#6866: a stopped node leaves a claim onto which pods are scheduled.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        aws:autoscaling:groupName      | trainers  | --auto-scaling-group-name trainers
        aws:autoscaling:groupName      | trainers  | --instance-id i-1 --should-decrement-desired-capacity
        eks:nodegroup-name             | gpu       | aws eks update-nodegroup-config --region us-east-1
        kubernetes.io/cluster/prod     | owned     | --cluster-name prod
        karpenter.sh/nodepool          | gpu       | kubectl patch nodepool gpu
        aws:batch:compute-environment  | nightly   | --compute-environment nightly --compute-resources minvCpus=0
        sagemaker:domain-arn           | arn:aws:sagemaker:us-east-1:1:domain/d-7 | --domain-id d-7
        aws:cloudformation:stack-name  | lab       | in the template of stack lab
        terraform                      | true      | aws_ec2_instance_state
        tf-module                      | vm        | instance_id = "i-1"
        ManagedBy                      | Terraform | aws_ec2_instance_state
        managed-by                     | pulumi    | aws_ec2_instance_state
        AmazonECSManaged               | true      | a capacity provider of Amazon ECS
        pulumi:stack                   | lab       | in the program of the Pulumi stack lab
        Vendor                         | Databricks | databricks clusters delete CLUSTER
        DatabricksInstancePoolId       | pool-7    | the minimum of its workers or of its pool
        spotinst:aws:ec2:group:id      | sig-1     | lower the minimum and the target of group sig-1
        crossplane-name                | trainer   | kubectl delete KIND trainer
        ray-cluster-name               | sweep     | in the configuration of the Ray cluster sweep
        ray-node-type                  | worker    | ray down
        sagemaker:project-name         | ranking   | aws sagemaker
        """)
    void shouldSayHowToChangeTheOwnerInstead(String tag, String value, String patch) {
        with.tags = Map.of(tag, value);

        assertRefused(Map.of(), patch);
        assertThat(ConfiguredGuards.create(Map.of()).evaluateStart(with.situation()))
                .get()
                .asString()
                .contains("controller-owned", tag);
    }

    /** A node of EKS is in a group of its own: the node group is what to change, else EKS changes the group back. */
    @Test
    void shouldNameTheOutermostOwner() {
        with.tags =
                Map.of("aws:autoscaling:groupName", "eks-gpu-1", "eks:nodegroup-name", "gpu", "eks:cluster-name", "ml");

        assertRefused(Map.of(), "aws eks update-nodegroup-config");
    }

    @Test
    void shouldLeaveAloneWhatAnOwnerUnknownToUsIsConfiguredToOwn() {
        with.tags = Map.of("scheduler:group", "g");

        assertRefused(Map.of("actuator.guard.controller-tags", "scheduler:"), "scheduler:group");
    }

    /** What the collector names as the owner of a finding is what the guard refuses, and the other way round. */
    @ParameterizedTest
    @EnumSource(ResourceController.class)
    void shouldRefuseEachOwnerThatAFindingNames(ResourceController controller) {
        List<Map<String, String>> each = new ArrayList<>();
        controller.keys().forEach(key -> each.add(Map.of(key + "x", "x")));
        switch (controller) {
            case DATABRICKS -> each.add(Map.of("Vendor", "Databricks"));
            case MANAGED_BY -> ResourceController.MANAGERS.forEach(name -> each.add(Map.of("ManagedBy", name)));
            default -> assertThat(each).isNotEmpty();
        }
        for (Map<String, String> tags : each) {
            with.tags = tags;

            assertThat(ResourceController.owner(tags)).as("%s", tags).isNotEmpty();
            assertRefused(Map.of(), controller.title() + " owns it");
        }
    }

    /** Each of them is in the table of the document. */
    @Test
    void shouldDocumentEachOwner() throws IOException {
        String guards = Files.readString(Path.of("../docs/guards.md"));

        for (ResourceController controller : ResourceController.values()) {
            String keys = controller.keys().stream().map(key -> "`" + key + "`").collect(Collectors.joining(", "));
            assertThat(guards).contains("| " + controller.title() + " | " + keys);
        }
    }

    @Test
    void shouldActOnWhatAPersonManages() {
        with.tags = Map.of("managed-by", "anna");

        assertThat(ConfiguredGuards.create(Map.of()).evaluateStart(with.situation()))
                .isEmpty();
    }

    private void assertRefused(Map<String, String> config, String why) {
        assertThat(ConfiguredGuards.create(config).evaluateStart(with.situation()))
                .get()
                .isInstanceOfSatisfying(
                        GuardResult.Refusal.class,
                        refusal -> assertThat(refusal.reason()).contains(why));
    }
}
