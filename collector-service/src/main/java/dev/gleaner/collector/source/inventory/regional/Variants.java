package dev.gleaner.collector.source.inventory.regional;

import static dev.gleaner.collector.source.inventory.Shown.text;

import dev.gleaner.contracts.signal.proto.Variant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantSummary;

/**
 * What runs behind an endpoint: how many instances the endpoint tells, of which type its configuration.
 *
 * @param configuration absent where there is none any more, or it was not to be read
 */
record Variants(DescribeEndpointResponse endpoint, Optional<DescribeEndpointConfigResponse> configuration) {

    List<Variant> all() {
        Map<String, ProductionVariant> configured = configuration
                .map(shown -> Stream.concat(
                                shown.productionVariants().stream(), shown.shadowProductionVariants().stream())
                        .collect(Collectors.toMap(
                                ProductionVariant::variantName, Function.identity(), (one, other) -> one)))
                .orElse(Map.of());
        return Stream.concat(
                        endpoint.productionVariants().stream().map(shown -> variant(shown, configured, false)),
                        endpoint.shadowProductionVariants().stream().map(shown -> variant(shown, configured, true)))
                .toList();
    }

    private static Variant variant(
            ProductionVariantSummary shown, Map<String, ProductionVariant> configured, boolean shadow) {
        Variant.Builder variant = Variant.newBuilder()
                .setName(text(shown.variantName()))
                .setServerless(shown.currentServerlessConfig() != null)
                .setShadow(shadow);
        ProductionVariant known = configured.get(shown.variantName());
        if (known != null) {
            variant.setInstanceType(text(known.instanceTypeAsString()));
        }
        if (shown.currentInstanceCount() != null) {
            variant.setInstances(shown.currentInstanceCount());
        }
        if (shown.desiredInstanceCount() != null) {
            variant.setDesired(shown.desiredInstanceCount());
        }
        return variant.build();
    }
}
