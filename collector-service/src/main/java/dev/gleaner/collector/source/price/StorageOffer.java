package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.resource.PriceKey;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.pricing.model.GetProductsRequest;

/** What S3 bills for bytes that lie there, by storage class. Deep Archive is a service of its own in the list, and not asked for. */
record StorageOffer(String region) implements Offer {

    private static final Pattern USAGE = Pattern.compile("(?:[A-Z0-9]+-)?TimedStorage-(\\w+(?:-ByteHrs)?)");

    /** The usage types of bills, without the region that all but us-east-1 name. */
    private static final Map<String, String> CLASSES = Map.of(
            "ByteHrs", "standard",
            "SIA-ByteHrs", "standard-ia",
            "ZIA-ByteHrs", "onezone-ia",
            "GIR-ByteHrs", "glacier-ir",
            "GlacierByteHrs", "glacier");

    @Override
    public GetProductsRequest question() {
        return GetProductsRequest.builder()
                .serviceCode("AmazonS3")
                .filters(Offer.where("regionCode", region), Offer.where("productFamily", "Storage"))
                .maxResults(PAGE)
                .build();
    }

    @Override
    public Optional<PriceKey> key(Product product) {
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
