package dev.gleaner.contracts.resource;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of AWS resource and the facts about it that the services share: how its ARN is written, what lists and measures it and how often,
 * what CloudFormation and Terraform call it, and who adds its tags. What only one service knows of a kind stands in that service.
 *
 * <p>Sources: AWS Service Authorization Reference, "Resource types" of each service (ARNs); AWS CloudFormation Template Reference; the
 * documentation of the AWS provider of Terraform.
 */
public enum ResourceKind {
    INSTANCE(
            "instance",
            Form.segment("ec2", "instance/"),
            new Source("inventory", Cadence.HOURLY),
            List.of(Source.METRIC_STREAM, new Source("get-metric-data", Cadence.HOURLY)),
            new Templates("AWS::EC2::Instance", "aws_instance"),
            Tagging.BY_ACTION),
    /** Its ARN has neither region nor account. A prefix of its keys lies below it. */
    BUCKET(
            "bucket",
            Form.ofBucket(),
            new Source("inventory-buckets", Cadence.HOURLY),
            List.of(),
            new Templates("AWS::S3::Bucket", "aws_s3_bucket"),
            Tagging.BY_ACTION),
    VPC(
            "VPC",
            Form.segment("ec2", "vpc/"),
            Source.NETWORKS,
            List.of(),
            new Templates("AWS::EC2::VPC", "aws_vpc"),
            Tagging.BY_ACTION),
    NAT_GATEWAY(
            "NAT gateway",
            Form.segment("ec2", "natgateway/"),
            Source.NETWORKS,
            List.of(new Source("get-metric-data-networks", Cadence.SIX_HOURLY)),
            new Templates("AWS::EC2::NatGateway", "aws_nat_gateway"),
            Tagging.BY_ACTION),
    INTERFACE_ENDPOINT(
            "interface endpoint",
            Form.segment("ec2", "vpc-endpoint/"),
            Source.NETWORKS,
            List.of(new Source("get-metric-data-interface-endpoints", Cadence.SIX_HOURLY)),
            new Templates("AWS::EC2::VPCEndpoint", "aws_vpc_endpoint"),
            Tagging.BY_PERSON),
    /** Its name is {@code TYPE/NAME/ID}, as names are unique within their type only. */
    LOAD_BALANCER(
            "load balancer",
            Form.rest("elasticloadbalancing", "loadbalancer/"),
            new Source("inventory-load-balancers", Cadence.DAILY),
            List.of(
                    new Source("get-metric-data-load-balancers", Cadence.SIX_HOURLY),
                    new Source("get-metric-data-requests", Cadence.SIX_HOURLY)),
            new Templates("AWS::ElasticLoadBalancingV2::LoadBalancer", "aws_lb"),
            Tagging.BY_PERSON),
    VOLUME(
            "volume",
            Form.segment("ec2", "volume/"),
            new Source("inventory-volumes", Cadence.DAILY),
            List.of(Source.METRIC_STREAM, new Source("get-metric-data-volumes", Cadence.DAILY)),
            new Templates("AWS::EC2::Volume", "aws_ebs_volume"),
            Tagging.BY_ACTION),
    /** CloudFormation makes none, except of a volume that it deletes. */
    SNAPSHOT(
            "snapshot",
            Form.segment("ec2", "snapshot/"),
            new Source("inventory-snapshots", Cadence.WEEKLY),
            List.of(),
            new Templates(null, "aws_ebs_snapshot"),
            Tagging.BY_ACTION),
    ADDRESS(
            "Elastic IP address",
            Form.segment("ec2", "elastic-ip/"),
            new Source("inventory-addresses", Cadence.DAILY),
            List.of(),
            new Templates("AWS::EC2::EIP", "aws_eip"),
            Tagging.BY_ACTION),
    /** Bills alone tell how much of it is used. */
    CAPACITY_RESERVATION(
            "capacity reservation",
            Form.segment("ec2", "capacity-reservation/"),
            new Source("inventory-commitments", Cadence.DAILY),
            List.of(new Source("billing", Cadence.BY_BILL)),
            new Templates("AWS::EC2::CapacityReservation", "aws_ec2_capacity_reservation"),
            Tagging.BY_PERSON),
    /** With {@code :*} behind the name, as IAM policies write it, an ARN names the streams of the group and not the group. */
    LOG_GROUP(
            "log group",
            Form.rest("logs", "log-group:"),
            new Source("inventory-log-groups", Cadence.WEEKLY),
            List.of(new Source("get-metric-data-log-groups", Cadence.DAILY)),
            new Templates("AWS::Logs::LogGroup", "aws_cloudwatch_log_group"),
            Tagging.BY_ACTION),
    /** A repository of container images of ECR. */
    CONTAINER_REPOSITORY(
            "container repository",
            Form.rest("ecr", "repository/"),
            new Source("inventory-container-repositories", Cadence.DAILY),
            List.of(),
            new Templates("AWS::ECR::Repository", "aws_ecr_repository"),
            Tagging.BY_PERSON),
    /** Between type and name its ARN has a UUID, which only the group itself names. */
    AUTO_SCALING_GROUP(
            "Auto Scaling group",
            Form.ofScalingGroup(),
            new Source("inventory-scaling-groups", Cadence.DAILY),
            List.of(new Source("get-metric-data-scaling-groups", Cadence.DAILY)),
            new Templates("AWS::AutoScaling::AutoScalingGroup", "aws_autoscaling_group"),
            Tagging.BY_ACTION),
    /** An endpoint of SageMaker. Its variants lie below it. */
    INFERENCE_ENDPOINT(
            "inference endpoint",
            Form.segment("sagemaker", "endpoint/"),
            new Source("inventory-endpoints", Cadence.DAILY),
            List.of(new Source("get-metric-data-endpoints", Cadence.DAILY)),
            new Templates("AWS::SageMaker::Endpoint", "aws_sagemaker_endpoint"),
            Tagging.BY_ACTION),
    /** A notebook instance of SageMaker, with JupyterLab on an instance of its own. */
    NOTEBOOK_INSTANCE(
            "notebook instance",
            Form.segment("sagemaker", "notebook-instance/"),
            new Source("inventory-notebooks", Cadence.SIX_HOURLY),
            List.of(new Source("get-metric-data-notebooks", Cadence.SIX_HOURLY)),
            new Templates("AWS::SageMaker::NotebookInstance", "aws_sagemaker_notebook_instance"),
            Tagging.BY_PERSON),
    /** An application inference profile of Bedrock. */
    INFERENCE_PROFILE(
            "inference profile",
            Form.segment("bedrock", "application-inference-profile/"),
            new Source("inventory-inference-profiles", Cadence.DAILY),
            List.of(new Source("get-metric-data-models", Cadence.SIX_HOURLY)),
            new Templates("AWS::Bedrock::ApplicationInferenceProfile", "aws_bedrock_inference_profile"),
            Tagging.BY_PERSON);

