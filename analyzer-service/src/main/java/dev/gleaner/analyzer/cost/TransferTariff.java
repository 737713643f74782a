package dev.gleaner.analyzer.cost;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is billed for bytes that leave a zone or a region. A GB of transfer has 10^9 bytes. */
public final class TransferTariff {

    /** GB a month from which the price of each volume tier to the internet applies. The source is that of the prices, which are data. */
    private static final List<Integer> FROM = List.of(0, 100, 10_240, 51_200, 153_600);

    /** Sender and receiver both pay between zones. */
    private static final int ENDS = 2;

    private static final String UNIT = "gb";

    private TransferTariff() {}

    /** Bytes that are sent to another zone, at both ends. */
    public static BilledQuantity betweenZones(String region, double bytes) {
        return BilledQuantity.of(
                "ec2",
                "transfer-cross-zone",
                region,
                UNIT,
                MonthlyCharge.gigabytes(ENDS * bytes),
                "a month between zones, out of one and into another:");
    }

    /** Gigabytes that are sent from a bucket to another region. */
    public static BilledQuantity toRegion(String home, BigDecimal gigabytes, String what) {
        return BilledQuantity.of("s3", "transfer-cross-region", home, UNIT, gigabytes, what);
    }

    /**
     * The gigabytes of a month's transfer to the internet that lie between two volumes, by tier: what is saved if the volume falls from the
     * larger to the smaller one. They are billed as if they were all that the account sends, as its other traffic is not known.
     *
     * @param service that sends them
     */
    public static List<BilledQuantity> toInternet(
            String service, String region, BigDecimal smaller, BigDecimal larger, String what) {
        List<BilledQuantity> units = new ArrayList<>();
        for (int tier = 0; tier < FROM.size(); tier++) {
            BigDecimal from = BigDecimal.valueOf(FROM.get(tier)).max(smaller);
            BigDecimal until = tier + 1 < FROM.size()
                    ? BigDecimal.valueOf(FROM.get(tier + 1)).min(larger)
                    : larger;
            if (until.compareTo(from) > 0) {
                units.add(BilledQuantity.of(
                        service, "transfer-internet-from-" + FROM.get(tier), region, UNIT, until.subtract(from), what));
            }
        }
        return units;
    }

    /** The charge for gigabytes; empty if a price is not known. */
    public static Optional<MonthlyCharge> charge(List<BilledQuantity> all, DatedPrices prices) {
        MonthlyCharge sum = MonthlyCharge.NONE;
        for (BilledQuantity billed : all) {
            Optional<DatedPrices.Quote> quote = prices.quote(billed.key());
            if (quote.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(MonthlyCharge.ofGigabytes(quote.get(), billed));
        }
        return Optional.of(sum);
    }
}
