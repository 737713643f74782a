package dev.gleaner.contracts.resource;

import java.util.Optional;

/**
 * Amazon Resource Name of one resource: {@code arn:partition:service:region:account:resource}.
 * Region and account are empty where the service leaves them out (buckets).
 */
public record Arn(String partition, String service, String region, String account, String resource) {

    public Arn {
        if (partition.isEmpty() || service.isEmpty() || resource.isEmpty()) {
            throw new IllegalArgumentException("an ARN needs partition, service and resource");
        }
    }

    /** Reads {@code arn:...}; throws {@link IllegalArgumentException} when it is not an ARN. */
    public static Arn parse(String text) {
        int partition = text.indexOf(':') + 1;
        int service = text.indexOf(':', partition) + 1;
        int region = text.indexOf(':', service) + 1;
        int account = text.indexOf(':', region) + 1;
        int resource = text.indexOf(':', account) + 1;
        boolean isWhole = partition < service && service < region && region < account && account < resource;
        if (!isWhole || !text.startsWith("arn:")) {
            throw new IllegalArgumentException("not an ARN: " + text);
        }
        return new Arn(
                text.substring(partition, service - 1),
                text.substring(service, region - 1),
                text.substring(region, account - 1),
                text.substring(account, resource - 1),
                text.substring(resource));
    }

    /** The name in the ARN of a role or user, without its path; empty for anything else, such as the name of a service. */
    public static Optional<String> identityName(String text) {
        return text.contains(":role/") || text.contains(":user/")
                ? Optional.of(text.substring(text.lastIndexOf('/') + 1))
                : Optional.empty();
    }

    /** An EC2 instance, {@code arn:aws:ec2:REGION:ACCOUNT:instance/ID}. */
    public static Arn instance(String region, String account, String id) {
        return ResourceKind.INSTANCE.arn(region, account, id);
    }

    /** An S3 bucket, {@code arn:aws:s3:::NAME}. */
    public static Arn bucket(String name) {
        return ResourceKind.BUCKET.arn("", "", name);
    }

    /** A prefix of the keys of a bucket, {@code arn:aws:s3:::NAME/PREFIX}; the prefix is empty or ends with a slash. */
    public static Arn prefix(String bucket, String prefix) {
        return ResourceKind.BUCKET.arn("", "", bucket + "/" + prefix);
    }

    /** A VPC, {@code arn:aws:ec2:REGION:ACCOUNT:vpc/ID}. */
    public static Arn vpc(String region, String account, String id) {
        return ResourceKind.VPC.arn(region, account, id);
    }

    /** A NAT gateway, {@code arn:aws:ec2:REGION:ACCOUNT:natgateway/ID}. */
    public static Arn natGateway(String region, String account, String id) {
        return ResourceKind.NAT_GATEWAY.arn(region, account, id);
    }

    /** A VPC endpoint, {@code arn:aws:ec2:REGION:ACCOUNT:vpc-endpoint/ID}. */
    public static Arn vpcEndpoint(String region, String account, String id) {
        return ResourceKind.INTERFACE_ENDPOINT.arn(region, account, id);
    }

    /** An EBS volume, {@code arn:aws:ec2:REGION:ACCOUNT:volume/ID}. */
    public static Arn volume(String region, String account, String id) {
        return ResourceKind.VOLUME.arn(region, account, id);
    }

    /** A snapshot of a volume as bills name it, {@code arn:aws:ec2:REGION:ACCOUNT:snapshot/ID}; IAM leaves the account out. */
    public static Arn snapshot(String region, String account, String id) {
        return ResourceKind.SNAPSHOT.arn(region, account, id);
    }

    /** An Elastic IP address by its allocation, {@code arn:aws:ec2:REGION:ACCOUNT:elastic-ip/ID}. */
    public static Arn address(String region, String account, String allocation) {
        return ResourceKind.ADDRESS.arn(region, account, allocation);
    }

    /** A network interface, {@code arn:aws:ec2:REGION:ACCOUNT:network-interface/ID}. */
    public static Arn networkInterface(String region, String account, String id) {
        return new Arn("aws", "ec2", region, account, "network-interface/" + id);
    }

    /** A log group of CloudWatch, {@code arn:aws:logs:REGION:ACCOUNT:log-group:NAME}. */
    public static Arn logGroup(String region, String account, String name) {
        return ResourceKind.LOG_GROUP.arn(region, account, name);
    }

    /** A production variant of an inference endpoint, {@code arn:aws:sagemaker:REGION:ACCOUNT:endpoint/NAME/variant/VARIANT}. */
    public static Arn variant(Arn endpoint, String name) {
        return new Arn(
                endpoint.partition,
                endpoint.service,
                endpoint.region,
                endpoint.account,
                endpoint.resource + "/variant/" + name);
    }

    /**
     * Name of the Auto Scaling group of
     * {@code arn:aws:autoscaling:REGION:ACCOUNT:autoScalingGroup:UUID:autoScalingGroupName/NAME}; empty for any other resource. A name may
     * contain slashes, but no colon.
     */
    public Optional<String> scalingGroupName() {
        return ResourceKind.of(this)
                .filter(ResourceKind.AUTO_SCALING_GROUP::equals)
                .map(group -> group.name(this));
    }

    /**
     * All Auto Scaling groups of this name in a region, {@code arn:aws:autoscaling:REGION:ACCOUNT:autoScalingGroup:*:autoScalingGroupName/NAME}:
     * the one that exists has a UUID, which only the group itself names. Source: Amazon EC2 Auto Scaling User Guide, "Identity-based policy
     * examples".
     */
    public static Arn scalingGroup(String region, String account, String name) {
        return ResourceKind.AUTO_SCALING_GROUP.arn(region, account, name);
    }

    /** Part of the resource before the first slash, such as {@code instance}; empty if there is no slash. */
    public String type() {
        int slash = resource.indexOf('/');
        return slash < 0 ? "" : resource.substring(0, slash);
    }

    /**
     * The resource without its type and without sub-resources: {@code i-0abc}, the name of a bucket. Of a load balancer,
     * {@code app/NAME/0123456789abcdef}, as names are not unique.
     */
    public String id() {
        ResourceKind kind = ResourceKind.ofType(this);
        String name = kind == null ? null : kind.nameAfterSlash(this);
        if (name != null) {
            return name;
        }
        int slash = resource.indexOf('/');
        int next = resource.indexOf('/', slash + 1);
        return next < 0 ? resource.substring(slash + 1) : resource.substring(slash + 1, next);
    }

    /**
     * The resource that decides the partition: the bucket of a prefix, the instance of a GPU, the endpoint of a variant,
     * else the resource itself.
     */
    public Arn root() {
        ResourceKind kind = ResourceKind.ofType(this);
        return kind == null ? this : kind.root(this);
    }

    @Override
    public String toString() {
        return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
    }
}
