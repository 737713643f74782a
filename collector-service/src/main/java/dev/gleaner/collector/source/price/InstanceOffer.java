package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.resource.PriceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.pricing.model.Filter;
import software.amazon.awssdk.services.pricing.model.FilterType;
import software.amazon.awssdk.services.pricing.model.GetProductsRequest;

/** Instances of some types with Linux on shared hardware, on demand. */
record InstanceOffer(String region, List<String> types) implements Offer {

    /** A filter's value may have 1,024 characters (API reference of Filter, 2026); names of types have up to 20. */
    private static final int TYPES_A_QUESTION = 48;

    InstanceOffer {
        types = List.copyOf(types);
    }

    /** As few questions as these types fit into; none for none. */
    static List<InstanceOffer> of(String region, Collection<String> types) {
        List<String> all = types.stream().sorted().toList();
        List<InstanceOffer> offers = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TYPES_A_QUESTION) {
            offers.add(new InstanceOffer(region, all.subList(from, Math.min(from + TYPES_A_QUESTION, all.size()))));
        }
        return offers;
    }

    @Override
    public GetProductsRequest question() {
        return GetProductsRequest.builder()
                .serviceCode("AmazonEC2")
                .filters(
                        Offer.where("regionCode", region),
                        Offer.where("operatingSystem", "Linux"),
                        Offer.where("tenancy", "Shared"),
                        Offer.where("preInstalledSw", "NA"),
                        Offer.where("capacitystatus", "Used"),
                        Filter.builder()
                                .type(FilterType.ANY_OF)
                                .field("instanceType")
                                .value(String.join(",", types))
                                .build())
                .maxResults(PAGE)
                .build();
    }

    /** Reserved capacity is listed beside, used or not and by blocks, at prices of its own; so is what runs other software. */
    @Override
    public Optional<PriceKey> key(Product product) {
        boolean isOne = product.has("regionCode", region)
                && (product.isOf("Compute Instance") || product.isOf("Compute Instance (bare metal)"))
                && product.has("operatingSystem", "Linux")
                && product.has("tenancy", "Shared")
                && product.has("preInstalledSw", "NA")
                && product.has("capacitystatus", "Used")
                && product.has("operation", "RunInstances")
                && (product.has("marketoption", "OnDemand") || product.has("marketoption", ""))
                && types.contains(product.attribute("instanceType"));
        return isOne
                ? Optional.of(PriceKey.linuxOnDemand(product.attribute("instanceType"), region))
                : Optional.empty();
    }

    @Override
    public String unit() {
        return "Hrs";
    }

    @Override
    public String place() {
        return "pricing:GetProducts AmazonEC2 instances " + region;
    }
}
