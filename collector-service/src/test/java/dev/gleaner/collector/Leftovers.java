package dev.gleaner.collector;

import dev.gleaner.test.aws.AwsStandIn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2AsyncClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;

/** One of each kind that is listed beside instances, in a region of the stand-in; nobody uses any of them. */
final class Leftovers {

    private final String region;
    private final String name = "left-" + UUID.randomUUID();
    private final String volume;
    private final String snapshot;
    private final String allocation;
    private final String balancer;

    Leftovers(String region) {
        this.region = region;
        Ec2AsyncClient ec2 = SetUp.ec2(region);
        volume = ec2.createVolume(request -> request.availabilityZone(region + "a")
                        .size(20)
                        .volumeType("gp3")
                        .tagSpecifications(tags -> tags.resourceType("volume")
                                .tags(tag -> tag.key("team").value("vision"))))
                .join()
                .volumeId();
        snapshot =
                ec2.createSnapshot(request -> request.volumeId(volume)).join().snapshotId();
        allocation =
                ec2.allocateAddress(request -> request.domain("vpc")).join().allocationId();
        balancer = balancer(ec2);
        group(ec2);
        invocations();
        endpoint();
        logGroup();
    }

    /** Its tags are read because it stores something. */
    private void logGroup() {
        CloudWatchLogsAsyncClient logs = at(CloudWatchLogsAsyncClient.builder());
        logs.createLogGroup(request -> request.logGroupName(name)).join();
        logs.createLogStream(request -> request.logGroupName(name).logStreamName("main"))
                .join();
        logs.putLogEvents(request -> request.logGroupName(name)
                        .logStreamName("main")
                        .logEvents(event ->
                                event.timestamp(Instant.now().toEpochMilli()).message("an event")))
                .join();
    }

    String volume() {
        return volume;
    }

    String snapshot() {
        return snapshot;
    }

    String allocation() {
        return allocation;
    }

    /** Of the group, the endpoint and the log group. */
    String name() {
        return name;
    }

    /** ARN of the load balancer. */
    String balancer() {
        return balancer;
    }

    private String balancer(Ec2AsyncClient ec2) {
        String vpc = ec2.createVpc(request -> request.cidrBlock("10.8.0.0/16"))
                .join()
                .vpc()
                .vpcId();
        String subnet = ec2.createSubnet(
                        request -> request.vpcId(vpc).cidrBlock("10.8.0.0/20").availabilityZone(region + "a"))
                .join()
                .subnet()
                .subnetId();
        return at(ElasticLoadBalancingV2AsyncClient.builder())
                .createLoadBalancer(request -> request.name(name.substring(0, 31))
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .subnets(subnet)
                        .tags(tag -> tag.key("team").value("vision")))
                .join()
                .loadBalancers()
                .get(0)
                .loadBalancerArn();
    }

    private void group(Ec2AsyncClient ec2) {
        ec2.createLaunchTemplate(request -> request.launchTemplateName(name)
                        .launchTemplateData(data -> data.imageId("ami-12c6146b").instanceType("g5.xlarge")))
                .join();
        at(AutoScalingAsyncClient.builder())
                .createAutoScalingGroup(request -> request.autoScalingGroupName(name)
                        .availabilityZones(region + "a")
                        .minSize(0)
                        .maxSize(4)
                        .desiredCapacity(0)
                        .launchTemplate(
                                template -> template.launchTemplateName(name).version("1")))
                .join();
    }

    /** Before anybody knows of the endpoint: its first hours are asked for once. */
    private void invocations() {
        SetUp.cloudWatch(region)
                .putMetricData(request -> request.namespace("AWS/SageMaker")
                        .metricData(datum -> datum.metricName("Invocations")
                                .timestamp(Instant.now().minus(5, ChronoUnit.HOURS))
                                .value(3.0)
                                .dimensions(
                                        Dimension.builder()
                                                .name("EndpointName")
                                                .value(name)
                                                .build(),
                                        Dimension.builder()
                                                .name("VariantName")
                                                .value("main")
                                                .build())))
                .join();
    }

    private void endpoint() {
        SageMakerAsyncClient sageMaker = at(SageMakerAsyncClient.builder());
        sageMaker
                .createModel(request -> request.modelName(name)
                        .executionRoleArn("arn:aws:iam::123456789012:role/model")
                        .primaryContainer(container -> container.image("model")))
                .join();
        sageMaker
                .createEndpointConfig(request -> request.endpointConfigName(name)
                        .productionVariants(variant -> variant.variantName("main")
                                .modelName(name)
                                .initialInstanceCount(1)
                                .initialVariantWeight(1f)
                                .instanceType("ml.p2.xlarge")))
                .join();
        sageMaker
                .createEndpoint(request -> request.endpointName(name)
                        .endpointConfigName(name)
                        .tags(tag -> tag.key("team").value("vision")))
                .join();
    }

    private <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C at(B builder) {
        return builder.endpointOverride(AwsStandIn.endpoint())
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(NettyNioAsyncHttpClient.create())
                .build();
    }
}
