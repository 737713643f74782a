package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.pricing.model.Filter;
import software.amazon.awssdk.services.pricing.model.FilterType;
import software.amazon.awssdk.services.pricing.model.GetProductsRequest;

/** A query for products of one kind in one region of the price list, and their recognition in a response. */
interface PriceListQuery {

    /** Page limit of AWS (API reference of GetProducts, 2026). */
    int PAGE = 100;

    /** The request. */
    GetProductsRequest request();

    /** What the price of a product is the price of; empty for a product of another kind. */
    Optional<Charge> charge(PriceListProduct product);

    /** Place in dead letters. */
    String place();

    /** Filters by the value of an attribute. */
    static Filter where(String attribute, String value) {
        return filter(FilterType.TERM_MATCH, attribute, value);
    }

    /** Filters by some values of an attribute, which contain no comma. */
    static Filter whereAny(String attribute, List<String> values) {
        return filter(FilterType.ANY_OF, attribute, String.join(",", values));
    }

    private static Filter filter(FilterType type, String attribute, String value) {
        return Filter.builder().type(type).field(attribute).value(value).build();
    }

    /** Instances of some types with Linux on shared hardware, on demand. */
    record Instances(String region, List<String> types) implements PriceListQuery {

        /** A filter value has at most 1,024 characters (API reference of Filter, 2026); type names have up to 20. */
        private static final int TYPES_A_QUESTION = 48;

        public Instances {
            types = List.copyOf(types);
        }

        /** As few queries as possible for these types. */
        static List<Instances> of(String region, Collection<String> types) {
            List<String> all = types.stream().sorted().toList();
            List<Instances> offers = new ArrayList<>();
            for (int from = 0; from < all.size(); from += TYPES_A_QUESTION) {
                offers.add(new Instances(region, all.subList(from, Math.min(from + TYPES_A_QUESTION, all.size()))));
            }
            return offers;
        }

        @Override
        public GetProductsRequest request() {
            return GetProductsRequest.builder()
                    .serviceCode("AmazonEC2")
                    .filters(
                            PriceListQuery.where("regionCode", region),
                            PriceListQuery.where("operatingSystem", "Linux"),
                            PriceListQuery.where("tenancy", "Shared"),
                            PriceListQuery.where("preInstalledSw", "NA"),
                            PriceListQuery.where("capacitystatus", "Used"),
                            PriceListQuery.whereAny("instanceType", types))
                    .maxResults(PAGE)
                    .build();
        }

        /** The list also contains reserved capacity, at separate prices, and instances with other software. */
        @Override
        public Optional<Charge> charge(PriceListProduct product) {
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
                    ? Optional.of(Charge.of(PriceKey.linuxOnDemand(product.attribute("instanceType"), region), "Hrs"))
                    : Optional.empty();
        }

        @Override
        public String place() {
            return "pricing:GetProducts AmazonEC2 instances " + region;
        }
    }

    /** All other prices of a service in a region. */
    record Services(String region, PricedService service) implements PriceListQuery {

        /** One query for each service. */
        static List<Services> of(String region) {
            return Arrays.stream(PricedService.values())
                    .map(service -> new Services(region, service))
                    .toList();
        }

        @Override
        public GetProductsRequest request() {
            return GetProductsRequest.builder()
                    .serviceCode(service.code())
                    .filters(service.filters(region))
                    .maxResults(PAGE)
                    .build();
        }

        @Override
        public Optional<Charge> charge(PriceListProduct product) {
            return service.charge(product, region);
        }

        @Override
        public String place() {
            return "pricing:GetProducts " + service.code() + " " + region;
        }
    }

    /**
     * What the price of a product is the price of.
     *
     * @param keys price keys by the first unit of the tier that has their price; other tiers are left out
     * @param units names in the list of the unit of the price
     * @param factor by which the price in the list is multiplied to be that of the key's unit
     * @param selection which price counts if several products have the same key
     */
    record Charge(Map<String, List<PriceKey>> keys, Set<String> units, BigDecimal factor, Selection selection) {

        /** The first unit of a price without tiers, and of the first of several tiers. */
        static final String FIRST = "0";

        public Charge {
            keys = Map.copyOf(keys);
            units = Set.copyOf(units);
        }

        /** The price of the first tier, by a unit that the key has, too. */
        static Charge of(PriceKey key, String unit) {
            return new Charge(Map.of(FIRST, List.of(key)), Set.of(unit), BigDecimal.ONE, Selection.ONLY);
        }
    }

    /** Which price counts if several products have the same key. */
    enum Selection {

        /** All must have the same price. */
        ONLY,

        /**
         * The most frequent price, of equally frequent ones the lowest; products that are free of charge do not count. A
         * price of transfer depends on the destination, or on who sends, which a key does not contain.
         */
        MOST_FREQUENT
    }
}
