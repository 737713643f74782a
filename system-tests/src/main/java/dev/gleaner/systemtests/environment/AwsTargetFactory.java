package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsStandIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CapacityReservationInstancePlatform;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Creates the targets of actions in the AWS stand-in, without the proxy that counts the actuator's calls. */
public final class AwsTargetFactory {

    public static final String REGION = "us-east-1";
    public static final String ACCOUNT = "123456789012";

    private static final String IMAGE = "ami-12c6146b";

    private final Clients aws = Clients.create();
    private final BeforeStopDocument document = new BeforeStopDocument(Clients.client(SsmClient.builder()));
    private final InstanceMetricsWriter metrics = new InstanceMetricsWriter(aws.cloudWatch());
    private final ExternalActor externalActor = new ExternalActor(aws);

    public InstanceMetricsWriter metrics() {
        return metrics;
    }

    /** The document that runs before a stop. */
    public BeforeStopDocument document() {
        return document;
    }

    public ExternalActor externalActor() {
        return externalActor;
    }

    /** The name of a target in AWS calls. */
    public static String name(Arn target) {
        return target.id().substring(target.id().lastIndexOf(':') + 1);
    }

    /**
     * The names in AWS calls that change a target: its own, for a VPC those of its endpoints, and for a NAT gateway those of
     * what stands for it.
     */
    public List<String> names(Arn target) {
        List<String> names = new ArrayList<>(List.of(name(target)));
        if (target.type().equals("vpc")) {
            Filter ofVpc = Filter.builder().name("vpc-id").values(target.id()).build();
            aws.ec2()
                    .describeVpcEndpoints(request -> request.filters(ofVpc))
                    .vpcEndpoints()
                    .forEach(endpoint -> names.add(endpoint.vpcEndpointId()));
        }
        if (target.type().equals("natgateway")) {
            // The stand-in ignores a filter by tag.
            aws.ec2().describeNatGateways().natGateways().stream()
                    .filter(gateway ->
                            gateway.tags().stream().anyMatch(tag -> tag.value().equals(target.id())))
                    .forEach(gateway -> names.add(gateway.natGatewayId()));
        }
        return names;
    }

