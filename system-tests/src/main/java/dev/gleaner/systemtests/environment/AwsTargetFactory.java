package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.systemtests.refusal.TargetSetup;
import dev.gleaner.test.aws.AwsStandIn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AddressAttributeName;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.s3.S3Client;

/** Targets in the stand-in. */
public final class AwsTargetFactory {

    public static final String REGION = "us-east-1";
    public static final String ACCOUNT = "123456789012";
    public static final String TYPE = "m5.xlarge";

    private final Clients aws = Clients.create();
    private final InstanceMetricsWriter metrics = new InstanceMetricsWriter(aws.cloudWatch());
    private final ExternalActor externalActor = new ExternalActor(aws);
    private final String template = aws.ec2()
            .createLaunchTemplate(request -> request.launchTemplateName("matrix-" + UUID.randomUUID())
                    .launchTemplateData(data -> data.imageId("ami-12c6146b").instanceType(InstanceType.M5_LARGE)))
            .launchTemplate()
            .launchTemplateId();

    public InstanceMetricsWriter metrics() {
        return metrics;
    }

    /** Who changes a target while nobody looks. */
    public ExternalActor externalActor() {
        return externalActor;
    }

    /** By what calls name a target. */
    public static String name(Arn target) {
        return target.id().substring(target.id().lastIndexOf(':') + 1);
    }

    /** Why the stand-in can't have targets of this kind; empty when it can. */
    public Optional<String> unsupportedReason(TestedAction.TargetKind kind) {
        try {
            Arn target = target(kind, TargetSetup.PLAIN);
            if (kind == TestedAction.TargetKind.ADDRESS) {
                aws.ec2()
                        .describeAddressesAttribute(request ->
                                request.allocationIds(target.id()).attribute(AddressAttributeName.DOMAIN_NAME));
            }
            return Optional.empty();
        } catch (AwsServiceException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** A target of this kind; an instance runs, without metrics. */
    public Arn target(TestedAction.TargetKind kind, TargetSetup targetSetup) {
        Arn target = switch (kind) {
            case INSTANCE -> instance(targetSetup);
            case BUCKET -> bucket();
            case VPC -> vpc();
            case VOLUME -> volume();
            case ADDRESS -> address();
            case LOG_GROUP -> logGroup();
            case GROUP -> group();
        };
        if (kind != TestedAction.TargetKind.INSTANCE) {
            Map<String, String> all = new HashMap<>(targetSetup.tags());
            // What has no such tag counts as production, whatever the finding says.
            all.put("environment", targetSetup.environment());
            externalActor.tag(target, all);
        }
        return target;
    }

    /** EC2 gives some tags to an instance from its first moment, and takes them from nobody. */
    private Arn instance(TargetSetup targetSetup) {
        List<Tag> all = new ArrayList<>();
        all.add(Tag.builder()
                .key("environment")
                .value(targetSetup.environment())
                .build());
        targetSetup
                .tags()
                .forEach((key, value) ->
                        all.add(Tag.builder().key(key).value(value).build()));
        TagSpecification tagged = TagSpecification.builder()
                .resourceType(ResourceType.INSTANCE)
                .tags(all)
                .build();
        return ec2(
                "instance",
                aws.ec2()
                        .runInstances(request -> {
                            request.imageId("ami-12c6146b")
                                    .instanceType(targetSetup.instance().type())
                                    .minCount(1)
                                    .maxCount(1)
                                    .tagSpecifications(tagged);
                            if (targetSetup.instance().spot()) {
                                request.instanceMarketOptions(market -> market.marketType(MarketType.SPOT));
                            }
                        })
                        .instances()
                        .get(0)
                        .instanceId());
    }

    private Arn bucket() {
        Arn bucket = Arn.bucket("models-" + UUID.randomUUID());
        aws.s3().createBucket(request -> request.bucket(bucket.id()));
        return bucket;
    }

    private Arn vpc() {
        return ec2(
                "vpc",
                aws.ec2()
                        .createVpc(request -> request.cidrBlock("10.9.0.0/16"))
                        .vpc()
                        .vpcId());
    }

    private Arn volume() {
        return ec2(
                "volume",
                aws.ec2()
                        .createVolume(request ->
                                request.availabilityZone(REGION + "a").size(8).volumeType(VolumeType.GP3))
                        .volumeId());
    }

    private Arn address() {
        return ec2(
                "elastic-ip",
                aws.ec2()
                        .allocateAddress(request -> request.domain(DomainType.VPC))
                        .allocationId());
    }

    private Arn logGroup() {
        String name = "matrix-" + UUID.randomUUID();
        aws.logs().createLogGroup(request -> request.logGroupName(name));
        return new Arn("aws", "logs", REGION, ACCOUNT, "log-group:" + name);
    }

    private Arn group() {
        String name = "matrix-" + UUID.randomUUID();
        aws.groups()
                .createAutoScalingGroup(request -> request.autoScalingGroupName(name)
                        .availabilityZones(REGION + "a")
                        .minSize(0)
                        .maxSize(1)
                        .desiredCapacity(0)
                        .launchTemplate(
                                launch -> launch.launchTemplateId(template).version("1")));
        return Arn.parse(aws.groups()
                .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
                .autoScalingGroups()
                .get(0)
                .autoScalingGroupARN());
    }

    private static Arn ec2(String type, String id) {
        return new Arn("aws", "ec2", REGION, ACCOUNT, type + "/" + id);
    }

    /** A bucket of this name with an object. */
    public void named(Arn bucket, String key) {
        aws.s3().createBucket(request -> request.bucket(bucket.id()));
        aws.s3().putObject(request -> request.bucket(bucket.id()).key(key), RequestBody.fromString("x"));
    }

    /** Ways to the stand-in that lead past the proxy, so that nothing of it is counted. */
    record Clients(
            Ec2Client ec2,
            CloudWatchClient cloudWatch,
            S3Client s3,
            CloudWatchLogsClient logs,
            AutoScalingClient groups) {

        static Clients create() {
            return new Clients(
                    past(Ec2Client.builder()).build(),
                    past(CloudWatchClient.builder()).build(),
                    past(S3Client.builder().forcePathStyle(true)).build(),
                    past(CloudWatchLogsClient.builder()).build(),
                    past(AutoScalingClient.builder()).build());
        }

        private static <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> B past(B builder) {
            return builder.endpointOverride(AwsStandIn.endpoint())
                    .region(Region.of(AwsTargetFactory.REGION))
                    .httpClient(UrlConnectionHttpClient.create());
        }
    }
}
