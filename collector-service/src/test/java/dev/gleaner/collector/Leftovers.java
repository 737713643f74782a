package dev.gleaner.collector;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsStandIn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingAsyncClient;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
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
    private final String front;
    private final String profile;

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
        List<String> subnets = subnets(ec2);
        balancer = balancer(LoadBalancerTypeEnum.NETWORK, name.substring(0, 31), subnets.subList(0, 1));
        front = balancer(LoadBalancerTypeEnum.APPLICATION, name.substring(5, 35), subnets);
        requests();
        profile = profile();
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

    /** ARN of an Application Load Balancer of a service. */
    String front() {
        return front;
    }

    /** Of the group, the endpoint and the log group. */
    String name() {
        return name;
    }

    /** ARN of the load balancer. */
    String balancer() {
        return balancer;
    }

    private String balancer(LoadBalancerTypeEnum type, String balancerName, List<String> subnets) {
        return at(ElasticLoadBalancingV2AsyncClient.builder())
                .createLoadBalancer(request -> request.name(balancerName)
                        .type(type)
                        .subnets(subnets)
                        .tags(tag -> tag.key("team").value("vision")))
                .join()
                .loadBalancers()
                .get(0)
                .loadBalancerArn();
    }

    private List<String> subnets(Ec2AsyncClient ec2) {
        String vpc = ec2.createVpc(request -> request.cidrBlock("10.8.0.0/16"))
                .join()
                .vpc()
                .vpcId();
        return List.of(subnet(ec2, vpc, "10.8.0.0/20", "a"), subnet(ec2, vpc, "10.8.16.0/20", "b"));
    }

    private String subnet(Ec2AsyncClient ec2, String vpc, String block, String zone) {
        return ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(block).availabilityZone(region + zone))
                .join()
                .subnet()
                .subnetId();
    }

    /** Its service is named last: from then on its first hours are asked for once. */
    private void requests() {
        SetUp.cloudWatch(region)
                .putMetricData(request -> request.namespace("AWS/ApplicationELB")
                        .metricData(datum -> datum.metricName("RequestCount")
                                .timestamp(Instant.now().minus(5, ChronoUnit.HOURS))
                                .value(52.0)
                                .dimensions(Dimension.builder()
                                        .name("LoadBalancer")
                                        .value(Arn.parse(front).id())
                                        .build())))
                .join();
        at(ElasticLoadBalancingV2AsyncClient.builder())
                .addTags(request -> request.resourceArns(front)
                        .tags(tag -> tag.key("service").value("search")))
                .join();
    }

    /** ARN of an application inference profile of a service. */
    String inferenceProfile() {
        return profile;
    }

    /** Its service is named last: from then on its first hours are asked for once. */
    private String profile() {
        BedrockAsyncClient bedrock = at(BedrockAsyncClient.builder());
        String arn = bedrock.createInferenceProfile(request -> request.inferenceProfileName(name)
                        .modelSource(source -> source.copyFrom("arn:aws:bedrock:" + region
                                + "::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"))
                        .tags(tag -> tag.key("team").value("vision")))
                .join()
                .inferenceProfileArn();
        Map.of("Invocations", 3.0, "InputTokenCount", 900.0, "OutputTokenCount", 70.0)
                .forEach((metric, value) -> SetUp.cloudWatch(region)
                        .putMetricData(request -> request.namespace("AWS/Bedrock")
                                .metricData(datum -> datum.metricName(metric)
                                        .timestamp(Instant.now().minus(5, ChronoUnit.HOURS))
                                        .value(value)
                                        .dimensions(Dimension.builder()
                                                .name("ModelId")
                                                .value(Arn.parse(arn).id())
                                                .build())))
                        .join());
        bedrock.tagResource(request ->
                        request.resourceARN(arn).tags(tag -> tag.key("service").value("support")))
                .join();
        return arn;
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
