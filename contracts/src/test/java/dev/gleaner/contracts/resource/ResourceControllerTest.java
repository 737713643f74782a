package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResourceControllerTest {

    private static final Arn INSTANCE = Arn.instance("us-east-1", "123456789012", "i-1");

    @ParameterizedTest
    @CsvSource({
        "aws:autoscaling:groupName, trainers, autoscaling:trainers",
        "eks:cluster-name, ml, eks:ml",
        "eks:nodegroup-name, gpu, eks:gpu",
        "kubernetes.io/cluster/ml, owned, eks:ml",
        "karpenter.sh/nodepool, gpu, karpenter:gpu",
        "aws:cloudformation:stack-name, serving, cloudformation:serving",
        "aws:batch:compute-environment, nightly, batch:nightly",
        "sagemaker:domain-arn, arn:x, sagemaker:arn:x",
        "sagemaker:project-name, ranking, sagemaker:ranking",
        "AmazonECSManaged, '', ecs:AmazonECSManaged",
        "AmazonECSManaged, true, ecs:true",
        "pulumi:stack, prod, pulumi:prod",
        "pulumi:project, lab, pulumi:lab",
        "Pulumi:Stack, prod, pulumi:prod",
        "Vendor, Databricks, databricks:Databricks",
        "vendor, databricks, databricks:databricks",
        "DatabricksInstancePoolId, pool-7, databricks:pool-7",
        "spotinst:aws:ec2:group:id, sig-1, spotinst:sig-1",
        "spotinst:aws:ec2:group:createdBy, spotinst, spotinst:spotinst",
        "crossplane-name, trainer, crossplane:trainer",
        "crossplane-kind, instance.ec2.aws.upbound.io, crossplane:instance.ec2.aws.upbound.io",
        "ray-cluster-name, sweep, ray:sweep",
        "ray-node-type, worker, ray:worker",
        "ray-user-node-type, gpu, ray:gpu",
        "ray:ClusterName, sweep, ray:sweep",
        "terraform, true, terraform:true",
        "Terraform-Workspace, lab, terraform:lab",
        "tf-module, vm, terraform:vm",
        "ManagedBy, Terraform, managed-by:Terraform",
        "managed_by, OpenTofu, managed-by:OpenTofu",
        "app.kubernetes.io/managed-by, crossplane, managed-by:crossplane"
    })
    void shouldTellByItsTagsWhoWouldStartItAgain(String tag, String value, String owner) {
        Map<String, String> tags = Map.of("team", "vision", tag, value);

        assertThat(ResourceController.owner(tags)).isEqualTo(owner);
        assertThat(ControllerInstructions.ofInstance(owner, INSTANCE, tags)).isPresent();
    }

    @Test
    void shouldNameTheClusterOfANodeOfDatabricks() {
        assertThat(ResourceController.owner(Map.of("Vendor", "Databricks", "ClusterId", "0321-7")))
                .isEqualTo("databricks:0321-7");
    }

    @ParameterizedTest
    @CsvSource({
        "Name, eks",
        "team, karpenter",
        "ClusterId, 7",
        "Vendor, Intel",
        "ray-tracing, true",
        "project, pulumi",
        "managed-by, anna"
    })
    void shouldFindNobodyBehindOrdinaryTags(String tag, String value) {
        assertThat(ResourceController.owner(Map.of(tag, value))).isEmpty();
        assertThat(ResourceController.of(Map.of(tag, value))).isEmpty();
    }

    @Test
    void shouldNameTheOneWhoStartsItAgainFirst() {
        Map<String, String> tags = Map.of(
                "kubernetes.io/cluster/ml", "owned",
                "aws:cloudformation:stack-name", "nodes",
                "aws:autoscaling:groupName", "nodes-1");

        assertThat(ResourceController.owner(tags)).isEqualTo("autoscaling:nodes-1");
        assertThat(ResourceController.of(tags)).contains(ResourceController.EKS);
    }

    /** A member of a group is changed where what owns the group is. */
    @Test
    void shouldChangeTheCapacityProviderOfAGroup() {
        Map<String, String> tags = Map.of("aws:autoscaling:groupName", "web", "AmazonECSManaged", "true");

        assertThat(ControllerInstructions.ofInstance(ResourceController.owner(tags), INSTANCE, tags))
                .get()
                .asString()
                .contains("Amazon ECS", "--auto-scaling-group-name web");
    }

    @ParameterizedTest
    @EnumSource(ResourceController.class)
    void shouldTellTheChangeOfEachController(ResourceController controller) {
        assertThat(ControllerInstructions.ofInstance(controller, INSTANCE, Map.of()))
                .isNotBlank();
        assertThat(controller.title()).isNotBlank();
    }
}
