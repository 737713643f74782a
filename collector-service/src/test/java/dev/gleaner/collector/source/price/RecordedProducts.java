package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Entries of the price list in the form in which GetProducts answers, with what else stands in them. */
public final class RecordedProducts {

    private RecordedProducts() {}

    /** An instance type with Linux, reserved for a year as well. */
    public static String instance(String region, String type, String dollars) {
        return instance(region, type, Map.of(), term("2026-11-01T00:00:00Z", "Hrs", "USD", dollars));
    }

    static String instance(String region, String type, Map<String, String> other, String terms) {
        Map<String, String> attributes = new LinkedHashMap<>(Map.ofEntries(
                Map.entry("servicecode", "AmazonEC2"),
                Map.entry("servicename", "Amazon Elastic Compute Cloud"),
                Map.entry("regionCode", region),
                Map.entry("location", "somewhere"),
                Map.entry("locationType", "AWS Region"),
                Map.entry("instanceType", type),
                Map.entry("instanceFamily", "GPU instance"),
                Map.entry("currentGeneration", "Yes"),
                Map.entry("vcpu", "4"),
                Map.entry("memory", "16 GiB"),
                Map.entry("operatingSystem", "Linux"),
                Map.entry("tenancy", "Shared"),
                Map.entry("preInstalledSw", "NA"),
                Map.entry("licenseModel", "No License required"),
                Map.entry("capacitystatus", "Used"),
                Map.entry("marketoption", "OnDemand"),
                Map.entry("operation", "RunInstances"),
                Map.entry("usagetype", "EUW3-BoxUsage:" + type)));
        attributes.putAll(other);
        String family = attributes.getOrDefault("productFamily", "Compute Instance");
        attributes.remove("productFamily");
        return entry("AmazonEC2", family, attributes, terms);
    }

    static String volume(String region, String type, String usage, String dollars) {
        return entry(
                "AmazonEC2",
                "Storage",
                Map.of(
                        "regionCode", region,
                        "locationType", "AWS Region",
                        "volumeType", "General Purpose",
                        "volumeApiName", type,
                        "usagetype", usage),
                term("2026-11-01T00:00:00Z", "GB-Mo", "USD", dollars));
    }

    static String storage(String region, String usage, String terms) {
        return entry(
                "AmazonS3",
                "Storage",
                Map.of("regionCode", region, "locationType", "AWS Region", "usagetype", usage, "operation", ""),
                terms);
    }

    /** One term with one price from the first unit on. */
    static String term(String effective, String unit, String currency, String amount) {
        return term(effective, dimension("0", unit, currency, amount));
    }

    static String term(String effective, String... dimensions) {
        return "\"ABC.JRTCKXETXF" + effective + "\":{\"priceDimensions\":{" + String.join(",", dimensions)
                + "},\"sku\":\"ABC\",\"effectiveDate\":\"" + effective
                + "\",\"offerTermCode\":\"JRTCKXETXF\",\"termAttributes\":{}}";
    }

    static String dimension(String from, String unit, String currency, String amount) {
        return "\"ABC.JRTCKXETXF.6YS6EN2CT7" + from + amount + "\":{\"unit\":\"" + unit
                + "\",\"endRange\":\"Inf\",\"description\":\"an hour of it\",\"appliesTo\":[],\"rateCode\":\"ABC\",\"beginRange\":\""
                + from + "\",\"pricePerUnit\":{\"" + currency + "\":\"" + amount + "\"}}";
    }

    static String entry(String service, String family, Map<String, String> attributes, String terms) {
        return "{\"product\":{\"productFamily\":\"" + family + "\",\"attributes\":" + Json.text(attributes)
                + ",\"sku\":\"ABC\"},\"serviceCode\":\"" + service + "\",\"terms\":{\"OnDemand\":{" + terms
                + "},\"Reserved\":{\"ABC.38NPMPTW36\":{\"priceDimensions\":{\"ABC.38NPMPTW36.2TG2D8R56U\":{\"unit\":\"Quantity\","
                + "\"description\":\"Upfront Fee\",\"appliesTo\":[],\"rateCode\":\"ABC\",\"pricePerUnit\":{\"USD\":\"4406\"}}},"
                + "\"sku\":\"ABC\",\"effectiveDate\":\"2021-11-01T00:00:00Z\",\"offerTermCode\":\"38NPMPTW36\","
                + "\"termAttributes\":{\"LeaseContractLength\":\"1yr\"}}}},\"version\":\"20261120210027\","
                + "\"publicationDate\":\"2026-11-20T21:00:27Z\"}";
    }
}
