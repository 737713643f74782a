package dev.gleaner.contracts.resource;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What restores or restarts a resource that it manages, recognized by the tags that it sets. The collector names the owner of a listed
 * resource by it, and the guards refuse to change what one owns. The order matters: an EKS node is also in an Auto Scaling group, and a
 * group may belong to a stack, so the first that matches is the one to change. Keys and values are compared without regard to case.
 */
public enum ResourceController {
    /** A stopped node leaves a NodeClaim, onto which pods are still scheduled (aws/karpenter-provider-aws#6866). */
    KARPENTER(
            "karpenter",
            "Karpenter",
            List.of("karpenter.sh/", "karpenter.k8s.aws/"),
            List.of("karpenter.sh/nodepool", "karpenter.sh/provisioner-name")),
    /** Resources that SageMaker manages are changed in SageMaker. */
    SAGEMAKER(
            "sagemaker",
            "SageMaker",
            List.of("sagemaker:", "aws:sagemaker"),
            List.of("sagemaker:domain-arn", "sagemaker:user-profile-arn")),
    /**
     * A cluster replaces its nodes. The tag {@code Vendor=Databricks} is on every node. Source: Databricks, "Use tags to attribute and track
     * usage", default tags.
     */
    DATABRICKS("databricks", "Databricks", List.of("DatabricksInstancePool"), List.of("ClusterId")),
    /** The autoscaler keeps the minimum of each node type. Source: ray-project/ray, autoscaler/tags.py, and its earlier "ray:" keys. */
    RAY(
            "ray",
            "Ray",
            List.of(
                    "ray-cluster-name",
                    "ray-node-",
                    "ray-user-node-type",
                    "ray-launch-config",
                    "ray-runtime-config",
                    "ray-instance-type",
                    "ray:"),
            List.of("ray-cluster-name", "ray:ClusterName")),
    /** A group of Spot by NetApp replaces its instances. Its tags begin with {@code spotinst:aws:ec2:group:}. */
    SPOTINST(
            "spotinst",
            "Spot by NetApp",
            List.of("spotinst:"),
            List.of("spotinst:aws:ec2:group:id", "spotinst:aws:ec2:group:name")),
    /** A compute environment always keeps its minimum number of vCPUs. */
    BATCH(
            "batch",
            "AWS Batch",
            List.of("aws:batch", "AWSBatchServiceTag"),
            List.of("aws:batch:compute-environment", "AWSBatchServiceTag")),
    /** A managed node group, or a cluster that has the resource as a part. */
    EKS(
            "eks",
            "an EKS node group",
            List.of("eks:", "aws:eks:", ResourceController.EKS_CLUSTER, "elbv2.k8s.aws/"),
            List.of("eks:cluster-name", "aws:eks:cluster-name", "elbv2.k8s.aws/cluster")),
    /**
     * A capacity provider replaces the members of its group, which propagates the tag to them. Source: Terraform and Pulumi documentation of
     * the ECS capacity provider.
     */
    ECS("ecs", "Amazon ECS", List.of("AmazonECSManaged"), List.of()),
    /** The group terminates a stopped member and starts another (aws-solutions/instance-scheduler-on-aws#479). */
    AUTO_SCALING(
            "autoscaling",
            "an Auto Scaling group",
            List.of("aws:autoscaling:"),
            List.of(ResourceController.SCALING_GROUP_NAME)),
    /** The next update of the stack restores what differs from its template. */
    CLOUDFORMATION(
            "cloudformation",
            "a CloudFormation stack",
            List.of("aws:cloudformation:"),
            List.of("aws:cloudformation:stack-name")),
    /** The next update of the stack restores what differs from the program. Keys are {@code pulumi:project} and {@code pulumi:stack}. */
    PULUMI("pulumi", "Pulumi", List.of("pulumi:"), List.of("pulumi:stack", "pulumi:project")),
    /** Restores what differs from the managed resource. Source: crossplane-runtime, external tags of a managed resource. */
    CROSSPLANE("crossplane", "Crossplane", List.of("crossplane-"), List.of("crossplane-name")),
    /**
     * The next apply restores what differs from the configuration: a lifecycle document is replaced as a whole
     * (hashicorp/terraform-provider-aws#31409).
     */
    TERRAFORM("terraform", "Terraform or a tool like it", List.of("terraform", "tf-", "tf:"), List.of()),
    /** A tool like Terraform that a tag {@code managed-by} names, in any spelling of its key. It counts only without a tag of its own. */
    MANAGED_BY("managed-by", "Terraform or a tool like it", List.of(), List.of());

