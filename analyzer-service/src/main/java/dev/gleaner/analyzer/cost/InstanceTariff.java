package dev.gleaner.analyzer.cost;

import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/**
 * Hours of an instance: its price x 730 h. Its volumes still cost and are not included. What commitments cover of an on-demand instance is
 * paid for whether it runs or not: as far as a bill says how much that is, it is no saving, and of the rest only what the bill charges is;
 * otherwise the low estimate is 0. Spot prices are never covered.
 *
 * @param resource ARN
 */
public record InstanceTariff(String resource, InstanceFacts facts, String region) {

    private static final String ON_DEMAND = "ec2";
    private static final String SPOT = "spot";

    /** That of an instance as it was known at the end of an hour. */
    public static InstanceTariff of(InstanceSnapshot snapshot) {
        return new InstanceTariff(snapshot.resource(), snapshot.facts(), snapshot.region());
    }

    /** An hour of an instance on demand, or else on Spot. */
    public static PriceKey hour(boolean onDemand, String type, String region, String platform, String tenancy) {
        return new PriceKey(onDemand ? ON_DEMAND : PriceKey.SPOT, type, region, platform, tenancy, "hour");
    }

    /**
     * The saving if it is stopped; unpriced, with the reason, when the price is not known.
     *
     * @param part of its hours in which it would be stopped, 0 to 1
     */
    public Saving stopped(DatedPrices prices, double part) {
        String type = facts.type();
        String platform = facts.platform();
        String tenancy = facts.tenancy();
        String market = facts.market();
        if (type == null || type.isEmpty() || platform == null || tenancy == null || market == null) {
            return Saving.unpriced("type, platform, tenancy or market of the instance is not known");
        }
        PriceKey key = hour(market.isEmpty(), type, region, platform, tenancy);
        if (!market.isEmpty()) {
            Optional<DatedPrices.Quote> spot = market.equals(SPOT) ? prices.quote(key) : Optional.empty();
            return spot.map(quote -> onSpot(quote, part))
                    .orElseGet(() -> Saving.unpriced("it runs on the " + market + " market, whose price is not known"));
        }
        return prices.quote(key)
                .map(quote -> onDemand(prices, monthly(quote, part), basis("on-demand", quote, part)))
                .orElseGet(() -> Saving.unpriced(
                        "no price known for " + type + " " + region + " " + platform + ", tenancy " + tenancy));
    }

    /** The saving if another type of the same platform, tenancy and market is paid for instead. */
    public Saving difference(DatedPrices prices, String replacement) {
        InstanceTariff instead = new InstanceTariff("", facts.withType(replacement), region);
        Saving present = new InstanceTariff("", facts, region).stopped(prices, 1);
        Saving other = instead.stopped(prices, 1);
        if (!present.priced() || !other.priced()) {
            return present.priced() ? other : present;
        }
        BigDecimal less = hourly(prices).subtract(instead.hourly(prices)).multiply(DatedPrices.HOURS_PER_MONTH);
        if (less.signum() <= 0) {
            return Saving.unpriced("a " + replacement + " does not cost less: " + other.basis());
        }
        String basis = present.basis() + "; less " + other.basis();
        return isOnDemand() ? onDemand(prices, less, basis) : Saving.priced(less, less, less, basis);
    }

    private boolean isOnDemand() {
        return "".equals(facts.market());
    }

    /** Of an instance whose price is known. */
    private BigDecimal hourly(DatedPrices prices) {
        return prices.amount(hour(
                        isOnDemand(),
                        Objects.requireNonNull(facts.type()),
                        region,
                        Objects.requireNonNull(facts.platform()),
                        Objects.requireNonNull(facts.tenancy())))
                .orElseThrow();
    }

    private Saving onDemand(DatedPrices prices, BigDecimal monthly, String basis) {
        return prices.charged(resource, monthly, basis)
                .orElseGet(() -> Saving.priced(monthly, BigDecimal.ZERO, monthly, basis));
    }

    private static Saving onSpot(DatedPrices.Quote quote, double part) {
        BigDecimal monthly = monthly(quote, part);
        return Saving.priced(monthly, monthly, monthly, basis(SPOT, quote, part));
    }

    private static BigDecimal monthly(DatedPrices.Quote quote, double part) {
        return quote.price().amount().multiply(DatedPrices.HOURS_PER_MONTH).multiply(BigDecimal.valueOf(part));
    }

    /** The calculation for a person to check, such as {@code on-demand g5.xlarge us-east-1 Linux 1.006/h, 2026-07-20}. */
    private static String basis(String how, DatedPrices.Quote quote, double part) {
        PriceKey key = quote.price().key();
        String share = part < 1 ? ", for " + Math.round(part * 100) + " % of its hours" : "";
        return how + " " + key.type() + " " + key.region() + " " + key.os().replace("Linux/UNIX", "Linux") + " "
                + quote.amount() + "/h, " + quote.dated() + share;
    }
}
