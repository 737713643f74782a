package dev.gleaner.analyzer.cost;

import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

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
    private static final String PUBLIC = "on-demand";

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
                .map(quote -> onDemand(prices, monthly(quote, part), basis(PUBLIC, quote, part)))
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

    /**
     * The saving if a type of another family is paid for instead: at most with the cheapest of all, expected with the cheapest of those that
     * are likely. Commitments may cover this type alone, so that what they cover is expected to be paid for beside the other one.
     *
     * @param likely types with the same architecture
     * @param others types for which more than the type has to be changed
     */
    public Saving replaced(DatedPrices prices, List<String> likely, List<String> others) {
        Saving present = stopped(prices, 1);
        if (!present.priced()) {
            return present;
        }
        BigDecimal paid = hourly(prices);
        Optional<DatedPrices.Quote> first = cheapest(prices, paid, likely);
        Optional<DatedPrices.Quote> best = cheapest(
                prices, paid, Stream.concat(likely.stream(), others.stream()).toList());
        if (best.isEmpty()) {
            return Saving.unpriced("none of " + String.join(", ", likely) + " and " + String.join(", ", others)
                    + " is known to cost less in " + region);
        }
        BigDecimal expected = monthly(first.map(quote -> quote.price().amount()).orElse(paid));
        BigDecimal least = monthly(best.get().price().amount());
        String basis = basis(
                        PUBLIC,
                        prices.quote(key(Objects.requireNonNull(facts.type()))).orElseThrow(),
                        1)
                + first.map(quote -> "; less " + basis(PUBLIC, quote, 1)).orElse("")
                + (best.equals(first) ? "" : "; high: less " + basis(PUBLIC, best.get(), 1));
        BigDecimal monthly = monthly(paid);
        return prices.book()
                .coverage()
                .of(resource)
                .map(known -> Saving.priced(
                        known.chargedLess(monthly, expected),
                        BigDecimal.ZERO,
                        known.charged(monthly.subtract(least)),
                        basis + "; " + known.text()))
                .orElseGet(() ->
                        Saving.priced(monthly.subtract(expected), BigDecimal.ZERO, monthly.subtract(least), basis));
    }

    /** The cheapest of some types that is known to cost less an hour. */
    private Optional<DatedPrices.Quote> cheapest(DatedPrices prices, BigDecimal hourly, List<String> types) {
        return types.stream()
                .flatMap(type -> prices.quote(key(type)).stream())
                .filter(quote -> quote.price().amount().compareTo(hourly) < 0)
                .min(Comparator.comparing(quote -> quote.price().amount()));
    }

    private static BigDecimal monthly(BigDecimal hourly) {
        return hourly.multiply(DatedPrices.HOURS_PER_MONTH);
    }

    private boolean isOnDemand() {
        return "".equals(facts.market());
    }

    /** Of an instance whose price is known. */
    private BigDecimal hourly(DatedPrices prices) {
        return prices.amount(key(Objects.requireNonNull(facts.type()))).orElseThrow();
    }

    /** An hour of a type, with all else as it is known of this instance. */
    private PriceKey key(String type) {
        return hour(
                isOnDemand(),
                type,
                region,
                Objects.requireNonNull(facts.platform()),
                Objects.requireNonNull(facts.tenancy()));
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
