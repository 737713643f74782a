package dev.gleaner.actuator.support;

import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingAsyncClient;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/** Inference endpoints in the AWS stand-in. */
public final class EndpointTargets {

    private static final String REGION = StandInClients.REGION;
    private static final String VARIANT = "main";

    private final SageMakerAsyncClient sageMaker =
            StandInClients.shared(SageMakerAsyncClient.class, SageMakerAsyncClient.builder());
    private final ApplicationAutoScalingAsyncClient scaling =
            StandInClients.shared(ApplicationAutoScalingAsyncClient.class, ApplicationAutoScalingAsyncClient.builder());
    private final CloudWatchAsyncClient cloudWatch =
            StandInClients.shared(CloudWatchAsyncClient.class, CloudWatchAsyncClient.builder());

    /** An endpoint in service with one variant on two instances; configuration and model have its name. */
    public Arn create(Map<String, String> tags) {
        String name = "ranker-" + UUID.randomUUID();
        sageMaker
                .createModel(request -> request.modelName(name)
                        .executionRoleArn("arn:aws:iam::123456789012:role/model")
                        .primaryContainer(container -> container.image("model")))
                .join();
        sageMaker
                .createEndpointConfig(request -> request.endpointConfigName(name)
                        .productionVariants(variant -> variant.variantName(VARIANT)
                                .modelName(name)
                                .initialInstanceCount(2)
                                .initialVariantWeight(1f)
                                .instanceType("ml.m5.xlarge")))
                .join();
        return Arn.parse(sageMaker
                .createEndpoint(request -> request.endpointName(name)
                        .endpointConfigName(name)
                        .tags(tags.entrySet().stream()
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList()))
                .join()
                .endpointArn());
    }

    /** The load of the processors in each hour of the last day, and in this one. */
    public void running(Arn endpoint) {
        put(endpoint, "/aws/sagemaker/Endpoints", "CPUUtilization", 0, 24, 0.5);
    }

    /** An invocation some hours ago. */
    public void invoked(Arn endpoint, int hoursAgo) {
        put(endpoint, "AWS/SageMaker", "Invocations", hoursAgo, hoursAgo, 1);
    }

    /** A number of invocations some hours ago. */
    public void invoked(Arn endpoint, int hoursAgo, int times) {
        put(endpoint, "AWS/SageMaker", "Invocations", hoursAgo, hoursAgo, times);
    }

    private void put(Arn endpoint, String namespace, String metric, int from, int until, double value) {
        new HourlyMetric(
                        namespace,
                        metric,
                        List.of(
                                HourlyMetric.dimension("EndpointName", endpoint.id()),
                                HourlyMetric.dimension("VariantName", VARIANT)))
                .put(cloudWatch, from, until, value);
    }

    /** Lets Application Auto Scaling scale it. */
    public void scale(Arn endpoint) {
        scaling.registerScalableTarget(request -> request.serviceNamespace("sagemaker")
                        .resourceId("endpoint/" + endpoint.id() + "/variant/" + VARIANT)
                        .scalableDimension("sagemaker:variant:DesiredInstanceCount")
                        .minCapacity(1)
                        .maxCapacity(4))
                .join();
    }

    /** How Application Auto Scaling scales it; empty if it does not. */
    public Optional<ScalableTarget> scaling(Arn endpoint) {
        return scaling
                .describeScalableTargets(request -> request.serviceNamespace("sagemaker")
                        .resourceIds("endpoint/" + endpoint.id() + "/variant/" + VARIANT))
                .join()
                .scalableTargets()
                .stream()
                .findFirst();
    }

    /** The scaling policies of its variant. */
    public List<ScalingPolicy> policies(Arn endpoint) {
        return scaling.describeScalingPolicies(request -> request.serviceNamespace("sagemaker")
                        .resourceId("endpoint/" + endpoint.id() + "/variant/" + VARIANT))
                .join()
                .scalingPolicies();
    }

    /** Sets the number of its instances. */
    public void resize(Arn endpoint, int instances) {
        sageMaker
                .updateEndpointWeightsAndCapacities(request -> request.endpointName(endpoint.id())
                        .desiredWeightsAndCapacities(
                                capacity -> capacity.variantName(VARIANT).desiredInstanceCount(instances)))
                .join();
    }

    public void deleteConfiguration(Arn endpoint) {
        sageMaker
                .deleteEndpointConfig(request -> request.endpointConfigName(endpoint.id()))
                .join();
    }

    /** The endpoint of that name; empty if there is none. */
    public Optional<DescribeEndpointResponse> find(Arn endpoint) {
        boolean exists = sageMaker.listEndpoints().join().endpoints().stream()
                .map(EndpointSummary::endpointName)
                .anyMatch(endpoint.id()::equals);
        return exists
                ? Optional.of(sageMaker
                        .describeEndpoint(request -> request.endpointName(endpoint.id()))
                        .join())
                : Optional.empty();
    }

    public Map<String, String> tags(Arn endpoint) {
        return sageMaker.listTags(request -> request.resourceArn(endpoint.toString())).join().tags().stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }
}
