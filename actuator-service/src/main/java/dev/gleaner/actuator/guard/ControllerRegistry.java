package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.ActionOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who owns what, and how the owner is to be changed. A node of EKS is in an Auto Scaling group too, and a group in a stack:
 * the owner that comes first in the list is the one to change.
 *
 * @param prefixes beginnings of tag keys that tell of an owner
 * @param managers parts of values of {@code managed-by} tags that do
 */
public record ControllerRegistry(List<String> prefixes, List<String> managers) {

    private static final List<Controller> KNOWN = List.of(
            new Karpenter(),
            new SageMaker(),
            new AwsBatch(),
            new EksNodegroup(),
            new AutoScalingGroup(),
            new CloudFormation(),
            new Terraform());

    public ControllerRegistry {
        prefixes = List.copyOf(prefixes);
        managers = List.copyOf(managers);
    }

    /** Who owns what has these tags, with the change to make instead; empty when nobody is known to. */
    public Optional<String> refusal(ActionOrder order, Map<String, String> tags) {
        Map<String, String> telling = telling(tags);
        if (telling.isEmpty()) {
            return Optional.empty();
        }
        return Stream.concat(
                        KNOWN.stream()
                                .flatMap(controller -> controller.tag(telling).stream()
                                        .map(tag -> text(controller.name(), tag) + controller.patch(order, tags))),
                        Stream.of(
                                text("a controller", telling.keySet().iterator().next()) + "the owner"))
                .findFirst();
    }

    private static String text(String name, String tag) {
        return name + " owns it (tag " + tag + "): a controller would undo this. Change the owner instead: ";
    }

    private Map<String, String> telling(Map<String, String> tags) {
        Map<String, String> telling = new TreeMap<>(tags);
        telling.entrySet().removeIf(tag -> !isOfOwner(tag.getKey()) && !isManaged(tag.getKey(), tag.getValue()));
        return telling;
    }

    private boolean isOfOwner(String key) {
        return prefixes.stream().anyMatch(key::startsWith);
    }

    private boolean isManaged(String key, String value) {
        String plain = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        String lower = value.toLowerCase(Locale.ROOT);
        return plain.endsWith("managedby") && managers.stream().anyMatch(lower::contains);
    }

    /** It terminates a member that was stopped and starts another (aws-solutions/instance-scheduler-on-aws#479). */
    static final class AutoScalingGroup implements Controller {

        static final String GROUP = "aws:autoscaling:groupName";

        @Override
        public String name() {
            return "an Auto Scaling group";
        }

        @Override
        public List<String> prefixes() {
            return List.of("aws:autoscaling:");
        }

        /** One member less: the group may go below its minimum only if that is lowered too. */
        @Override
        public String patch(ActionOrder order, Map<String, String> tags) {
            String group = tags.getOrDefault(GROUP, "GROUP");
            return "aws autoscaling terminate-instance-in-auto-scaling-group --region "
                    + order.target().region() + " --instance-id "
                    + order.target().id()
                    + " --should-decrement-desired-capacity (this terminates the member), or, to let the group choose, "
                    + "aws autoscaling update-auto-scaling-group --region "
                    + order.target().region()
                    + " --auto-scaling-group-name " + group
                    + " --min-size N-1 --desired-capacity N-1 (N: what it is now)";
        }
    }

    /** A compute environment of AWS Batch keeps as many vCPUs as its minimum says. */
    static final class AwsBatch implements Controller {

        @Override
        public String name() {
            return "AWS Batch";
        }

        @Override
        public List<String> prefixes() {
            return List.of("aws:batch", "AWSBatchServiceTag");
        }

        @Override
        public String patch(ActionOrder order, Map<String, String> tags) {
            return "aws batch update-compute-environment --region "
                    + order.target().region() + " --compute-environment "
                    + tags.getOrDefault("aws:batch:compute-environment", "ENVIRONMENT")
                    + " --compute-resources minvCpus=0,desiredvCpus=0";
        }
    }

