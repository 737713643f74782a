package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.resource.ControllerInstructions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Controllers that would revert a change of the resources they manage, recognized by the tags they set. For each controller
 * it describes the change of the controller that has the same effect as the action. The order of the table matters: an EKS
 * node is also in an Auto Scaling group, and a group may belong to a stack, so the first matching row is the controller to
 * change.
 *
 * @param prefixes prefixes of tag keys that controllers set
 * @param managers parts of values of {@code managed-by} tags that name a controller
 */
public record ControllerRegistry(List<String> prefixes, List<String> managers) {

    private static final String EKS_CLUSTER = "kubernetes.io/cluster/";

    /** Parameter that only a remedy for the type of a volume has. */
    private static final String VOLUME_TYPE = "type";

    /** Parameter that only a remedy for the bounds of an Auto Scaling group has. */
    private static final String MINIMUM = "minimum";

    private static final String TERRAFORM = "Terraform or a tool like it";

    private static final List<Controller> CONTROLLERS = List.of(
            // A stopped node leaves a NodeClaim, onto which pods are still scheduled (aws/karpenter-provider-aws#6866).
            new Controller(
                    "Karpenter",
                    prefix("karpenter.sh/", "karpenter.k8s.aws/"),
                    (order, tags) -> ControllerInstructions.nodePool(tags)),
            // Resources that SageMaker manages are changed in SageMaker.
            new Controller(
                    "SageMaker", prefix("sagemaker:", "aws:sagemaker"), ControllerRegistry::sageMakerInstructions),
            // A compute environment always keeps its minimum number of vCPUs.
            new Controller(
                    "AWS Batch",
                    prefix("aws:batch", "AWSBatchServiceTag"),
                    (order, tags) -> ControllerInstructions.computeEnvironment(
                            order.target().region(), tags)),
            // A managed node group, or a cluster that has the instance as a node.
            new Controller(
                    "an EKS node group",
                    prefix("eks:", "aws:eks:", EKS_CLUSTER),
                    (order, tags) ->
                            ControllerInstructions.nodeGroup(order.target().region(), tags)),
            // The group terminates a stopped member and starts another (aws-solutions/instance-scheduler-on-aws#479).
            new Controller(
                    "an Auto Scaling group",
                    prefix("aws:autoscaling:"),
                    (order, tags) -> ControllerInstructions.autoScalingGroup(order.target(), tags)),
            // The next update of the stack restores what differs from its template.
            new Controller(
                    "a CloudFormation stack", prefix("aws:cloudformation:"), ControllerRegistry::templateInstructions),
            // The next apply restores what differs from the configuration: a lifecycle document is replaced as a whole
            // (hashicorp/terraform-provider-aws#31409). A managed-by tag counts only without a tag of Terraform's own.
            new Controller(
                    TERRAFORM,
                    prefix("terraform", "Terraform", "tf-", "tf:"),
                    (order, tags) -> terraformInstructions(order)),
            new Controller(
                    TERRAFORM,
                    key -> key.toLowerCase(Locale.ROOT).contains("managed"),
                    (order, tags) -> terraformInstructions(order)));

    public ControllerRegistry {
        prefixes = List.copyOf(prefixes);
        managers = List.copyOf(managers);
    }

    /**
     * Describes the controller that manages a resource with these tags, and the change to make instead; empty when the tags
     * name no controller.
     */
    public Optional<String> refusal(ActionOrder order, Map<String, String> tags) {
        TreeMap<String, String> matching = controllerTags(tags);
        if (matching.isEmpty()) {
            return Optional.empty();
        }
        return Stream.concat(
                        CONTROLLERS.stream()
                                .flatMap(controller -> controller.tag(matching).stream()
                                        .map(tag -> text(controller.name(), tag)
                                                + controller.change().apply(order, tags))),
                        Stream.of(text("a controller", matching.firstKey()) + "the owner"))
                .findFirst();
    }

    private static String text(String name, String tag) {
        return name + " owns it (tag " + tag + "): a controller would undo this. Change the owner instead: ";
    }

    private TreeMap<String, String> controllerTags(Map<String, String> tags) {
        TreeMap<String, String> matching = new TreeMap<>(tags);
        matching.entrySet().removeIf(tag -> !isOfController(tag.getKey()) && !isManaged(tag.getKey(), tag.getValue()));
        return matching;
    }

    private boolean isOfController(String key) {
        return prefixes.stream().anyMatch(key::startsWith);
    }

    private boolean isManaged(String key, String value) {
        String plain = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        String lower = value.toLowerCase(Locale.ROOT);
        return plain.endsWith("managedby") && managers.stream().anyMatch(lower::contains);
    }

