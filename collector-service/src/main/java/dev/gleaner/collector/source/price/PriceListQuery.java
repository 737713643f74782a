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

/** Products of one kind in one region of the price list: how to ask for them, and how to know them in an answer. */
interface PriceListQuery {

    /** Most that AWS puts into one page (API reference of GetProducts, 2026). */
    int PAGE = 100;

    /** What to ask. */
    GetProductsRequest request();

    /** What the price of this product is for; empty where it is not of this kind, whatever was asked for. */
    Optional<PriceKey> key(PriceListProduct product);

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

    /** Instances of some types with Linux on shared hardware, on demand. */
    record Instances(String region, List<String> types) implements PriceListQuery {

        /** A filter's value may have 1,024 characters (API reference of Filter, 2026); names of types have up to 20. */
        private static final int TYPES_A_QUESTION = 48;

        public Instances {
            types = List.copyOf(types);
        }

        /** As few questions as these types fit into; none for none. */
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

        /** Reserved capacity is listed beside, used or not and by blocks, at prices of its own; so is what runs other software. */
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

    /** What S3 bills for bytes that lie there, by storage class. Deep Archive is a service of its own in the list, and not asked for. */
    record Storage(String region) implements PriceListQuery {

        private static final Pattern USAGE = Pattern.compile("(?:[A-Z0-9]+-)?TimedStorage-(\\w+(?:-ByteHrs)?)");

        /** The usage types of bills, without the region that all but us-east-1 name. */
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

    /** What EBS bills for the size of volumes, by their type; operations and throughput cost extra. */
    record Volumes(String region) implements PriceListQuery {

        /** Of the region itself, which all but us-east-1 name; what Outposts and local zones bill is called otherwise. */
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
