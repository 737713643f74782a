package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.resource.PriceKey;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.pricing.model.GetProductsRequest;

/** What EBS bills for the size of volumes, by their type; operations and throughput cost extra. */
record VolumeOffer(String region) implements Offer {

    /** Of the region itself, which all but us-east-1 name; what Outposts and local zones bill is called otherwise. */
    private static final Pattern SIZE = Pattern.compile("(?:[A-Z0-9]+-)?EBS:VolumeUsage(?:\\.\\w+)?");

    @Override
    public GetProductsRequest question() {
        return GetProductsRequest.builder()
                .serviceCode("AmazonEC2")
                .filters(
                        Offer.where("regionCode", region),
                        Offer.where("productFamily", "Storage"),
                        Offer.where("locationType", "AWS Region"))
                .maxResults(PAGE)
                .build();
    }

    @Override
    public Optional<PriceKey> key(Product product) {
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
