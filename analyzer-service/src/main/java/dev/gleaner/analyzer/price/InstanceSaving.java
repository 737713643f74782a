package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.profile.Facts;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.price.Price;
import dev.gleaner.contracts.price.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What an instance would no longer cost: on-demand price x 730 h x the part of its hours that stops. Its volumes go on
 * costing and are not in it. The lowest estimate is 0, as commitments may cover it.
 */
public record InstanceSaving(PriceBook prices) {

    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(730);

    /** The saving as of a day; unpriced, with the reason, where the price is not known. */
    public Saving of(Facts facts, String region, double part, LocalDate day) {
        String type = facts.type();
        String platform = facts.platform();
        String tenancy = facts.tenancy();
        String market = facts.market();
        if (type == null || type.isEmpty() || platform == null || tenancy == null || market == null) {
            return Saving.unpriced("type, platform, tenancy or market of the instance is not known");
        }
        if (!market.isEmpty()) {
            return Saving.unpriced("it runs on the " + market + " market, whose price is not known");
        }
        PriceKey key = new PriceKey("ec2", type, region, platform, tenancy, "hour");
        Optional<Price> price = prices.price(key, day);
        return price.map(known -> priced(known, part, day))
                .orElseGet(() -> Saving.unpriced(
                        "no price known for " + type + " " + region + " " + platform + ", tenancy " + tenancy));
    }

    private static Saving priced(Price price, double part, LocalDate day) {
        BigDecimal monthly = price.amount().multiply(HOURS_PER_MONTH).multiply(BigDecimal.valueOf(part));
        return Saving.priced(monthly, BigDecimal.ZERO, monthly, basis(price, part, day));
    }

    /** Words a person can check, such as {@code on-demand g5.xlarge us-east-1 Linux 1.006/h, 2026-07-20}. */
    private static String basis(Price price, double part, LocalDate day) {
        PriceKey key = price.key();
        String basis =
                "on-demand " + key.type() + " " + key.region() + " " + key.os().replace("Linux/UNIX", "Linux") + " "
                        + price.amount().stripTrailingZeros().toPlainString() + "/h, " + price.validFrom();
        String share = part < 1 ? ", for " + Math.round(part * 100) + " % of its hours" : "";
        return basis + share + Freshness.note(price, day);
    }
}