    /** By service and type, see {@link Form#type}. */
    private static final Map<String, Map<String, ResourceKind>> BY_TYPE = byType();

    private final String title;
    private final Form form;
    private final Source listing;
    private final List<Source> metrics;
    private final Templates templates;
    private final Tagging tagging;

    ResourceKind(String title, Form form, Source listing, List<Source> metrics, Templates templates, Tagging tagging) {
        this.title = title;
        this.form = form;
        this.listing = listing;
        this.metrics = metrics;
        this.templates = templates;
        this.tagging = tagging;
    }

    private static Map<String, Map<String, ResourceKind>> byType() {
        Map<String, Map<String, ResourceKind>> byType = new HashMap<>();
        for (ResourceKind kind : values()) {
            byType.computeIfAbsent(kind.form.service(), service -> new HashMap<>())
                    .put(kind.form.type(), kind);
        }
        return byType;
    }

    /** The kind of a resource, or of the resource that it lies below; empty if it is of none of these. */
    public static Optional<ResourceKind> of(Arn arn) {
        return Optional.ofNullable(ofType(arn)).filter(kind -> kind.form.names(arn));
    }

    /** The kind by service and type alone; null if there is none. */
    static @Nullable ResourceKind ofType(Arn arn) {
        Map<String, ResourceKind> ofService = BY_TYPE.get(arn.service());
        if (ofService == null) {
            return null;
        }
        ResourceKind untyped = ofService.get("");
        return untyped != null ? untyped : ofService.get(Form.type(arn.resource()));
    }

    /** Whether it is the ARN of such a resource, and not of one that lies below it. */
    public boolean includes(Arn arn) {
        return ofType(arn) == this
                && form.names(arn)
                && form.nameEnd(arn.resource()) == arn.resource().length();
    }

    /**
     * Name or id of the resource, or of the one that it lies below.
     *
     * @throws IllegalArgumentException if the ARN is not of this kind
     */
    public String name(Arn arn) {
        if (ofType(arn) != this || !form.names(arn)) {
            throw new IllegalArgumentException("no " + title + ": " + arn);
        }
        return form.name(arn.resource());
    }

    /**
     * The resource of this kind that it is or lies below. It decides the partition, so that signals about both are in one order.
     *
     * @param arn one of the service and type of this kind
     */
    Arn root(Arn arn) {
        int end = form.nameEnd(arn.resource());
        return end == arn.resource().length()
                ? arn
                : new Arn(
                        arn.partition(),
                        arn.service(),
                        arn.region(),
                        arn.account(),
                        arn.resource().substring(0, end));
    }

    /** Name of the resource that an ARN of the service and type of this kind is or lies below; null if a colon is behind the type. */
    @Nullable
    String nameAfterSlash(Arn arn) {
        return form.isAfterSlash() ? form.name(arn.resource()) : null;
    }

