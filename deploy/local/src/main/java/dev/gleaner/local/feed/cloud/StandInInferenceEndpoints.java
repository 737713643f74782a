package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateInferenceEndpoint;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/** Inference endpoints of SageMaker. The configuration and the model of one have its name. */
final class StandInInferenceEndpoints implements StandInKind<EstateInferenceEndpoint> {

    private static final int SERVERLESS_MEGABYTES = 2048;

    @Override
    public EstateKind<EstateInferenceEndpoint> kind() {
        return KindRegistry.INFERENCE_ENDPOINTS;
    }

    @Override
    public void create(EstateInferenceEndpoint endpoint, StandInResources created) {
        SageMakerClient sageMaker =
                created.clients().client(SageMakerClient.class, SageMakerClient::builder, endpoint.region());
        String name = endpoint.name();
        sageMaker.createModel(r -> r.modelName(name)
                .executionRoleArn("arn:aws:iam::" + endpoint.account() + ":role/" + name)
                .primaryContainer(container -> container.image(name)));
        sageMaker.createEndpointConfig(r -> r.endpointConfigName(name).productionVariants(variant -> {
            variant.variantName(EstateInferenceEndpoint.VARIANT).modelName(name).initialVariantWeight(1f);
            if (endpoint.type() == null) {
                variant.serverlessConfig(serverless ->
                        serverless.memorySizeInMB(SERVERLESS_MEGABYTES).maxConcurrency(1));
            } else {
                variant.instanceType(endpoint.type()).initialInstanceCount(endpoint.instances());
            }
        }));
        sageMaker.createEndpoint(r -> r.endpointName(name)
                .endpointConfigName(name)
                .tags(endpoint.tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList()));
        created.past(endpoint, "inference-endpoint", name, endpoint.created());
    }

    @Override
    public Optional<Map<String, UnaryOperator<EstateInferenceEndpoint>>> shown(
            StandInAwsClients clients, String region) {
        SageMakerClient sageMaker = clients.client(SageMakerClient.class, SageMakerClient::builder, region);
        return Optional.of(sageMaker.listEndpointsPaginator().endpoints().stream()
                .collect(Collectors.toMap(EndpointSummary::endpointName, shown -> UnaryOperator.identity())));
    }
}
