package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.resource.PriceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.pricing.model.Filter;
import software.amazon.awssdk.services.pricing.model.FilterType;
import software.amazon.awssdk.services.pricing.model.GetProductsRequest;

/** A query for products of one kind in one region of the price list, and their recognition in a response. */
interface PriceListQuery {

    /** Page limit of AWS (API reference of GetProducts, 2026). */
    int PAGE = 100;

    /** The request. */
    GetProductsRequest request();

    /** Key of the price of a product; empty for a product of another kind. */
    Optional<PriceKey> key(PriceListProduct product);

    /** Unit of the price in the list. */
    String unit();

    /** Place in dead letters. */
    String place();

    /** Filters by the value of an attribute. */
    static Filter where(String attribute, String value) {
        return Filter.builder()
                .type(FilterType.TERM_MATCH)
                .field(attribute)
                .value(value)
                .build();
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
                            Filter.builder()
                                    .type(FilterType.ANY_OF)
                                    .field("instanceType")
                                    .value(String.join(",", types))
                                    .build())
                    .maxResults(PAGE)
                    .build();
        }

        /** The list also contains reserved capacity, at separate prices, and instances with other software. */
        @Override
        public Optional<PriceKey> key(PriceListProduct product) {
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

    /** Storage of S3 by storage class. Deep Archive is a separate service in the list and is not requested. */
    record Storage(String region) implements PriceListQuery {

        private static final Pattern USAGE = Pattern.compile("(?:[A-Z0-9]+-)?TimedStorage-(\\w+(?:-ByteHrs)?)");

        /** Usage types in bills, without the region prefix, which all regions but us-east-1 have. */
        private static final Map<String, String> CLASSES = Map.of(
                "ByteHrs", "standard",
                "SIA-ByteHrs", "standard-ia",
                "ZIA-ByteHrs", "onezone-ia",
                "GIR-ByteHrs", "glacier-ir",
                "GlacierByteHrs", "glacier");

        @Override
        public GetProductsRequest request() {
            return GetProductsRequest.builder()
                    .serviceCode("AmazonS3")
                    .filters(
                            PriceListQuery.where("regionCode", region),
                            PriceListQuery.where("productFamily", "Storage"))
                    .maxResults(PAGE)
                    .build();
        }

        @Override
        public Optional<PriceKey> key(PriceListProduct product) {
            Matcher usage = USAGE.matcher(product.attribute("usagetype"));
            boolean isOne = product.has("regionCode", region) && product.isOf("Storage") && usage.matches();
            return Optional.ofNullable(isOne ? CLASSES.get(usage.group(1)) : null)
                    .map(storageClass -> new PriceKey("s3", storageClass, region, "", "", "gb-month"));
        }

        @Override
        public String unit() {
            return "GB-Mo";
        }

        @Override
        public String place() {
            return "pricing:GetProducts AmazonS3 storage " + region;
        }
    }

    /** Size of EBS volumes by type; operations and throughput are charged separately. */
    record Volumes(String region) implements PriceListQuery {

        /**
         * Usage types of the region itself, with a prefix in all regions but us-east-1; Outposts and local zones have
         * other names.
         */
        private static final Pattern SIZE = Pattern.compile("(?:[A-Z0-9]+-)?EBS:VolumeUsage(?:\\.\\w+)?");

        @Override
        public GetProductsRequest request() {
            return GetProductsRequest.builder()
                    .serviceCode("AmazonEC2")
                    .filters(
                            PriceListQuery.where("regionCode", region),
                            PriceListQuery.where("productFamily", "Storage"),
                            PriceListQuery.where("locationType", "AWS Region"))
                    .maxResults(PAGE)
                    .build();
        }

        @Override
        public Optional<PriceKey> key(PriceListProduct product) {
            String type = product.attribute("volumeApiName");
            boolean isOne = product.has("regionCode", region)
                    && product.isOf("Storage")
                    && product.has("locationType", "AWS Region")
                    && SIZE.matcher(product.attribute("usagetype")).matches()
                    && !type.isEmpty();
            return isOne ? Optional.of(new PriceKey("ebs", type, region, "", "", "gb-month")) : Optional.empty();
        }

        @Override
        public String unit() {
            return "GB-Mo";
        }

        @Override
        public String place() {
            return "pricing:GetProducts AmazonEC2 volumes " + region;
        }
    }
}