    /** ARN of the resource of this name; of a bucket without region and account. */
    public Arn arn(String region, String account, String name) {
        boolean isGlobal = form.style() == Style.BUCKET;
        return new Arn(
                "aws", form.service(), isGlobal ? "" : region, isGlobal ? "" : account, form.beforeName() + name);
    }

    /** What it is, for a person, as {@code NAT gateway}. */
    public String title() {
        return title;
    }

    /** The source that lists the resources of this kind. */
    public Source listing() {
        return listing;
    }

    /** Sources of its metrics or of its use; empty if no rule asks how much it is used. */
    public List<Source> metrics() {
        return metrics;
    }

    /** How often all that is known of it is renewed: at the pace of the slowest of its sources. */
    public Cadence confirmed() {
        return Stream.concat(Stream.of(listing), metrics.stream())
                .map(Source::cadence)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Its resource type in a template of CloudFormation, as {@code AWS::EC2::Volume}; empty if templates have none. */
    public Optional<String> cloudFormationType() {
        return Optional.ofNullable(templates.cloudFormation());
    }

    /** Its resource type in Terraform, as {@code aws_ebs_volume}. */
    public String terraformType() {
        return templates.terraform();
    }

    /** Whether the action {@code tag-resource} works on it; otherwise a person adds tags by the command that the finding states. */
    public boolean isTaggedByAction() {
        return tagging == Tagging.BY_ACTION;
    }

    /** The kinds that a source lists. */
    public static List<ResourceKind> listedBy(String source) {
        return Arrays.stream(values())
                .filter(kind -> kind.listing.name().equals(source))
                .toList();
    }

    /** How often a source reads, by its default, in the order of slowness. */
    public enum Cadence {
        /** At least once an hour. */
        HOURLY,
        SIX_HOURLY,
        DAILY,
        WEEKLY,
        /** When the bill of the next day has come. */
        BY_BILL
    }

    /**
     * A source of the collector.
     *
     * @param name as signals and meters name it
     */
    public record Source(String name, Cadence cadence) {

        /** Lists the VPCs of a region with their gateways and endpoints. */
        static final Source NETWORKS = new Source("inventory-networks", Cadence.HOURLY);

        /** Stands in for {@code get-metric-data} where an account has one. */
        static final Source METRIC_STREAM = new Source("metric-stream", Cadence.HOURLY);
    }

    private record Templates(@Nullable String cloudFormation, String terraform) {}

    private enum Tagging {
        BY_ACTION,
        BY_PERSON
    }

    private enum Style {
        /** The name ends at the next slash; what follows lies below the resource. */
        SEGMENT,
        /** The same, without a type before it, and without region and account. */
        BUCKET,
        /** The name is the rest and may have slashes, but no colon. */
        REST
    }

    /**
     * How ARNs of a kind are written.
     *
     * @param beforeName what stands before the name in the resource part of an ARN that is made from a name
     */
    private record Form(String service, String beforeName, Style style) {

        private static final String ANY_UUID = "*";

        static Form segment(String service, String beforeName) {
            return new Form(service, beforeName, Style.SEGMENT);
        }

        static Form rest(String service, String beforeName) {
            return new Form(service, beforeName, Style.REST);
        }

        static Form ofBucket() {
            return new Form("s3", "", Style.BUCKET);
        }

        static Form ofScalingGroup() {
            return rest("autoscaling", "autoScalingGroup:" + ANY_UUID + ":autoScalingGroupName/");
        }

        /** The beginning to the first slash or colon, as {@code instance/}; empty for buckets. */
        String type() {
            return type(beforeName);
        }

        static String type(String resource) {
            for (int at = 0; at < resource.length(); at++) {
                if (resource.charAt(at) == '/' || resource.charAt(at) == ':') {
                    return resource.substring(0, at + 1);
                }
            }
            return "";
        }

        boolean isAfterSlash() {
            return !beforeName.contains(":");
        }

        /** Whether an ARN of this service and type has a name, and the place that such an ARN has. */
        boolean names(Arn arn) {
            if (style == Style.BUCKET
                    && !(arn.region().isEmpty() && arn.account().isEmpty())) {
                return false;
            }
            int start = nameStart(arn.resource());
            return start >= 0
                    && nameEnd(arn.resource()) > start
                    && (style != Style.REST || arn.resource().indexOf(':', start) < 0);
        }

        /** -1 if the name is missing with what stands before it. */
        private int nameStart(String resource) {
            int at = beforeName.indexOf(ANY_UUID);
            if (at < 0) {
                return resource.startsWith(beforeName) ? beforeName.length() : -1;
            }
            String afterUuid = beforeName.substring(at + 1);
            int found = resource.indexOf(afterUuid, at);
            return found < 0 ? -1 : found + afterUuid.length();
        }

        int nameEnd(String resource) {
            int slash = style == Style.REST ? -1 : resource.indexOf('/', beforeName.length());
            return slash < 0 ? resource.length() : slash;
        }

        String name(String resource) {
            return resource.substring(nameStart(resource), nameEnd(resource));
        }
    }
}
