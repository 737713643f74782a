package dev.gleaner.benchmarks.refusal;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.AwsStandIn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.s3.S3Client;

/** Targets in the stand-in. It calls past the proxy, so that nothing of it is counted. */
final class Estate {

    static final String REGION = "us-east-1";
    static final String ACCOUNT = "123456789012";
    private static final int HOURS = 24;

    private final Ec2Client ec2 = Ec2Client.builder()
            .endpointOverride(AwsStandIn.endpoint())
            .region(Region.of(REGION))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    private final CloudWatchClient cloudWatch = CloudWatchClient.builder()
            .endpointOverride(AwsStandIn.endpoint())
            .region(Region.of(REGION))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    private final S3Client s3 = S3Client.builder()
            .endpointOverride(AwsStandIn.endpoint())
            .region(Region.of(REGION))
            .forcePathStyle(true)
            .httpClient(UrlConnectionHttpClient.create())
            .build();

    /** A target of this kind with these tags; an instance runs, without metrics. */
    Arn target(Effect.Kind kind, Map<String, String> tags) {
        Arn target = switch (kind) {
            case INSTANCE -> instance(tags, false);
            case BUCKET -> bucket();
            case VPC ->
                new Arn(
                        "aws",
                        "ec2",
                        REGION,
                        ACCOUNT,
                        "vpc/"
                                + ec2.createVpc(request -> request.cidrBlock("10.9.0.0/16"))
                                        .vpc()
                                        .vpcId());
        };
        if (kind != Effect.Kind.INSTANCE && !tags.isEmpty()) {
            tags.forEach((key, value) -> tag(target, key, value));
        }
        return target;
    }

    /** A running instance. */
    Arn instance(Map<String, String> tags, boolean spot) {
        List<Tag> all = new ArrayList<>();
        all.add(Tag.builder().key("environment").value("dev").build());
        tags.forEach((key, value) -> all.add(Tag.builder().key(key).value(value).build()));
        TagSpecification tagged = TagSpecification.builder()
                .resourceType(ResourceType.INSTANCE)
                .tags(all)
                .build();
        String id = ec2.runInstances(request -> {
                    request.imageId("ami-12c6146b")
                            .instanceType(InstanceType.M5_XLARGE)
                            .minCount(1)
                            .maxCount(1)
                            .tagSpecifications(tagged);
                    if (spot) {
                        request.instanceMarketOptions(market -> market.marketType(MarketType.SPOT));
                    }
                })
                .instances()
                .get(0)
                .instanceId();
        return Arn.instance(REGION, ACCOUNT, id);
    }

    private Arn bucket() {
        String name = "models-" + UUID.randomUUID();
        s3.createBucket(request -> request.bucket(name));
        return Arn.bucket(name);
    }

    /** A bucket of this name with an object. */
    void named(Arn bucket, String key) {
        s3.createBucket(request -> request.bucket(bucket.id()));
        s3.putObject(request -> request.bucket(bucket.id()).key(key), RequestBody.fromString("x"));
    }

    void tag(Arn target, String key, String value) {
        if (target.service().equals("s3")) {
            s3.putBucketTagging(request -> request.bucket(target.id())
                    .tagging(tagging -> tagging.tagSet(software.amazon.awssdk.services.s3.model.Tag.builder()
                            .key(key)
                            .value(value)
                            .build())));
        } else {
            ec2.createTags(request -> request.resources(target.id())
                    .tags(Tag.builder().key(key).value(value).build()));
        }
    }

    /** Does this much in each of the last hours, from one so many ago to one so many ago; 0 is the hour under way. */
    void cpu(Arn instance, int from, int to, double percent) {
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = to; hour <= from; hour++) {
            data.add(MetricDatum.builder()
                    .metricName("CPUUtilization")
                    .dimensions(Dimension.builder()
                            .name("InstanceId")
                            .value(instance.id())
                            .build())
                    .timestamp(current.minus(hour, ChronoUnit.HOURS))
                    .value(percent)
                    .build());
        }
        cloudWatch.putMetricData(request -> request.namespace("AWS/EC2").metricData(data));
    }

    /** Did nothing in the last day. */
    void idle(Arn instance) {
        cpu(instance, HOURS, 0, 1.5);
    }

    void stop(Arn instance) {
        ec2.stopInstances(request -> request.instanceIds(instance.id()));
    }

    void terminate(Arn instance) {
        ec2.terminateInstances(request -> request.instanceIds(instance.id()));
    }
}
