package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * Saving for an instance: its price x 730 h x the part of its hours in which it would be stopped. Its volumes still cost and
 * are not included. What commitments cover of an on-demand instance is paid for whether it runs or not: as far as a bill says how much
 * that is, it is no saving, and of the rest only what the bill charges is; otherwise the low estimate is 0. Spot prices are never covered.
 */
public record InstanceSavingEstimator(PriceBook prices) {

    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(730);
    private static final String ON_DEMAND = "ec2";
    private static final String SPOT = "spot";

    /** The saving of a resource (ARN) as of a day; unpriced, with the reason, when the price is not known. */
    public Saving estimate(String resource, InstanceFacts facts, String region, double part, LocalDate day) {
        String type = facts.type();
        String platform = facts.platform();
        String tenancy = facts.tenancy();
        String market = facts.market();
        if (type == null || type.isEmpty() || platform == null || tenancy == null || market == null) {
            return Saving.unpriced("type, platform, tenancy or market of the instance is not known");
        }
        if (!market.isEmpty()) {
            PriceKey key = new PriceKey(PriceKey.SPOT, type, region, platform, tenancy, "hour");
            return ofMarket(market, key, part, day);
        }
        PriceKey key = new PriceKey(ON_DEMAND, type, region, platform, tenancy, "hour");
        return prices.price(key, day)
                .map(quote -> onDemand(resource, monthly(quote, part), basis("on-demand", quote, part, day)))
                .orElseGet(() -> Saving.unpriced(
                        "no price known for " + type + " " + region + " " + platform + ", tenancy " + tenancy));
    }

    /** The saving if another type of the same platform, tenancy and market is paid for instead. */
    Saving difference(String resource, InstanceFacts facts, String region, String replacement, LocalDate day) {
        Saving present = estimate("", facts, region, 1, day);
        Saving other = estimate("", facts.withType(replacement), region, 1, day);
        if (!present.priced() || !other.priced()) {
            return present.priced() ? other : present;
        }
        BigDecimal less = hourly(facts, region, day)
                .subtract(hourly(facts.withType(replacement), region, day))
                .multiply(HOURS_PER_MONTH);
        if (less.signum() <= 0) {
            return Saving.unpriced("a " + replacement + " does not cost less: " + other.basis());
        }
        String basis = present.basis() + "; less " + other.basis();
        return "".equals(facts.market()) ? onDemand(resource, less, basis) : Saving.priced(less, less, less, basis);
    }

    /** Of an instance whose price is known. */
    private BigDecimal hourly(InstanceFacts facts, String region, LocalDate day) {
        String service = "".equals(facts.market()) ? ON_DEMAND : PriceKey.SPOT;
        PriceKey key = new PriceKey(
                service,
                Objects.requireNonNull(facts.type()),
                region,
                Objects.requireNonNull(facts.platform()),
                Objects.requireNonNull(facts.tenancy()),
                "hour");
        return prices.price(key, day).orElseThrow().price().amount();
    }

    private Saving ofMarket(String market, PriceKey key, double part, LocalDate day) {
        Optional<PriceBook.Quote> quote = market.equals(SPOT) ? prices.price(key, day) : Optional.empty();
        return quote.map(known -> onSpot(known, part, day))
                .orElseGet(() -> Saving.unpriced("it runs on the " + market + " market, whose price is not known"));
    }

    private Saving onDemand(String resource, BigDecimal monthly, String basis) {
        return prices.charged(resource, monthly, basis)
                .orElseGet(() -> Saving.priced(monthly, BigDecimal.ZERO, monthly, basis));
    }

    private static Saving onSpot(PriceBook.Quote quote, double part, LocalDate day) {
        BigDecimal monthly = monthly(quote, part);
        return Saving.priced(monthly, monthly, monthly, basis(SPOT, quote, part, day));
    }

    private static BigDecimal monthly(PriceBook.Quote quote, double part) {
        return quote.price().amount().multiply(HOURS_PER_MONTH).multiply(BigDecimal.valueOf(part));
    }

    /** The calculation for a person to check, such as {@code on-demand g5.xlarge us-east-1 Linux 1.006/h, 2026-07-20}. */
    private static String basis(String how, PriceBook.Quote quote, double part, LocalDate day) {
        PriceKey key = quote.price().key();
        String share = part < 1 ? ", for " + Math.round(part * 100) + " % of its hours" : "";
        return how + " " + key.type() + " " + key.region() + " " + key.os().replace("Linux/UNIX", "Linux") + " "
                + quote.amount() + "/h, " + quote.dated(day) + share;
    }
}