    /** Tag of the name of the Auto Scaling group of an instance. */
    public static final String SCALING_GROUP_NAME = "aws:autoscaling:groupName";

    /** Parts of the value of a tag {@code managed-by} that name a tool which would revert a change. */
    public static final List<String> MANAGERS =
            List.of("terraform", "opentofu", "terragrunt", "pulumi", "cloudformation", "cdk", "crossplane");

    private static final String EKS_CLUSTER = "kubernetes.io/cluster/";
    private static final String VENDOR = "vendor";

    private final String kind;
    private final String title;
    private final List<String> keys;
    private final List<String> names;

    ResourceController(String kind, String title, List<String> keys, List<String> names) {
        this.kind = kind;
        this.title = title;
        this.keys = keys;
        this.names = names;
    }

    /** What it is, for a person. */
    public String title() {
        return title;
    }

    /** Beginnings of the keys of the tags that it sets. */
    public List<String> keys() {
        return keys;
    }

    /** The outermost controller that set one of these tags; empty if none did. */
    public static Optional<ResourceController> of(Map<String, String> tags) {
        return Stream.of(values())
                .filter(controller -> controller.tag(tags).isPresent())
                .findFirst();
    }

    /**
     * {@code kind:NAME} of what would restart or restore a resource with these tags, as in the inventory; empty without a controller. A member
     * of an Auto Scaling group belongs to this group, whatever owns the group.
     */
    public static String owner(Map<String, String> tags) {
        return (tags.containsKey(SCALING_GROUP_NAME) ? Optional.of(AUTO_SCALING) : of(tags))
                .map(controller -> controller.kind + ":" + controller.name(tags))
                .orElse("");
    }

    /** The controller of an owner as {@link #owner} names it; empty for another text. */
    static Optional<ResourceController> ofOwner(String owner) {
        String kind = owner.contains(":") ? owner.substring(0, owner.indexOf(':')) : owner;
        return Stream.of(values())
                .filter(controller -> controller.kind.equals(kind))
                .findFirst();
    }

    /** The key of the first of these tags by which it is recognized; empty if it set none of them. */
    public Optional<String> tag(Map<String, String> tags) {
        return tag(tags, MANAGERS);
    }

    /**
     * The same with other tools.
     *
     * @param managers parts of values of {@code managed-by} tags, in lower case
     */
    public Optional<String> tag(Map<String, String> tags, List<String> managers) {
        return tags.entrySet().stream()
                .filter(tag -> sets(tag.getKey(), tag.getValue(), managers))
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder());
    }

    private boolean sets(String key, String value, List<String> managers) {
        String lower = key.toLowerCase(Locale.ROOT);
        return keys.stream().anyMatch(beginning -> lower.startsWith(beginning.toLowerCase(Locale.ROOT)))
                || (this == DATABRICKS && lower.equals(VENDOR) && value.equalsIgnoreCase(kind))
                || (this == MANAGED_BY && isManaged(lower, value.toLowerCase(Locale.ROOT), managers));
    }

    private static boolean isManaged(String key, String value, List<String> managers) {
        return key.replaceAll("[^a-z]", "").endsWith("managedby")
                && managers.stream().anyMatch(value::contains);
    }

    /** Of the tag that contains its name; otherwise the value of the tag by which it is recognized. */
    private String name(Map<String, String> tags) {
        return names.stream()
                .filter(tags::containsKey)
                .map(key -> tags.getOrDefault(key, ""))
                .findFirst()
                .orElseGet(() -> tag(tags)
                        .map(key -> nameOf(key, tags.getOrDefault(key, "")))
                        .orElse(""));
    }

    private static String nameOf(String key, String value) {
        if (key.startsWith(EKS_CLUSTER)) {
            return key.substring(EKS_CLUSTER.length());
        }
        return value.isBlank() ? key : value;
    }
}
