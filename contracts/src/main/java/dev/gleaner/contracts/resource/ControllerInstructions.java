package dev.gleaner.contracts.resource;

import java.util.Map;
import java.util.Optional;

/**
 * The change of a controller that ends or stops one of its instances, as a command or patch to copy. A name that the tags of the instance
 * do not tell is a word in capitals.
 */
public final class ControllerInstructions {

    private static final String EKS_CLUSTER = "kubernetes.io/cluster/";

    /** Tag that Elastic Beanstalk sets, with the name of the environment. */
    private static final String BEANSTALK = "elasticbeanstalk:environment-name";

    /** Tag that Amazon ECS sets on the group of a capacity provider with managed scaling. */
    private static final String ECS = "AmazonECSManaged";

    private ControllerInstructions() {}

    /**
     * The change for an instance.
     *
     * @param owner {@code kind:NAME}, as in the inventory
     * @return empty if the kind of the owner is not known
     */
    public static Optional<String> ofInstance(String owner, Arn instance, Map<String, String> tags) {
        return ResourceController.ofOwner(owner)
                // What owns the group has to be changed: a node of a cluster is a member of a group too.
                .map(controller -> controller == ResourceController.AUTO_SCALING
                        ? ResourceController.of(tags).orElse(controller)
                        : controller)
                .map(controller -> ofInstance(controller, instance, tags));
    }

    /** The change of a controller for an instance. */
    public static String ofInstance(ResourceController controller, Arn instance, Map<String, String> tags) {
        return switch (controller) {
            case KARPENTER -> nodePool(tags);
            case SAGEMAKER -> sageMakerDomain(instance.region(), tags);
            case DATABRICKS ->
                "databricks clusters delete " + tags.getOrDefault("ClusterId", "CLUSTER")
                        + " (it ends the cluster, which can be started again), or set its autotermination_minutes and"
                        + " the minimum of its workers or of its pool";
            case RAY ->
                "in the configuration of the Ray cluster "
                        + tags.getOrDefault("ray-cluster-name", tags.getOrDefault("ray:ClusterName", "CLUSTER"))
                        + ": lower min_workers and idle_timeout_minutes, then ray up; or ray down, which ends the"
                        + " cluster";
            case SPOTINST ->
                "in Spot by NetApp, lower the minimum and the target of group "
                        + tags.getOrDefault(
                                "spotinst:aws:ec2:group:id", tags.getOrDefault("spotinst:aws:ec2:group:name", "GROUP"));
            case BATCH -> computeEnvironment(instance.region(), tags);
            case EKS -> nodeGroup(instance.region(), tags);
            case ECS ->
                "a capacity provider of Amazon ECS sets the desired number, so lower the minimum alone: aws autoscaling"
                        + " update-auto-scaling-group --region " + instance.region() + " --auto-scaling-group-name "
                        + tags.getOrDefault(ResourceController.SCALING_GROUP_NAME, "GROUP")
                        + " --min-size N-1 (N: what it is now)";
            case AUTO_SCALING -> autoScalingGroup(instance, tags);
            case CLOUDFORMATION -> stack(tags) + stackInstance(logicalId(tags));
            case PULUMI ->
                "in the program of the Pulumi stack " + tags.getOrDefault("pulumi:stack", "STACK")
                        + ": remove the aws.ec2.Instance of " + instance.id()
                        + ", then pulumi up";
            case CROSSPLANE ->
                "delete the managed resource, or let its composition not create it: kubectl delete "
                        + tags.getOrDefault("crossplane-kind", "KIND") + " "
                        + tags.getOrDefault("crossplane-name", "NAME");
            case TERRAFORM, MANAGED_BY ->
                "resource \"aws_ec2_instance_state\" \"NAME\" { instance_id = \"" + instance.id()
                        + "\"  state = \"stopped\" }";
        };
    }

