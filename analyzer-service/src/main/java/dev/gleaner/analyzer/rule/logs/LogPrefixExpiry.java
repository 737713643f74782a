package dev.gleaner.analyzer.rule.logs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.BucketSnapshot;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.profile.prefix.BucketContents.PrefixContents;
import dev.gleaner.analyzer.profile.prefix.ReadsByAge;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleDocument;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleRuleJson;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage;
import dev.gleaner.analyzer.rule.storage.schedule.RoundedAmount;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison.Amount;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A bucket with prefixes that hold logs by their names, whose objects never expire, and whose storage costs more than a limit. Only
 * prefixes that an inventory report shows are evaluated. A prefix whose old objects are read, or whose rules keep a part of it for
 * longer, is named in an advice, and no rule is proposed for it.
 *
 * @param names of folders that hold logs, each with its slash
 * @param minimum USD a month above which a prefix is reported
 * @param days of age at which the proposed rule expires objects
 * @param noncurrentDays after which it expires old versions
 * @param holdTags keys of tags, in lower case, by which a bucket has to keep its objects
 */
public record LogPrefixExpiry(
        List<String> names, double minimum, int days, int noncurrentDays, Set<String> holdTags, int effortMinutes)
        implements Rule<BucketSnapshot> {

    private static final List<String> LOST = List.of("expired objects and versions can't be restored");

    private static final String DOLLARS = "USD a month";

    /** Prefixes that the evidence and texts name one by one. */
    private static final int SHOWN = 3;

    public LogPrefixExpiry {
        names = List.copyOf(names);
        holdTags = LogRetention.lowerCase(holdTags);
        if (names.stream().anyMatch(name -> !name.endsWith("/") || name.length() < 2)) {
            throw new IllegalArgumentException(
                    "names of log-retention.prefixes end with a slash, unlike those of " + names);
        }
        if (!(minimum >= 0) || days < 1 || noncurrentDays < 1) {
            throw new IllegalArgumentException("log-retention.prefixes needs an amount of USD and days, and not "
                    + minimum + ", " + days + ", " + noncurrentDays);
        }
    }

    /** The rule as configured. */
    public static LogPrefixExpiry of(LogRetentionConfig config) {
        return new LogPrefixExpiry(
                config.prefixes().names(),
                config.prefixes().minimum(),
                config.prefixes().days(),
                config.prefixes().noncurrentDays(),
                config.holdTags(),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return LogRetention.NAME;
    }

    @Override
    public Verdict evaluate(BucketSnapshot input) {
        return evaluate(input, input.contents());
    }

    Verdict evaluate(BucketSnapshot input, BucketContents contents) {
        BucketFacts bucket = input.facts();
        if (bucket == null) {
            return new Verdict.Nothing("it is not listed");
        }
        Optional<String> hold = LogRetention.hold(bucket.tags(), holdTags);
        if (hold.isPresent()) {
            return new Verdict.Nothing("by its tag " + hold.get() + " it has to keep its objects");
        }
        if (contents.reported() == null) {
            return new Verdict.Nothing("no inventory report shows its prefixes");
        }
        List<LogPrefix> all = prefixes(input, bucket, contents, new LifecycleDocument(List.of()));
        if (all.stream().noneMatch(prefix -> prefix.isCostly(minimum) || prefix.isUnpriced())) {
            return new Verdict.Nothing(
                    all.isEmpty()
                            ? "it has no prefix with a name of logs"
                            : "no prefix of logs costs more than " + minimum + " USD a month");
        }
        String lifecycle = bucket.lifecycle();
        if (lifecycle == null) {
            return new Verdict.Insufficient(
                    List.of("its lifecycle document: the permission s3:GetLifecycleConfiguration is needed"));
        }
        if (bucket.tags() == null) {
            return new Verdict.Insufficient(List.of("its tags, by which it may have to keep its objects: the permission"
                    + " s3:GetBucketTagging is needed"));
        }
        Optional<LifecycleDocument> document = LifecycleDocument.parse(lifecycle);
        return document.isEmpty()
                ? new Verdict.Insufficient(List.of("its lifecycle document can't be read"))
                : evaluate(input, prefixes(input, bucket, contents, document.get()));
    }

    private Verdict evaluate(BucketSnapshot input, List<LogPrefix> prefixes) {
        List<LogPrefix> costly =
                prefixes.stream().filter(prefix -> prefix.isCostly(minimum)).toList();
        if (!costly.isEmpty()) {
            return new Verdict.Found(
                    () -> evidence(costly), () -> remedies(costly), prices -> saving(prices, input.region(), costly));
        }
        List<String> missing = prefixes.stream()
                .filter(LogPrefix::isUnpriced)
                .flatMap(prefix -> prefix.unpriced().keySet().stream())
                .distinct()
                .map(storageClass -> "the price of " + storageClass + " in S3, in which there are logs")
                .toList();
        return missing.isEmpty()
                ? new Verdict.Nothing("each prefix of logs that costs more than " + minimum + " USD a month expires")
                : new Verdict.Insufficient(missing);
    }

    /**
     * What objects in prefixes of logs cost that the proposed rules expire at once or, if none is proposed, would. Low: without those of which
     * it is not known whether they are old enough.
     */
    private Saving saving(DatedPrices prices, String region, List<LogPrefix> costly) {
        List<LogPrefix> proposed =
                costly.stream().filter(prefix -> prefix.refusal() == null).toList();
        List<LogPrefix> counted = proposed.isEmpty() ? costly : proposed;
        List<BilledQuantity> old = billed(region, counted, LogPrefix::old, "older than " + days + " days, GB in ");
        ChargeSum all = prices.sum(old);
        if (!all.isKnown()) {
            return all.unpriced();
        }
        // Old versions may have been replaced too recently.
        ChargeSum certain = prices.sum(billed(region, counted, LogPrefix::certainlyOld, ""));
        return Saving.priced(
                all.amount(),
                certain.amount(),
                all.amount(),
                old.isEmpty() ? "no object is old enough to expire yet" : all.basis());
    }

    private static List<BilledQuantity> billed(
            String region, List<LogPrefix> prefixes, Function<LogPrefix, Map<StorageClass, Long>> bytes, String what) {
        Map<StorageClass, Long> sums = new TreeMap<>();
        prefixes.forEach(prefix ->
                bytes.apply(prefix).forEach((storageClass, count) -> sums.merge(storageClass, count, Long::sum)));
        return sums.entrySet().stream()
                .map(sum -> new BilledQuantity(
                        StoragePrices.storageKey(sum.getKey(), region),
                        BilledQuantity.gibibytes(sum.getValue()),
                        what + sum.getKey()))
                .toList();
    }

    /** The outermost prefixes of the report with a name of logs whose objects do not expire as a whole. */
    private List<LogPrefix> prefixes(
            BucketSnapshot input, BucketFacts bucket, BucketContents contents, LifecycleDocument document) {
        List<LogPrefix> prefixes = new ArrayList<>();
        String last = null;
        for (String prefix : contents.prefixes().keySet()) {
            boolean isWithinLast = last != null && prefix.startsWith(last);
            if (!isWithinLast && names.stream().anyMatch(name -> prefix.equals(name) || prefix.endsWith("/" + name))) {
                last = prefix;
                if (!document.expiresAllObjects(prefix)) {
                    prefixes.add(prefix(prefix, input, bucket, contents, document));
                }
            }
        }
        return prefixes;
    }

    private LogPrefix prefix(
            String prefix,
            BucketSnapshot input,
            BucketFacts bucket,
            BucketContents contents,
            LifecycleDocument document) {
        Map<StorageClass, Long> stored = new TreeMap<>();
        Map<StorageClass, Long> old = new TreeMap<>();
        Map<StorageClass, Long> certainlyOld = new TreeMap<>();
        Map<String, Long> unpriced = new TreeMap<>();
        Amount reached = new Amount(0, 0);
        boolean areReadsKnown = false;
        boolean expiresVersions = bucket.hasVersions() && !document.expiresAllVersions(prefix);
        String refusal = document.laterExpiration(prefix, days, expiresVersions ? noncurrentDays : Integer.MAX_VALUE)
                .map(rule -> "the rule " + rule + " keeps a part of it for longer")
                .orElse(null);
        for (Map.Entry<String, PrefixContents> entry : contents.prefixes().entrySet()) {
            if (!entry.getKey().startsWith(prefix) || document.expiresAllObjects(entry.getKey())) {
                continue;
            }
            refusal = refusal == null ? readRefusal(entry.getValue().reads()) : refusal;
            areReadsKnown |= entry.getValue().reads() != null;
            for (PrefixUsage.Cell cell :
                    PrefixUsage.cells(entry.getValue().size().getStoredList())) {
                if (cell.noncurrent() && !expiresVersions) {
                    continue;
                }
                boolean isOld = isOld(cell);
                reached = isOld ? reached.plus(cell.objects(), cell.bytes()) : reached;
                Optional<StorageClass> storageClass = StorageClass.of(cell.storageClass())
                        .filter(known -> input.prices()
                                .apply(StoragePrices.storageKey(known, input.region()))
                                .isPresent());
                if (storageClass.isEmpty()) {
                    unpriced.merge(cell.storageClass(), cell.bytes(), Long::sum);
                    continue;
                }
                stored.merge(storageClass.get(), cell.bytes(), Long::sum);
                if (isOld) {
                    old.merge(storageClass.get(), cell.bytes(), Long::sum);
                }
                if (isCertainlyOld(cell)) {
                    certainlyOld.merge(storageClass.get(), cell.bytes(), Long::sum);
                }
            }
        }
        BigDecimal cost = BilledQuantity.cost(
                        stored.entrySet().stream()
                                .map(sum -> new BilledQuantity(
                                        StoragePrices.storageKey(sum.getKey(), input.region()),
                                        BilledQuantity.gibibytes(sum.getValue()),
                                        ""))
                                .toList(),
                        input.prices())
                .orElse(BigDecimal.ZERO);
        return new LogPrefix(
                prefix, expiresVersions, cost, old, certainlyOld, unpriced, reached, areReadsKnown, refusal);
    }

    /** Whether it may be old enough: in an age step that the age divides, all counts, and of old versions only the time of writing is known. */
    private boolean isOld(PrefixUsage.Cell cell) {
        return binOf(cell) >= ObjectHistogramBins.ageBinOf(cell.noncurrent() ? noncurrentDays : days);
    }

    private boolean isCertainlyOld(PrefixUsage.Cell cell) {
        int bin = binOf(cell);
        return !cell.noncurrent() && bin > 0 && ObjectHistogramBins.ageSteps().get(bin - 1) >= days;
    }

    private static int binOf(PrefixUsage.Cell cell) {
        return ObjectHistogramBins.ageSteps().indexOf(cell.ageLimit());
    }

    /** Why objects may not be expired by how they are read; null if nothing is known that forbids it. */
    private @Nullable String readRefusal(@Nullable ReadsByAge reads) {
        if (reads == null) {
            return null;
        }
        List<Double> requests = reads.requests();
        for (int bin = ObjectHistogramBins.ageBinOf(days); bin < requests.size(); bin++) {
            if (requests.get(bin) > 0) {
                return "objects older than " + days + " days are read";
            }
        }
        return reads.areAgesKnown() ? null : "objects are read whose age is not known";
    }

    private List<Evidence> evidence(List<LogPrefix> costly) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("prefixes of logs without expiration", costly.size(), "prefixes", 1.0, 1, 1));
        costly.stream().limit(SHOWN).forEach(prefix -> {
            evidence.add(new Evidence(
                    prefix.name() + ": cost of storage",
                    RuleNumbers.to3(prefix.cost().doubleValue()),
                    DOLLARS,
                    minimum,
                    1,
                    1));
            evidence.add(new Evidence(
                    prefix.name() + ": objects deleted within 48 hours",
                    prefix.reached().objects(),
                    "objects",
                    null,
                    1,
                    1));
            evidence.add(new Evidence(
                    prefix.name() + ": bytes deleted within 48 hours",
                    prefix.reached().bytes(),
                    "bytes",
                    null,
                    1,
                    1));
            prefix.unpriced()
                    .forEach((storageClass, bytes) -> evidence.add(new Evidence(
                            prefix.name() + ": in " + storageClass + ", whose price is not known, in no cost",
                            bytes,
                            "bytes",
                            null,
                            1,
                            1)));
        });
        return evidence;
    }

    private List<Remedy> remedies(List<LogPrefix> costly) {
        List<LogPrefix> proposed =
                costly.stream().filter(prefix -> prefix.refusal() == null).toList();
        List<Remedy> remedies = new ArrayList<>();
        if (!proposed.isEmpty()) {
            remedies.add(expire(proposed));
        }
        String refused = costly.stream()
                .filter(prefix -> prefix.refusal() != null)
                .map(prefix -> prefix.name() + " (" + prefix.refusal() + ")")
                .collect(Collectors.joining("; "));
        if (!refused.isEmpty()) {
            remedies.add(Remedy.advice("Logs that never expire, and for which no rule is proposed: " + refused
                    + ". Let their owner decide how long they have to be kept."));
        }
        return remedies;
    }

    private Remedy expire(List<LogPrefix> proposed) {
        boolean hasVersions = proposed.stream().anyMatch(LogPrefix::expiresVersions);
        List<ObjectNode> rules = proposed.stream()
                .map(prefix ->
                        LifecycleRuleJson.expire(prefix.name(), days, prefix.expiresVersions() ? noncurrentDays : 0, 0))
                .toList();
        List<LogPrefix> unread =
                proposed.stream().filter(prefix -> !prefix.areReadsKnown()).toList();
        Amount reached = proposed.stream()
                .map(LogPrefix::reached)
                .reduce(new Amount(0, 0), (one, other) -> one.plus(other.objects(), other.bytes()));
        return new Remedy(
                "put-lifecycle-rule",
                Map.of("rule", LifecycleRuleJson.parameter(rules)),
                false,
                LOST,
                "Expire logs below " + names(proposed) + " after " + days + " days"
                        + (hasVersions ? ", and old versions " + noncurrentDays + " days after that" : "")
                        + ". By the inventory report, within 48 hours " + RoundedAmount.text(reached)
                        + " will be deleted"
                        + (hasVersions ? " at most, as a report does not tell when a version was replaced" : "")
                        + ". They can't be restored."
                        + (unread.isEmpty()
                                ? ""
                                : " No read of an object below " + names(unread)
                                        + " is known: either there was none, or the trail does not record data events of this"
                                        + " bucket.")
                        + " First check whether a law or an agreement requires a longer time.");
    }

    private static String names(List<LogPrefix> prefixes) {
        return prefixes.stream().limit(SHOWN).map(LogPrefix::name).collect(Collectors.joining(", "))
                + (prefixes.size() > SHOWN ? " and " + (prefixes.size() - SHOWN) + " more" : "");
    }

    /**
     * A prefix of logs with all longer ones that do not expire by themselves.
     *
     * @param expiresVersions whether the rule has to expire old versions too
     * @param cost USD a month of what has a known price
     * @param old bytes that may be old enough to expire, by class
     * @param certainlyOld bytes that are
     * @param unpriced bytes by the name of a class without a known price
     * @param reached what is old enough, whatever its price
     * @param areReadsKnown whether a read of one of its objects is known
     * @param refusal why no rule is proposed; null if one is
     */
    private record LogPrefix(
            String name,
            boolean expiresVersions,
            BigDecimal cost,
            Map<StorageClass, Long> old,
            Map<StorageClass, Long> certainlyOld,
            Map<String, Long> unpriced,
            Amount reached,
            boolean areReadsKnown,
            @Nullable String refusal) {

        boolean isCostly(double minimum) {
            return cost.compareTo(BigDecimal.valueOf(minimum)) > 0;
        }

        boolean isUnpriced() {
            return !unpriced.isEmpty();
        }
    }
}
