package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.PrefixReuseSnapshot;
import dev.gleaner.analyzer.profile.reuse.PrefixReuse;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A prefix whose objects are downloaded again and again, so that a cache near the readers would save more than a limit. The size
 * of the cache is the knee of the miss ratio curve, see {@link PrefixReuse}.
 *
 * @param repeatedPercent of the bytes read whose object had been read within 30 days before, above which a prefix is reported
 * @param minimum USD a month that the cache must avoid
 * @param days for which reads have to be known
 */
public record RepeatedDownload(double repeatedPercent, BigDecimal minimum, int days, int effortMinutes)
        implements Rule<PrefixReuseSnapshot> {

    static final RuleName NAME = new RuleName("repeated-download", 3);

    private static final double PERCENT = 100;
    private static final double GIGABYTE = 1e9;
    private static final String DOLLARS = "USD a month";

    /** Without numbers that change from day to day, as a changed remedy is a new version of the finding. */
    private static final List<Remedy> REMEDIES = List.of(
            Remedy.advice("Cache the objects where they are read. Save this finding as finding.json and run"
                    + " deploy/kits/cache/render finding.json out: it renders a mount with a cache of the size at the knee for"
                    + " hosts, a volume for Kubernetes, and a module for Python; out and deploy/kits/cache/README.md tell how to"
                    + " apply them. Each host has a cache of its own and downloads an object once, so keep jobs"
                    + " that read the same objects on the same hosts."),
            Remedy.advice(
                    "Or have the job keep what it downloaded: on a volume that outlives it, or on instance storage"
                            + " between runs."));

    /** The rule as configured. */
    public static RepeatedDownload of(RepeatedDownloadConfig config) {
        return new RepeatedDownload(
                config.repeatedPercent(),
                config.minimum(),
                RuleNumbers.hours(config.history()) / Hour.PER_DAY,
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return PrefixReuse.HORIZON_DAYS * Hour.PER_DAY;
    }

    @Override
    public Verdict evaluate(PrefixReuseSnapshot input) {
        String reason = input.notApplicable(hours());
        PrefixReuse reuse = input.reuse();
        if (reason != null || reuse == null) {
            return new Verdict.Nothing(reason == null ? "no reads of it are known" : reason);
        }
        long through = input.lastFinalDay();
        CachedReads reads = CachedReads.of(reuse, input.region(), through);
        long known = reuse.historyDays(through);
        // First, as of a prefix that cannot cost enough it is not known how often its objects are read again.
        Verdict all = evaluate(
                input,
                reads.all(),
                "all of its reads do not cost more than the limit",
                new Verdict.Insufficient(List.of("reads of " + days + " days; " + known + " are known")));
        if (known < days || all instanceof Verdict.Nothing) {
            return all;
        }
        if (!(reuse.shares().repeated() * PERCENT > repeatedPercent)) {
            return new Verdict.Nothing("too few of the bytes read had been read before");
        }
        Optional<PrefixReuse.CacheSize> knee = reuse.knee();
        if (knee.isEmpty()) {
            return new Verdict.Nothing("no cache avoids enough of its reads");
        }
        List<BilledQuantity> avoided = reads.avoidedBy(knee.get());
        return evaluate(
                input,
                avoided,
                "what a cache would avoid does not cost more than the limit",
                new Verdict.Found(
                        () -> evidence(input, reuse, knee.get(), reads),
                        () -> REMEDIES,
                        prices -> saving(prices, avoided, reads.volumes(knee.get()), input.region())));
    }

    /**
     * What a cache at the knee of the miss ratio curve avoids: transfer to other regions and the internet, and requests. One gp3 volume for
     * the cache in each region that reads is in the basis.
     */
    private static Saving saving(
            DatedPrices prices, List<BilledQuantity> avoided, List<BilledQuantity> volumes, String region) {
        ChargeSum saved = prices.sum(avoided);
        if (!saved.isKnown()) {
            return Saving.unpriced("no price known for transfer or requests of S3 in " + region);
        }
        ChargeSum caches = prices.sum(volumes);
        String cost = caches.isKnown()
                ? "; a cache costs "
                        + caches.amount().setScale(2, RoundingMode.HALF_UP).toPlainString() + " a month ("
                        + caches.basis() + "), on each host that has one"
                : "; the cost of a cache is not known";
        return Saving.priced(
                saved.amount(), saved.amount(), saved.amount(), "avoided a month: " + saved.basis() + cost);
    }

    /**
     * Whether a prefix may be found: a share of its bytes is above a part of the limit, and all of its reads cost more than that part
     * of the other limit, as no cache saves more, or it is not known what they cost.
     *
     * @param repeated share of the bytes that may have been read before, 0 to 1
     * @param home region of the bucket
     * @param through the last final day, since 1970
     */
    public boolean mayPay(
            PrefixReuse reuse,
            double repeated,
            String home,
            long through,
            Function<PriceKey, Optional<BigDecimal>> prices,
            double part) {
        return repeated * PERCENT > part * repeatedPercent
                && BilledQuantity.cost(CachedReads.of(reuse, home, through).all(), prices)
                        .map(cost -> cost.doubleValue() > part * minimum.doubleValue())
                        .orElse(true);
    }

    /** A verdict if the units cost more than the limit; a price that is not known counts as missing data. */
    private Verdict evaluate(PrefixReuseSnapshot input, List<BilledQuantity> units, String cheap, Verdict verdict) {
        Optional<BigDecimal> cost = BilledQuantity.cost(units, input.prices());
        if (cost.isEmpty()) {
            return new Verdict.Insufficient(BilledQuantity.unknownPrices(units, input.prices()));
        }
        return cost.get().compareTo(minimum) > 0 ? verdict : new Verdict.Nothing(cheap);
    }

    private List<Evidence> evidence(
            PrefixReuseSnapshot input, PrefixReuse reuse, PrefixReuse.CacheSize knee, CachedReads reads) {
        long known = reuse.historyDays(input.lastFinalDay());
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("read a month", Math.rint(reads.total()), "bytes", null, known, 1));
        evidence.add(new Evidence(
                "read again within " + PrefixReuse.HORIZON_DAYS + " days",
                RuleNumbers.to3(reuse.shares().repeated() * PERCENT),
                "percent",
                repeatedPercent,
                known,
                RuleNumbers.to3(reuse.sampledPart())));
        evidence.add(new Evidence("cache size at the knee", knee.size(), "bytes", null, known, 1));
        evidence.add(new Evidence(
                "bytes that this cache avoids",
                RuleNumbers.to3(knee.bytesAvoided() * PERCENT),
                "percent",
                null,
                known,
                1));
        for (PrefixReuse.CacheSize size : reuse.shares().sizes()) {
            BilledQuantity.cost(reads.avoidedBy(size), input.prices())
                    .ifPresent(cost -> evidence.add(new Evidence(
                            "saved by a cache of " + gigabytes(size.size()),
                            cost.setScale(2, RoundingMode.HALF_UP).doubleValue(),
                            DOLLARS,
                            size.equals(knee) ? minimum.doubleValue() : null,
                            known,
                            1)));
        }
        for (Map.Entry<String, Double> region : reads.bytes().entrySet()) {
            String from = region.getKey().isEmpty() ? "where it is not known" : region.getKey();
            evidence.add(new Evidence(
                    "read from " + from + " a month", Math.rint(region.getValue()), "bytes", null, known, 1));
        }
        evidence.add(new Evidence("requests a month", Math.rint(reads.requests()), "requests", null, known, 1));
        evidence.add(new Evidence("reads are known", known, "days", (double) days, known, 1));
        return evidence;
    }

    private static String gigabytes(long bytes) {
        return BigDecimal.valueOf(bytes / GIGABYTE)
                        .setScale(3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + " GB";
    }
}