    /**
     * The change that lets a controller launch instances of another type.
     *
     * @param owner {@code kind:NAME}, as in the inventory
     * @return empty if the kind of the owner is not known
     */
    public static Optional<String> typeOfInstance(String owner, Arn instance, Map<String, String> tags, String type) {
        String kind = owner.contains(":") ? owner.substring(0, owner.indexOf(':')) : owner;
        return switch (kind) {
            case "karpenter" ->
                Optional.of("Karpenter selects types by what pods request: lower these requests, or require "
                        + "node.kubernetes.io/instance-type In [" + type + "] in nodepool "
                        + tags.getOrDefault("karpenter.sh/nodepool", "NODEPOOL"));
            case "sagemaker" ->
                Optional.of("aws sagemaker update-notebook-instance --region " + instance.region()
                        + " --notebook-instance-name NAME --instance-type ml." + type + ", while it is stopped");
            case "batch" ->
                Optional.of("aws batch update-compute-environment --region " + instance.region()
                        + " --compute-environment " + tags.getOrDefault("aws:batch:compute-environment", "ENVIRONMENT")
                        + " --compute-resources instanceTypes=" + type);
            case "eks" -> Optional.of(nodeGroupOfType(tags, type));
            case "autoscaling" ->
                Optional.of(isNode(tags) ? nodeGroupOfType(tags, type) : launchTemplate(instance, tags, type));
            case "cloudformation" ->
                Optional.of(
                        stack(tags) + "set the property InstanceType of Resources." + logicalId(tags) + " to " + type);
            default -> Optional.empty();
        };
    }

    /**
     * The change that lets the owner of an Auto Scaling group keep another number of instances.
     *
     * @param owner {@code kind:NAME}, as in the inventory; empty if none is known by it
     * @param tags of the group, which tell further owners
     * @return empty if the kind of the owner is not known
     */
    public static Optional<String> sizeOfGroup(String owner, Arn group, Map<String, String> tags, int instances) {
        String name = group.scalingGroupName().orElseThrow();
        if (tags.containsKey(BEANSTALK)) {
            return Optional.of("aws elasticbeanstalk update-environment --region " + group.region()
                    + " --environment-name " + tags.get(BEANSTALK)
                    + " --option-settings Namespace=aws:autoscaling:asg,OptionName=MinSize,Value=" + instances);
        }
        if (tags.containsKey(ECS)) {
            return Optional.of(
                    "a capacity provider of Amazon ECS sets the desired number, so lower the minimum alone: aws"
                            + " autoscaling update-auto-scaling-group"
                            + " --region"
                            + " " + group.region() + " --auto-scaling-group-name '"
                            + name
                            + "' --min-size " + instances);
        }
        String kind = owner.contains(":") ? owner.substring(0, owner.indexOf(':')) : owner;
        return switch (kind) {
            case "karpenter" -> Optional.of(nodePool(tags));
            case "batch" -> Optional.of(computeEnvironment(group.region(), tags));
            case "eks" ->
                Optional.of("aws eks update-nodegroup-config --region " + group.region() + " --cluster-name "
                        + cluster(tags) + " --nodegroup-name " + tags.getOrDefault("eks:nodegroup-name", "NODEGROUP")
                        + " --scaling-config minSize=" + instances + ",desiredSize=" + instances);
            case "cloudformation" ->
                Optional.of(stack(tags) + "set MinSize and DesiredCapacity of Resources." + logicalId(tags) + " to "
                        + instances);
            default -> Optional.empty();
        };
    }

    /** The types of a managed node group cannot be changed. Source: Amazon EKS User Guide, "Update a managed node group". */
    private static String nodeGroupOfType(Map<String, String> tags, String type) {
        return "create a node group of " + type + " in cluster " + cluster(tags) + " and delete "
                + tags.getOrDefault("eks:nodegroup-name", "NODEGROUP");
    }

    private static String launchTemplate(Arn instance, Map<String, String> tags, String type) {
        return "aws ec2 create-launch-template-version --region " + instance.region() + " --launch-template-id "
                + tags.getOrDefault("aws:ec2launchtemplate:id", "TEMPLATE")
                + " --source-version '$Latest' --launch-template-data '{\"InstanceType\":\"" + type
                + "\"}', then, when the group uses that version, aws autoscaling start-instance-refresh --region "
                + instance.region() + " --auto-scaling-group-name "
                + tags.getOrDefault("aws:autoscaling:groupName", "GROUP");
    }

