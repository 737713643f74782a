package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.BilledUnits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The volume tiers by which transfer to the internet is billed. */
public final class InternetTiers {

    /** GB a month from which the price of each tier applies. The source is that of the prices, which are data. */
    public static final List<Integer> FROM = List.of(0, 100, 10_240, 51_200, 153_600);

    private InternetTiers() {}

    /** The type of the price of a tier. */
    public static String type(int from) {
        return "transfer-internet-from-" + from;
    }

    /**
     * The gigabytes of a month's transfer from S3 that lie between two volumes, by tier: what is saved if the volume falls from
     * the larger to the smaller one.
     */
    static List<BilledUnits> between(String region, BigDecimal smaller, BigDecimal larger) {
        List<BilledUnits> units = new ArrayList<>();
        for (int tier = 0; tier < FROM.size(); tier++) {
            BigDecimal from = BigDecimal.valueOf(FROM.get(tier)).max(smaller);
            BigDecimal until = tier + 1 < FROM.size()
                    ? BigDecimal.valueOf(FROM.get(tier + 1)).min(larger)
                    : larger;
            if (until.compareTo(from) > 0) {
                units.add(BilledUnits.of(
                        "s3", type(FROM.get(tier)), region, "gb", until.subtract(from), "GB to the internet"));
            }
        }
        return units;
    }
}