    /** A stack puts back what differs from its template when it is updated the next time. */
    static final class CloudFormation implements Controller {

        @Override
        public String name() {
            return "a CloudFormation stack";
        }

        @Override
        public List<String> prefixes() {
            return List.of("aws:cloudformation:");
        }

        @Override
        public String patch(ActionOrder order, Map<String, String> tags) {
            String resource = tags.getOrDefault("aws:cloudformation:logical-id", "RESOURCE");
            return "in the template of stack " + tags.getOrDefault("aws:cloudformation:stack-name", "STACK") + ": "
                    + property(order, resource);
        }

        private static String property(ActionOrder order, String resource) {
            return switch (order.planned().kind()) {
                case INSTANCE ->
                    "remove Resources." + resource + " or give it a Condition that is false while nobody needs it;"
                            + " an AWS::EC2::Instance has no property for stopped";
                case BUCKET ->
                    "set Resources." + resource + ".Properties.LifecycleConfiguration.Rules to include "
                            + order.parameters();
                case VPC ->
                    "add a resource of Type AWS::EC2::VPCEndpoint with Properties {VpcId: "
                            + order.target().id()
                            + ", VpcEndpointType: Gateway, ServiceName: com.amazonaws."
                            + order.target().region() + ".s3, RouteTableIds: [...]}";
                case VOLUME -> "remove Resources." + resource + ", with DeletionPolicy: Snapshot";
                case ADDRESS -> "remove Resources." + resource;
                case LOG_GROUP ->
                    "set Resources." + resource + ".Properties.RetentionInDays to "
                            + order.parameters().getOrDefault("days", "...");
                case AUTO_SCALING_GROUP ->
                    "set Resources." + resource + ".Properties.MixedInstancesPolicy by " + order.parameters();
            };
        }
    }

    /** A managed node group of EKS, or a cluster that knows the instance as a node. */
    static final class EksNodegroup implements Controller {

        private static final String CLUSTER = "kubernetes.io/cluster/";

        @Override
        public String name() {
            return "an EKS node group";
        }

        @Override
        public List<String> prefixes() {
            return List.of("eks:", "aws:eks:", CLUSTER);
        }

        @Override
        public String patch(ActionOrder order, Map<String, String> tags) {
            return "aws eks update-nodegroup-config --region " + order.target().region() + " --cluster-name "
                    + cluster(tags)
                    + " --nodegroup-name " + tags.getOrDefault("eks:nodegroup-name", "NODEGROUP")
                    + " --scaling-config minSize=N-1,desiredSize=N-1 (N: what it is now)";
        }

        private static String cluster(Map<String, String> tags) {
            return tags.getOrDefault(
                    "eks:cluster-name",
                    tags.getOrDefault(
                            "aws:eks:cluster-name",
                            tags.keySet().stream()
                                    .filter(tag -> tag.startsWith(CLUSTER))
                                    .map(tag -> tag.substring(CLUSTER.length()))
                                    .sorted()
                                    .findFirst()
                                    .orElse("CLUSTER")));
        }
    }

    /** A stopped node leaves a NodeClaim onto which pods are scheduled (aws/karpenter-provider-aws#6866). */
    static final class Karpenter implements Controller {

        @Override
        public String name() {
            return "Karpenter";
        }

        @Override
        public List<String> prefixes() {
            return List.of("karpenter.sh/", "karpenter.k8s.aws/");
        }

        @Override
        public String patch(ActionOrder order, Map<String, String> tags) {
            String pool = tags.getOrDefault("karpenter.sh/nodepool", "NODEPOOL");
            return "kubectl patch nodepool " + pool + " --type merge -p "
                    + "'{\"spec\":{\"disruption\":{\"consolidationPolicy\":\"WhenEmptyOrUnderutilized\","
                    + "\"consolidateAfter\":\"5m\"}}}', or for this node alone: kubectl delete nodeclaim "
                    + tags.getOrDefault("karpenter.sh/nodeclaim", "NODECLAIM");
        }
    }

