package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.series.EstateMetric;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Inference endpoints of SageMaker. */
final class EstateInferenceEndpointKind extends EstateKind<EstateInferenceEndpoint> {

    EstateInferenceEndpointKind() {
        super("inferenceEndpoints", "an inference endpoint", EstateInferenceEndpoint.class);
    }

    @Override
    public boolean runsServices() {
        return true;
    }

    @Override
    public Arn arn(EstateInferenceEndpoint endpoint, String name, UnaryOperator<String> id) {
        return new Arn("aws", "sagemaker", endpoint.region(), endpoint.account(), "endpoint/" + name);
    }

    @Override
    public Map<EstateMetric.Source, List<String>> measured(EstateInferenceEndpoint endpoint) {
        return Map.of(EstateMetric.Source.INFERENCE_ENDPOINT, List.of(endpoint.name()));
    }

    @Override
    public Map<String, String> dimensions(
            EstateInferenceEndpoint endpoint, EstateMetric.Source source, String name, UnaryOperator<String> id) {
        return Map.of(source.dimension(), name, "VariantName", EstateInferenceEndpoint.VARIANT);
    }

    @Override
    public List<BilledUsage> hourly(EstateInferenceEndpoint endpoint) {
        String type = endpoint.type();
        return type == null
                ? List.of()
                : List.of(BilledUsage.hours(
                        endpoint.name(),
                        "AmazonSageMaker",
                        "Host:" + type,
                        endpoint.tags(),
                        type,
                        endpoint.instances()));
    }
}
