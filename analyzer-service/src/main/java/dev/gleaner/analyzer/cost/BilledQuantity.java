package dev.gleaner.analyzer.cost;

import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a provider bills for in a month, at one price.
 *
 * @param what it is, for a person: {@code gp3 storage}
 */
public record BilledQuantity(PriceKey key, BigDecimal units, String what) {

    /**
     * EBS bills a volume of a GiB as one of a GB, and so does S3 with objects. Source: Amazon S3 FAQs, "How will I be charged and billed
     * for my use of Amazon S3?", which divides by 1,073,741,824.
     */
    private static final BigDecimal GIBIBYTE = BigDecimal.valueOf(1L << 30);

    private static final BigDecimal GIGABYTE = BigDecimal.valueOf(1_000_000_000);

    /** Units of a region, of a service and type that have neither operating system nor tenancy. */
    public static BilledQuantity of(
            String service, String type, String region, String unit, BigDecimal units, String what) {
        return new BilledQuantity(new PriceKey(service, type, region, "", "", unit), units, what);
    }

    /** Bytes of a volume, a snapshot or objects in GB, as EBS and S3 bill them. */
    public static BigDecimal gibibytes(long bytes) {
        return BigDecimal.valueOf(bytes).divide(GIBIBYTE, MathContext.DECIMAL64);
    }

    /** Other bytes in GB of 10^9. */
    public static BigDecimal gigabytes(long bytes) {
        return BigDecimal.valueOf(bytes).divide(GIGABYTE, MathContext.DECIMAL64);
    }

    /** USD a month for all of them; empty if a price is not known. */
    public static Optional<BigDecimal> cost(List<BilledQuantity> all, Function<PriceKey, Optional<BigDecimal>> prices) {
        BigDecimal sum = BigDecimal.ZERO;
        for (BilledQuantity billed : all) {
            Optional<BigDecimal> price = prices.apply(billed.key());
            if (price.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.add(billed.units().multiply(price.get()));
        }
        return Optional.of(sum);
    }

    /** A line for each price that is not known. */
    public static List<String> unknownPrices(
            List<BilledQuantity> all, Function<PriceKey, Optional<BigDecimal>> prices) {
        return all.stream()
                .map(BilledQuantity::key)
                .distinct()
                .filter(key -> prices.apply(key).isEmpty())
                .map(key -> "the price " + key.text())
                .toList();
    }
}
