package dev.gleaner.systemtests.crash;

import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.s3.S3Client;

/** Targets in what stands for AWS, made past the proxy that counts. */
final class CrashTargetFactory {

    private static final Region REGION = Region.US_EAST_1;
    private static final String ACCOUNT = "123456789012";
    private static final String IMAGE = "ami-12c6146b";
    private static final int HOURS = 24;

    private final URI endpoint;
    private final Ec2Client ec2;
    private final CloudWatchClient cloudWatch;
    private final S3Client s3;
    private final CloudWatchLogsClient logs;
    private final AutoScalingClient autoScaling;

    CrashTargetFactory(URI endpoint) {
        this.endpoint = endpoint;
        this.ec2 = at(endpoint, Ec2Client.builder());
        this.cloudWatch = at(endpoint, CloudWatchClient.builder());
        this.s3 = at(endpoint, S3Client.builder().forcePathStyle(true));
        this.logs = at(endpoint, CloudWatchLogsClient.builder());
        this.autoScaling = at(endpoint, AutoScalingClient.builder());
    }

    private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C at(URI endpoint, B builder) {
        return builder.endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** Forgets all, so that it stays fast. */
    void reset() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/moto-api/reset"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    /** A running instance that did nothing in the last day. */
    Arn instance() {
        String id = ec2.runInstances(request -> request.imageId(IMAGE)
                        .instanceType(InstanceType.M5_XLARGE)
                        .minCount(1)
                        .maxCount(1))
                .instances()
                .get(0)
                .instanceId();
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = 0; hour <= HOURS; hour++) {
            Instant start = current.minus(hour, ChronoUnit.HOURS);
            data.add(datum(id, start, "CPUUtilization", 1.5));
            data.add(datum(id, start, "NetworkIn", 50_000));
            data.add(datum(id, start, "NetworkOut", 50_000));
        }
        // What gives a size back looks at the last minutes.
        data.add(datum(id, Instant.now().minus(5, ChronoUnit.MINUTES), "CPUUtilization", 1.5));
        cloudWatch.putMetricData(request -> request.namespace("AWS/EC2").metricData(data));
        return Arn.instance(REGION.id(), ACCOUNT, id);
    }

    Arn bucket() {
        String name = "crash-" + UUID.randomUUID();
        s3.createBucket(request -> request.bucket(name));
        return Arn.bucket(name);
    }

    Arn vpc() {
        String id =
                ec2.createVpc(request -> request.cidrBlock("10.9.0.0/16")).vpc().vpcId();
        return ec2("vpc/" + id);
    }

    /** A volume that nobody has attached. */
    Arn volume() {
        return ec2("volume/"
                + ec2.createVolume(
                                request -> request.size(100).volumeType("gp3").availabilityZone(REGION.id() + "a"))
                        .volumeId());
    }

    /** An address that nothing has. */
    Arn address() {
        return ec2("elastic-ip/"
                + ec2.allocateAddress(request -> request.domain(DomainType.VPC)).allocationId());
    }

    /** A log group that keeps its events for ever. */
    Arn logGroup() {
        String name = "/crash/" + UUID.randomUUID();
        logs.createLogGroup(request -> request.logGroupName(name));
        return new Arn("aws", "logs", REGION.id(), ACCOUNT, "log-group:" + name);
    }

    /** A group without instances that launches by a launch template. */
    Arn scalingGroup() {
        String name = "crash-" + UUID.randomUUID();
        ec2.createLaunchTemplate(request -> request.launchTemplateName(name)
                .launchTemplateData(data -> data.imageId(IMAGE).instanceType("g5.xlarge")));
        autoScaling.createAutoScalingGroup(request -> request.autoScalingGroupName(name)
                .availabilityZones(REGION.id() + "a")
                .minSize(0)
                .maxSize(0)
                .launchTemplate(template -> template.launchTemplateName(name).version("1")));
        return Arn.parse(group(name).autoScalingGroupARN());
    }

    /** Whether what stands for AWS takes a policy of mixed instances, and takes it off again. */
    boolean supportsMixedInstances() {
        try {
            String name = name(scalingGroup());
            LaunchTemplateSpecification template = group(name).launchTemplate().toBuilder()
                    .launchTemplateName(null)
                    .build();
            autoScaling.updateAutoScalingGroup(request -> request.autoScalingGroupName(name)
                    .mixedInstancesPolicy(
                            policy -> policy.launchTemplate(launch -> launch.launchTemplateSpecification(template)
                                    .overrides(LaunchTemplateOverrides.builder()
                                            .instanceType("g4dn.xlarge")
                                            .build()))));
            boolean isMixed = group(name).mixedInstancesPolicy() != null;
            autoScaling.updateAutoScalingGroup(
                    request -> request.autoScalingGroupName(name).launchTemplate(template));
            return isMixed && group(name).mixedInstancesPolicy() == null;
        } catch (SdkException e) {
            return false;
        }
    }

    /** Somebody does not want it to be touched any more. */
    void protect(Arn target) {
        ec2.createTags(request -> request.resources(target.id())
                .tags(Tag.builder().key("gleaner:protected").value("true").build()));
    }

    /** By what names calls that change a target may go: its own, and those of what it holds. */
    List<String> names(Arn target) {
        List<String> names = new ArrayList<>(List.of(name(target)));
        if (target.type().equals("vpc")) {
            Filter ofVpc = Filter.builder().name("vpc-id").values(target.id()).build();
            ec2.describeVpcEndpoints(request -> request.filters(ofVpc))
                    .vpcEndpoints()
                    .forEach(found -> names.add(found.vpcEndpointId()));
        }
        return names;
    }

    /** The last part of what tells it from others; ids and names of all kinds are unique here. */
    private static String name(Arn target) {
        String resource = target.resource();
        return resource.substring(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1);
    }

    private AutoScalingGroup group(String name) {
        return autoScaling
                .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
                .autoScalingGroups()
                .get(0);
    }

    private static Arn ec2(String resource) {
        return new Arn("aws", "ec2", REGION.id(), ACCOUNT, resource);
    }

    private static MetricDatum datum(String instance, Instant hour, String metric, double value) {
        return MetricDatum.builder()
                .metricName(metric)
                .dimensions(
                        Dimension.builder().name("InstanceId").value(instance).build())
                .timestamp(hour)
                .value(value)
                .build();
    }
}
