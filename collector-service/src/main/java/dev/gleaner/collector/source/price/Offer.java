package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.resource.PriceKey;
import java.util.Optional;
import software.amazon.awssdk.services.pricing.model.Filter;
import software.amazon.awssdk.services.pricing.model.FilterType;
import software.amazon.awssdk.services.pricing.model.GetProductsRequest;

/** Products of one kind in one region of the price list: how to ask for them, and how to know them in an answer. */
interface Offer {

    /** Most that AWS puts into one page (API reference of GetProducts, 2026). */
    int PAGE = 100;

    /** What to ask. */
    GetProductsRequest question();

    /** What the price of this product is for; empty where it is not of this kind, whatever was asked for. */
    Optional<PriceKey> key(Product product);

    /** In which unit it is sold, as the list names it. */
    String unit();

    /** As a dead letter names the answer. */
    String place();

    /** Where an attribute has this value. */
    static Filter where(String attribute, String value) {
        return Filter.builder()
                .type(FilterType.TERM_MATCH)
                .field(attribute)
                .value(value)
                .build();
    }
}
