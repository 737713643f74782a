package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.BilledUnits;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.LogGroupFacts;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.logs.LogIngestion;
import dev.gleaner.analyzer.rule.logs.LogPrefixExpiry;
import dev.gleaner.analyzer.rule.logs.LogRetention;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Savings for buckets, volumes, addresses, snapshots and log groups. No commitments cover them. */
public record StorageSavingEstimator(PriceBook prices) {

    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(730);
    private static final BigDecimal MILLIS_PER_DAY = BigDecimal.valueOf(86_400_000L);
    private static final String NOT_LISTED = "it is not listed";
    private static final String EBS = "ebs";
    private static final String ARCHIVE = "archive";

    /**
     * What objects in prefixes of logs cost that the proposed rules expire at once. Low: without those of which it is not known
     * whether they are old enough.
     */
    public Saving logPrefixes(PricedSnapshot<BucketFacts> input, LogPrefixExpiry rule, LocalDate day) {
        Optional<LogPrefixExpiry.Expired> expired = rule.expired(input);
        if (expired.isEmpty()) {
            return Saving.unpriced("its lifecycle document is not known");
        }
        ChargeSum all = sum(expired.get().all(), day);
        ChargeSum certain = sum(expired.get().certain(), day);
        if (!all.isKnown()) {
            return all.unpriced();
        }
        BigDecimal amount = all.charge().amount();
        String what = expired.get().all().isEmpty()
                ? "no object is old enough to expire yet"
                : all.charge().basis();
        return Saving.priced(amount, certain.charge().amount(), amount, what);
    }

    /**
     * What a retention saves or, where none is proposed, what the class Infrequent Access does. Where both are proposed, the first
     * remedy is the retention: what it saves is the saving, and the other is added to the high estimate only.
     */
    public Saving logRetention(PricedSnapshot<LogGroupFacts> input, LogRetention rule, LocalDate day) {
        Optional<Saving> ingestion = rule.ingested(input).map(ingested -> logIngestion(ingested, day));
        if (!rule.isKeptForever(input) && ingestion.isPresent()) {
            return ingestion.get();
        }
        Saving retention = logRetention(input, rule.days(), day);
        BigDecimal monthly = retention.monthly();
        BigDecimal low = retention.low();
        BigDecimal high = retention.high();
        BigDecimal more = ingestion.map(Saving::high).orElse(null);
        if (ingestion.isEmpty() || monthly == null || low == null || high == null) {
            return retention;
        }
        String basis = retention.basis() + "; beside it, by the advice: "
                + ingestion.get().basis();
        return Saving.priced(monthly, low, more == null ? high : high.add(more), basis);
    }

    /**
     * What the events that a log group takes in cost less in the class Infrequent Access. High: if hours without a value are like
     * the others; otherwise they count as nothing.
     */
    private Saving logIngestion(LogIngestion.Ingested ingested, LocalDate day) {
        ChargeSum now = sum(List.of(ingested.billed()), day);
        ChargeSum then = sum(List.of(ingested.inInfrequentAccess()), day);
        if (!now.isKnown() || !then.isKnown()) {
            return now.isKnown() ? then.unpriced() : now.unpriced();
        }
        BigDecimal saved = now.charge().amount().subtract(then.charge().amount());
        return Saving.priced(
                saved,
                saved,
                saved.multiply(ingested.greatest()),
                now.charge().basis() + "; less the same in Infrequent Access, "
                        + then.charge().basis());
    }

    /**
     * The storage of the events that are older than the proposed retention, if they came at a steady rate since the log group was
     * created. Low: 0, as the events may all be younger.
     *
     * @param days of retention
     */
    private Saving logRetention(PricedSnapshot<LogGroupFacts> input, int days, LocalDate day) {
        LogGroupFacts group = input.facts();
        if (group == null) {
            return Saving.unpriced(NOT_LISTED);
        }
        Long size = group.size();
        Long created = group.created();
        if (size == null || created == null) {
            return Saving.unpriced("the stored bytes of the log group or its time of creation are not known");
        }
        ChargeSum cost = sum(List.of(LogRetention.storage(input.region(), size)), day);
        if (!cost.isKnown()) {
            return cost.unpriced();
        }
        BigDecimal part = olderPart(input.hour().endMillis() - created, days);
        BigDecimal high = cost.charge().amount().multiply(part);
        String share = ", of which " + part.movePointRight(2).setScale(0, RoundingMode.HALF_UP) + " % are older than "
                + days + " days if they came at a steady rate";
        return Saving.priced(high, BigDecimal.ZERO, high, cost.charge().basis() + share);
    }

    /** Part of the time since the creation that is longer ago than a retention, 0 to 1. */
    private static BigDecimal olderPart(long ageMillis, int days) {
        if (ageMillis <= 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal kept = MILLIS_PER_DAY
                .multiply(BigDecimal.valueOf(days))
                .divide(BigDecimal.valueOf(ageMillis), MathContext.DECIMAL64);
        return BigDecimal.ONE.subtract(kept).max(BigDecimal.ZERO);
    }

    private ChargeSum sum(List<BilledUnits> all, LocalDate day) {
        return prices.on(day).sum(all);
    }
}
