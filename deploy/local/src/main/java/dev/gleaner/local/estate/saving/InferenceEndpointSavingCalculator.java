package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.bill.EstatePrices;
import dev.gleaner.local.estate.kind.EstateInferenceEndpoint;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** The dollars of the expected findings on inference endpoints: the price of their instances, which no commitment covers. */
final class InferenceEndpointSavingCalculator implements KindSavingCalculator<EstateInferenceEndpoint> {

    /** Instances that the analyzer leaves to each endpoint by default. */
    private static final int LEAST_INSTANCES = 2;

    private final EstatePrices prices;

    InferenceEndpointSavingCalculator(EstatePrices prices) {
        this.prices = prices;
    }

    @Override
    public EstateKind<EstateInferenceEndpoint> kind() {
        return KindRegistry.INFERENCE_ENDPOINTS;
    }

    @Override
    public Optional<ExpectedSaving> of(String rule, String name, EstateInferenceEndpoint endpoint, Instant evaluated) {
        return switch (rule) {
            case ExpectedSavingCalculator.IDLE_ENDPOINT -> instances(endpoint, endpoint.instances());
            case ExpectedSavingCalculator.OVERSIZED_ENDPOINT ->
                instances(endpoint, endpoint.instances() - LEAST_INSTANCES);
            default -> Optional.empty();
        };
    }

    private Optional<ExpectedSaving> instances(EstateInferenceEndpoint endpoint, int number) {
        return Optional.ofNullable(endpoint.type())
                .flatMap(type -> prices.of(endpoint.region(), type))
                .map(price -> ExpectedSaving.exactly(
                        price.multiply(BigDecimal.valueOf(number)).multiply(EstatePrices.HOURS_PER_MONTH)));
    }
}