    /** Why the stand-in does not support targets of this kind; empty if it does. */
    public Optional<String> unsupportedReason(TargetScenario kind) {
        try {
            Arn target = create(kind, Map.of("environment", "dev"));
            kind.requireSupport(aws, target);
            return Optional.empty();
        } catch (AwsServiceException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Whether the stand-in can set a mixed instances policy on an Auto Scaling group, and remove it again. */
    public boolean supportsMixedInstances() {
        try {
            Arn target = group(InstanceSpec.ON_DEMAND.type());
            String template = group(target).launchTemplate().launchTemplateId();
            externalActor.mix(target);
            boolean isMixed = group(target).mixedInstancesPolicy() != null;
            aws.groups()
                    .updateAutoScalingGroup(request -> request.autoScalingGroupName(name(target))
                            .launchTemplate(
                                    launch -> launch.launchTemplateId(template).version("1")));
            return isMixed && group(target).mixedInstancesPolicy() == null;
        } catch (SdkException e) {
            return false;
        }
    }

    /** A target of this kind, with these tags; an instance is running and has no metrics. */
    public Arn create(TargetScenario kind, Map<String, String> tags) {
        return kind.create(this, tags);
    }

    /** An Auto Scaling group of two quiet instances of a type; the tags are those of the group alone. */
    public Arn createGroup(String type, Map<String, String> tags) {
        Arn group = group(type);
        externalActor.tag(group, tags);
        return group;
    }

    /** The instances of an Auto Scaling group, ascending by their ids. */
    public List<Arn> members(Arn group) {
        return group(group).instances().stream()
                .map(Instance::instanceId)
                .sorted()
                .map(id -> Arn.instance(REGION, ACCOUNT, id))
                .toList();
    }

    /** A running instance without metrics. It is tagged when it is created, so that it has its tags from the beginning. */
    public Arn createInstance(InstanceSpec instance, Map<String, String> tags) {
        return Arn.instance(
                REGION,
                ACCOUNT,
                aws.ec2()
                        .runInstances(request -> {
                            request.imageId(IMAGE)
                                    .instanceType(instance.type())
                                    .minCount(1)
                                    .maxCount(1);
                            if (!tags.isEmpty()) {
                                request.tagSpecifications(tagged -> tagged.resourceType(ResourceType.INSTANCE)
                                        .tags(tags(tags)));
                            }
                            if (instance.spot()) {
                                request.instanceMarketOptions(market -> market.marketType(MarketType.SPOT));
                            }
                        })
                        .instances()
                        .get(0)
                        .instanceId());
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    Arn bucket() {
        Arn bucket = Arn.bucket(uniqueName());
        aws.s3().createBucket(request -> request.bucket(bucket.id()));
        return bucket;
    }

    /** A bucket of this name with an object. */
    public void createBucketWithObject(Arn bucket, String key) {
        aws.s3().createBucket(request -> request.bucket(bucket.id()));
        aws.s3().putObject(request -> request.bucket(bucket.id()).key(key), RequestBody.fromString("x"));
    }

    Arn vpc() {
        return Arn.vpc(
                REGION,
                ACCOUNT,
                aws.ec2()
                        .createVpc(request -> request.cidrBlock("10.9.0.0/16"))
                        .vpc()
                        .vpcId());
    }

    /** A volume that is not attached. */
    Arn volume() {
        return Arn.volume(
                REGION,
                ACCOUNT,
                aws.ec2()
                        .createVolume(request -> request.availabilityZone(REGION + "a")
                                .size(8)
                                .volumeType(VolumeType.GP3)
                                .iops(3000)
                                .throughput(125))
                        .volumeId());
    }

    /** A snapshot that no image uses. */
    Arn snapshot() {
        Arn volume = volume();
        return Arn.snapshot(
                REGION,
                ACCOUNT,
                aws.ec2()
                        .createSnapshot(request -> request.volumeId(volume.id()))
                        .snapshotId());
    }

    /** A public NAT gateway with a route to it, without traffic for a day. */
    Arn natGateway() {
        String vpc = vpc().id();
        String subnet = aws.ec2()
                .createSubnet(request -> request.vpcId(vpc).cidrBlock("10.9.0.0/24"))
                .subnet()
                .subnetId();
        String allocation = address().id();
        Arn gateway = new Arn(
                "aws",
                "ec2",
                REGION,
                ACCOUNT,
                "natgateway/"
                        + aws.ec2()
                                .createNatGateway(
                                        request -> request.subnetId(subnet).allocationId(allocation))
                                .natGateway()
                                .natGatewayId());
        String table = aws.ec2()
                .createRouteTable(request -> request.vpcId(vpc))
                .routeTable()
                .routeTableId();
        aws.ec2()
                .createRoute(request -> request.routeTableId(table)
                        .destinationCidrBlock("0.0.0.0/0")
                        .natGatewayId(gateway.id()));
        metrics.natTraffic(gateway, 0);
        return gateway;
    }

    /** An address that is not associated. */
    Arn address() {
        return Arn.address(
                REGION,
                ACCOUNT,
                aws.ec2()
                        .allocateAddress(request -> request.domain(DomainType.VPC))
                        .allocationId());
    }

    /** A capacity reservation in which nothing runs. */
    Arn capacityReservation() {
        return Arn.parse(aws.ec2()
                .createCapacityReservation(request -> request.instanceType("m5.xlarge")
                        .instancePlatform(CapacityReservationInstancePlatform.LINUX_UNIX)
                        .availabilityZone(REGION + "a")
                        .instanceCount(2))
                .capacityReservation()
                .capacityReservationArn());
    }

    /** A log group that never expires its events. */
    Arn logGroup() {
        Arn logGroup = Arn.logGroup(REGION, ACCOUNT, uniqueName());
        aws.logs().createLogGroup(request -> request.logGroupName(name(logGroup)));
        return logGroup;
    }

    /** An Auto Scaling group of two quiet instances, with a launch template. */
    Arn group(String type) {
        String name = uniqueName();
        String template = aws.ec2()
                .createLaunchTemplate(request -> request.launchTemplateName(name)
                        .launchTemplateData(data -> data.imageId(IMAGE).instanceType(type)))
                .launchTemplate()
                .launchTemplateId();
        aws.groups()
                .createAutoScalingGroup(request -> request.autoScalingGroupName(name)
                        .availabilityZones(REGION + "a")
                        .minSize(2)
                        .maxSize(3)
                        .desiredCapacity(2)
                        .launchTemplate(
                                launch -> launch.launchTemplateId(template).version("1")));
        metrics.groupCpu(name, 2, 5);
        return Arn.parse(shownGroup(name).autoScalingGroupARN());
    }

    /** An endpoint in service with one variant on two instances, which was not invoked for a day. */
    Arn inferenceEndpoint() {
        String name = uniqueName();
        aws.sageMaker()
                .createModel(request -> request.modelName(name)
                        .executionRoleArn("arn:aws:iam::" + ACCOUNT + ":role/model")
                        .primaryContainer(container -> container.image("model")));
        aws.sageMaker()
                .createEndpointConfig(request -> request.endpointConfigName(name)
                        .productionVariants(variant -> variant.variantName(InstanceMetricsWriter.VARIANT)
                                .modelName(name)
                                .initialInstanceCount(2)
                                .initialVariantWeight(1f)
                                .instanceType("ml.m5.xlarge")));
        Arn endpoint = Arn.parse(aws.sageMaker()
                .createEndpoint(request -> request.endpointName(name).endpointConfigName(name))
                .endpointArn());
        metrics.running(endpoint);
        return endpoint;
    }

    Arn notebook() {
        String name = uniqueName();
        Arn notebook = Arn.parse(aws.sageMaker()
                .createNotebookInstance(request -> request.notebookInstanceName(name)
                        .instanceType("ml.t3.medium")
                        .roleArn("arn:aws:iam::" + ACCOUNT + ":role/notebook"))
                .notebookInstanceArn());
        metrics.quiet(notebook);
        return notebook;
    }

    private AutoScalingGroup group(Arn group) {
        return shownGroup(name(group));
    }

    private AutoScalingGroup shownGroup(String name) {
        return aws.groups()
                .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
                .autoScalingGroups()
                .get(0);
    }

    /** A name that no other target has. */
    static String uniqueName() {
        return "matrix-" + UUID.randomUUID();
    }

    /** What kind of instance a target is. */
    public record InstanceSpec(String type, boolean spot) {

        public static final InstanceSpec ON_DEMAND = new InstanceSpec("m5.xlarge", false);
        public static final InstanceSpec SPOT = new InstanceSpec("m5.xlarge", true);
    }

    /** Clients of the AWS stand-in. */
    record Clients(
            Ec2Client ec2,
            CloudWatchClient cloudWatch,
            S3Client s3,
            CloudWatchLogsClient logs,
            AutoScalingClient groups,
            SageMakerClient sageMaker,
            ApplicationAutoScalingClient scaling) {

        /** A client of a service that one kind of target alone uses. */
        static <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(B builder) {
            return builder.endpointOverride(AwsStandIn.endpoint())
                    .region(Region.of(REGION))
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                    .httpClient(UrlConnectionHttpClient.create())
                    .build();
        }

        static Clients create() {
            return new Clients(
                    client(Ec2Client.builder()),
                    client(CloudWatchClient.builder()),
                    client(S3Client.builder().forcePathStyle(true)),
                    client(CloudWatchLogsClient.builder()),
                    client(AutoScalingClient.builder()),
                    client(SageMakerClient.builder()),
                    client(ApplicationAutoScalingClient.builder()));
        }
    }
}
