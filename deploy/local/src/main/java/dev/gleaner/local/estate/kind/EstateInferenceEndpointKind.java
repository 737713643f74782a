package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.series.EstateMetric;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Inference endpoints of SageMaker. */
final class EstateInferenceEndpointKind extends EstateKind<EstateInferenceEndpoint> {

    /** Instances that the analyzer leaves to each endpoint by default. */
    private static final int LEAST_INSTANCES = 2;

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

    @Override
    public void addSample(SampleEstate estate) {
        SampleEndpoints.addTo(estate);
    }

    /** The price of its instances, which no commitment covers. */
    @Override
    public Optional<ExpectedSaving> saving(
            String rule, String name, EstateInferenceEndpoint endpoint, EstatePrices prices, Instant end) {
        return switch (rule) {
            case EstateInferenceEndpoint.IDLE_ENDPOINT -> instances(endpoint, endpoint.instances(), prices);
            case EstateInferenceEndpoint.OVERSIZED_ENDPOINT ->
                instances(endpoint, endpoint.instances() - LEAST_INSTANCES, prices);
            default -> Optional.empty();
        };
    }

    private static Optional<ExpectedSaving> instances(
            EstateInferenceEndpoint endpoint, int number, EstatePrices prices) {
        return Optional.ofNullable(endpoint.type())
                .flatMap(type -> prices.of(endpoint.region(), type))
                .map(price -> ExpectedSaving.exactly(
                        price.multiply(BigDecimal.valueOf(number)).multiply(EstatePrices.HOURS_PER_MONTH)));
    }
}