    /**
     * A controller that would undo what is done to what it owns, known by the tags that it sets, and the change of itself that
     * comes to the same as the action.
     */
    interface Controller {

        /** What it is, for a person. */
        String name();

        /** How the tags begin that it sets. */
        List<String> prefixes();

        /** The text of the change; tags are those of the target. */
        String patch(ActionOrder order, Map<String, String> tags);

        /** The tag by which it is known; empty when it does not own what has these tags. */
        default Optional<String> tag(Map<String, String> tags) {
            return new TreeMap<>(tags)
                    .keySet().stream()
                            .filter(tag -> prefixes().stream().anyMatch(tag::startsWith))
                            .findFirst();
        }
    }

    /** What SageMaker runs is changed in SageMaker. */
    static final class SageMaker implements Controller {

        private static final String DOMAIN = "sagemaker:domain-arn";

        @Override
        public String name() {
            return "SageMaker";
        }

        @Override
        public List<String> prefixes() {
            return List.of("sagemaker:", "aws:sagemaker");
        }

        @Override
        public String patch(ActionOrder order, Map<String, String> tags) {
            String region = order.target().region();
            String domain = tags.getOrDefault(DOMAIN, "DOMAIN");
            return "aws sagemaker update-domain --region " + region + " --domain-id "
                    + domain.substring(domain.lastIndexOf('/') + 1)
                    + " --default-user-settings '{\"JupyterLabAppSettings\":{\"AppLifecycleManagement\":{\"IdleSettings\":"
                    + "{\"LifecycleManagement\":\"ENABLED\",\"IdleTimeoutInMinutes\":60}}}}', for a notebook instance: aws"
                    + " sagemaker stop-notebook-instance --region " + region + " --notebook-instance-name NAME";
        }
    }

    /**
     * Terraform, or a tool like it, known by tags that people let it set. The next apply puts back what differs from the
     * configuration: a lifecycle document is replaced whole (hashicorp/terraform-provider-aws#31409).
     */
    static final class Terraform implements Controller {

        @Override
        public String name() {
            return "Terraform or a tool like it";
        }

        @Override
        public List<String> prefixes() {
            return List.of("terraform", "Terraform", "tf-", "tf:");
        }

        /** A {@code managed-by} tag is its own too. */
        @Override
        public Optional<String> tag(Map<String, String> tags) {
            return Controller.super
                    .tag(tags)
                    .or(() -> tags.keySet().stream()
                            .filter(tag -> tag.toLowerCase(Locale.ROOT).contains("managed"))
                            .findFirst());
        }

        @Override
        public String patch(ActionOrder order, Map<String, String> tags) {
            return switch (order.planned().kind()) {
                case INSTANCE ->
                    "resource \"aws_ec2_instance_state\" \"NAME\" { instance_id = \""
                            + order.target().id() + "\"  state = \"stopped\" }";
                case BUCKET ->
                    "add a rule to the aws_s3_bucket_lifecycle_configuration of bucket "
                            + order.target().id() + " with " + order.parameters();
                case VPC ->
                    "resource \"aws_vpc_endpoint\" \"s3\" { vpc_id = \""
                            + order.target().id() + "\"  service_name = \"com.amazonaws."
                            + order.target().region() + ".s3\"  route_table_ids = [...] }";
                case VOLUME -> "remove the aws_ebs_volume of " + order.target().id() + ", with final_snapshot = true";
                case ADDRESS -> "remove the aws_eip of " + order.target().id();
                case LOG_GROUP ->
                    "set retention_in_days = " + order.parameters().getOrDefault("days", "...")
                            + " in the aws_cloudwatch_log_group of " + order.target();
                case AUTO_SCALING_GROUP ->
                    "add a mixed_instances_policy to the aws_autoscaling_group of " + order.target() + " with "
                            + order.parameters();
            };
        }
    }
}