    /** Lets Karpenter remove nodes that are hardly used. */
    public static String nodePool(Map<String, String> tags) {
        String pool = tags.getOrDefault("karpenter.sh/nodepool", "NODEPOOL");
        return "kubectl patch nodepool " + pool + " --type merge -p "
                + "'{\"spec\":{\"disruption\":{\"consolidationPolicy\":\"WhenEmptyOrUnderutilized\","
                + "\"consolidateAfter\":\"5m\"}}}', or for this node alone: kubectl delete nodeclaim "
                + tags.getOrDefault("karpenter.sh/nodeclaim", "NODECLAIM");
    }

    /** Lets SageMaker stop what is idle. */
    public static String sageMakerDomain(String region, Map<String, String> tags) {
        String domain = tags.getOrDefault("sagemaker:domain-arn", "DOMAIN");
        return "aws sagemaker update-domain --region " + region + " --domain-id "
                + domain.substring(domain.lastIndexOf('/') + 1)
                + " --default-user-settings '{\"JupyterLabAppSettings\":{\"AppLifecycleManagement\":{\"IdleSettings\":"
                + "{\"LifecycleManagement\":\"ENABLED\",\"IdleTimeoutInMinutes\":60}}}}', for a notebook instance: aws"
                + " sagemaker stop-notebook-instance --region " + region + " --notebook-instance-name NAME";
    }

    /** Lets a compute environment of AWS Batch have no instances while there are no jobs. */
    public static String computeEnvironment(String region, Map<String, String> tags) {
        return "aws batch update-compute-environment --region " + region + " --compute-environment "
                + tags.getOrDefault("aws:batch:compute-environment", "ENVIRONMENT")
                + " --compute-resources minvCpus=0,desiredvCpus=0";
    }

    /** Removes one node of a managed node group. */
    public static String nodeGroup(String region, Map<String, String> tags) {
        return "aws eks update-nodegroup-config --region " + region + " --cluster-name " + cluster(tags)
                + " --nodegroup-name " + tags.getOrDefault("eks:nodegroup-name", "NODEGROUP")
                + " --scaling-config minSize=N-1,desiredSize=N-1 (N: what it is now)";
    }

    /** Removes one member. The group can fall below its minimum size only if the minimum is lowered too. */
    public static String autoScalingGroup(Arn instance, Map<String, String> tags) {
        String group = tags.getOrDefault("aws:autoscaling:groupName", "GROUP");
        return "aws autoscaling terminate-instance-in-auto-scaling-group --region " + instance.region()
                + " --instance-id " + instance.id()
                + " --should-decrement-desired-capacity (this terminates the member), or, to let the group choose, "
                + "aws autoscaling update-auto-scaling-group --region " + instance.region()
                + " --auto-scaling-group-name " + group
                + " --min-size N-1 --desired-capacity N-1 (N: what it is now)";
    }

    /** Where the template of a stack has to be changed. */
    public static String stack(Map<String, String> tags) {
        return "in the template of stack " + tags.getOrDefault("aws:cloudformation:stack-name", "STACK") + ": ";
    }

    /** The change of a template for an instance. */
    public static String stackInstance(String logicalId) {
        return "remove Resources." + logicalId + " or give it a Condition that is false while it is not needed;"
                + " an AWS::EC2::Instance has no property for stopped";
    }

    /** Name of a resource in the template of its stack. */
    public static String logicalId(Map<String, String> tags) {
        return tags.getOrDefault("aws:cloudformation:logical-id", "RESOURCE");
    }

    private static boolean isNode(Map<String, String> tags) {
        return tags.keySet().stream().anyMatch(key -> key.startsWith("eks:") || key.startsWith(EKS_CLUSTER));
    }

    private static String cluster(Map<String, String> tags) {
        return tags.getOrDefault(
                "eks:cluster-name",
                tags.getOrDefault(
                        "aws:eks:cluster-name",
                        tags.keySet().stream()
                                .filter(tag -> tag.startsWith(EKS_CLUSTER))
                                .map(tag -> tag.substring(EKS_CLUSTER.length()))
                                .sorted()
                                .findFirst()
                                .orElse("CLUSTER")));
    }
}