    private static Predicate<String> prefix(String... beginnings) {
        return key -> Stream.of(beginnings).anyMatch(key::startsWith);
    }

    private static String sageMakerInstructions(ActionOrder order, Map<String, String> tags) {
        return order.planned().kind() == TargetKind.INFERENCE_ENDPOINT
                ? "remove the endpoint in the project or pipeline that deploys it, "
                        + tags.getOrDefault("sagemaker:project-name", "PROJECT")
                : ControllerInstructions.sageMakerDomain(order.target().region(), tags);
    }

    private static String templateInstructions(ActionOrder order, Map<String, String> tags) {
        String resource = ControllerInstructions.logicalId(tags);
        return ControllerInstructions.stack(tags) + templateProperty(order, resource);
    }

    private static String templateProperty(ActionOrder order, String resource) {
        return switch (order.planned().kind()) {
            case INSTANCE -> ControllerInstructions.stackInstance(resource);
            case BUCKET ->
                "set Resources." + resource + ".Properties.LifecycleConfiguration.Rules to include "
                        + order.parameters();
            case VPC ->
                "add a resource of Type AWS::EC2::VPCEndpoint with Properties {VpcId: "
                        + order.target().id()
                        + ", VpcEndpointType: Gateway, ServiceName: com.amazonaws."
                        + order.target().region() + ".s3, RouteTableIds: [...]}";
            case VOLUME ->
                order.parameters().containsKey(VOLUME_TYPE)
                        ? "set the properties of Resources." + resource + " by " + order.parameters()
                        : "remove Resources." + resource + ", with DeletionPolicy: Snapshot";
            case SNAPSHOT -> "remove Resources." + resource;
            case NAT_GATEWAY -> "remove Resources." + resource + " and the routes to it";
            case ADDRESS, CAPACITY_RESERVATION -> "remove Resources." + resource;
            case LOG_GROUP ->
                "set Resources." + resource + ".Properties.RetentionInDays to "
                        + order.parameters().getOrDefault("days", "...");
            case AUTO_SCALING_GROUP ->
                order.parameters().containsKey(MINIMUM)
                        ? "set MinSize and DesiredCapacity of Resources." + resource + " to "
                                + order.parameters().get(MINIMUM)
                        : "set Resources." + resource + ".Properties.MixedInstancesPolicy by " + order.parameters();
            case INFERENCE_ENDPOINT -> "remove Resources." + resource;
        };
    }

    private static String terraformInstructions(ActionOrder order) {
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
            case VOLUME ->
                order.parameters().containsKey(VOLUME_TYPE)
                        ? "set the arguments of the aws_ebs_volume of "
                                + order.target().id() + ", or of the block" + " device of its instance, by "
                                + order.parameters()
                        : "remove the aws_ebs_volume of " + order.target().id() + ", with final_snapshot = true";
            case SNAPSHOT -> "remove the aws_ebs_snapshot of " + order.target().id();
            case NAT_GATEWAY ->
                "remove the aws_nat_gateway of " + order.target().id() + " and the routes to it";
            case ADDRESS -> "remove the aws_eip of " + order.target().id();
            case CAPACITY_RESERVATION ->
                "remove the aws_ec2_capacity_reservation of " + order.target().id();
            case LOG_GROUP ->
                "set retention_in_days = " + order.parameters().getOrDefault("days", "...")
                        + " in the aws_cloudwatch_log_group of " + order.target();
            case AUTO_SCALING_GROUP ->
                order.parameters().containsKey(MINIMUM)
                        ? "set min_size and desired_capacity of the aws_autoscaling_group of " + order.target() + " to "
                                + order.parameters().get(MINIMUM)
                        : "add a mixed_instances_policy to the aws_autoscaling_group of " + order.target() + " with "
                                + order.parameters();
            case INFERENCE_ENDPOINT ->
                "remove the aws_sagemaker_endpoint of " + order.target().id();
        };
    }

    /**
     * A row of the table.
     *
     * @param name what the controller is, for a person
     * @param ownsTag whether the controller sets tags with this key
     * @param change describes the change to make, given the order and the tags of the target
     */
    private record Controller(
            String name, Predicate<String> ownsTag, BiFunction<ActionOrder, Map<String, String>, String> change) {

        /** The first of these tags that the controller sets; empty when it sets none of them. */
        Optional<String> tag(TreeMap<String, String> tags) {
            return tags.keySet().stream().filter(ownsTag).findFirst();
        }
    }
}
