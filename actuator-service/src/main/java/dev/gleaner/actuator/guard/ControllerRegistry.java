package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.resource.ControllerInstructions;
import dev.gleaner.contracts.resource.ResourceController;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Controllers that would revert a change of the resources they manage, recognized by the tags they set, see {@link ResourceController}. For
 * each controller it describes the change of the controller that has the same effect as the action.
 *
 * @param prefixes prefixes of tag keys that controllers set, instead of all that are known; empty for these
 * @param managers parts of values of {@code managed-by} tags that name a controller
 */
public record ControllerRegistry(List<String> prefixes, List<String> managers) {

    /** Parameter that only a remedy for the type of a volume has. */
    private static final String VOLUME_TYPE = "type";

    /** Parameter that only a remedy for the bounds of an Auto Scaling group has. */
    private static final String MINIMUM = "minimum";

    public ControllerRegistry {
        prefixes = List.copyOf(prefixes);
        managers = List.copyOf(managers);
    }

    /**
     * Describes the controller that manages a resource with these tags, and the change to make instead; empty when the tags
     * name no controller.
     */
    public Optional<String> refusal(ActionOrder order, Map<String, String> tags) {
        Map<String, String> matching = prefixes.isEmpty() ? tags : ofPrefixes(tags);
        return Stream.of(ResourceController.values())
                .flatMap(controller -> controller.tag(matching, managers).stream()
                        .map(tag -> text(controller.title(), tag) + change(controller, order, tags)))
                .findFirst()
                .or(() -> Optional.of(matching)
                        .filter(known -> !prefixes.isEmpty() && !known.isEmpty())
                        .map(known -> text("a controller", new TreeMap<>(known).firstKey()) + "the owner"));
    }

    private static String text(String name, String tag) {
        return name + " owns it (tag " + tag + "): a controller would undo this. Change the owner instead: ";
    }

    private Map<String, String> ofPrefixes(Map<String, String> tags) {
        Map<String, String> matching = new HashMap<>(tags);
        matching.entrySet()
                .removeIf(tag -> prefixes.stream().noneMatch(tag.getKey()::startsWith)
                        && ResourceController.MANAGED_BY
                                .tag(Map.ofEntries(tag), managers)
                                .isEmpty());
        return matching;
    }

    private static String change(ResourceController controller, ActionOrder order, Map<String, String> tags) {
        boolean isInstance = order.planned().kind() == TargetKind.INSTANCE;
        return switch (controller) {
            case SAGEMAKER -> sageMakerInstructions(order, tags);
            case CLOUDFORMATION -> templateInstructions(order, tags);
            case TERRAFORM, MANAGED_BY -> terraformInstructions(order);
            case PULUMI, CROSSPLANE, DATABRICKS, RAY, SPOTINST, ECS ->
                isInstance
                        ? ControllerInstructions.ofInstance(controller, order.target(), tags)
                        : "what " + controller.title() + " says of " + order.target();
            case KARPENTER, BATCH, EKS, AUTO_SCALING ->
                ControllerInstructions.ofInstance(controller, order.target(), tags);
        };
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
            case INSTANCE -> ControllerInstructions.ofInstance(ResourceController.TERRAFORM, order.target(), Map.of());
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
}
