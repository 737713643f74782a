package dev.gleaner.analyzer.rule.logs;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.LogGroupFacts;
import dev.gleaner.analyzer.profile.inventory.LogGroupSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.storage.ListingAbsenceLimit;
import dev.gleaner.analyzer.rule.storage.ListingsConfig;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.LogRetentionDays;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A log group of CloudWatch that keeps its events without limit, and whose storage costs more than a limit; or one of the class
 * Standard that takes in events for more than another limit. A log group has one finding, whichever of both holds.
 *
 * @param minimum USD a month above which its storage is reported
 * @param days of retention that are proposed
 * @param holdTags keys of tags, in lower case, by which a log group has to keep its events
 */
public record LogRetention(
        double minimum,
        int days,
        Set<String> holdTags,
        LogIngestion ingestion,
        ListingAbsenceLimit silence,
        int effortMinutes)
        implements Rule<LogGroupSnapshot> {

    static final RuleName NAME = new RuleName("log-retention", 2);

    /** Source: Amazon CloudWatch Logs API Reference, CreateLogGroup, logGroupClass. */
    private static final String DELIVERY = "DELIVERY";

    static final String LOGS = "logs";

    public LogRetention {
        holdTags = lowerCase(holdTags);
        if (!LogRetentionDays.ACCEPTED.contains(days)) {
            throw new IllegalArgumentException(
                    "CloudWatch Logs has no retention of " + days + " days, but only of " + LogRetentionDays.ACCEPTED);
        }
        if (!(minimum >= 0)) {
            throw new IllegalArgumentException("the minimum of log-retention is an amount of USD, and not " + minimum);
        }
    }

    /** The rule as configured. */
    public static LogRetention of(RuleSettings settings) {
        LogRetentionConfig config = settings.of(LogRetentionConfig.class);
        return new LogRetention(
                config.minimum(),
                config.days(),
                config.holdTags(),
                LogIngestion.of(config.ingestion()),
                ListingAbsenceLimit.of(settings.of(ListingsConfig.class).logGroups()),
                RuleNumbers.minutes(config.effort()));
    }

    /**
     * What the storage of a log group is billed for, whatever its class. CloudWatch bills compressed events; the stored bytes that it
     * shows are taken as the billed ones.
     */
    public static BilledQuantity storage(String region, long bytes) {
        return BilledQuantity.of(
                LOGS, "standard", region, "gb-month", BilledQuantity.gigabytes(bytes), "log storage GB");
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return ingestion.hours();
    }

    @Override
    public Verdict evaluate(LogGroupSnapshot input) {
        LogGroupFacts group = input.facts();
        if (group == null) {
            return new Verdict.Nothing("it is not listed");
        }
        Optional<BigDecimal> stored = costOfStorage(input, group);
        Verdict notKept = notKept(input, group, stored);
        boolean isKept = notKept == null;
        LogIngestion.Ingested ingested = ingestion.of(input, group);
        if (notKept == null || ingested.isFound()) {
            return silence.orInsufficient(
                    input,
                    new Verdict.Found(
                            () -> evidence(input, group, stored, isKept, ingested),
                            () -> remedies(input, isKept, ingested),
                            prices -> saving(prices, input, group, isKept, ingested)));
        }
        String missing = ingested.missingPrice();
        if (notKept instanceof Verdict.Nothing nothing) {
            return missing == null
                    ? new Verdict.Nothing(nothing.because() + ingested.reason())
                    : new Verdict.Insufficient(List.of(missing));
        }
        return notKept;
    }

    /** USD a month; empty if the size or the price is not known. */
    private static Optional<BigDecimal> costOfStorage(LogGroupSnapshot input, LogGroupFacts group) {
        Long size = group.size();
        return size == null
                ? Optional.empty()
                : BilledQuantity.cost(List.of(storage(input.region(), size)), input.prices());
    }

    /** The verdict on what is stored if no retention is proposed for it; null if one is. */
    private @Nullable Verdict notKept(LogGroupSnapshot input, LogGroupFacts group, Optional<BigDecimal> stored) {
        Integer retention = group.retentionDays();
        if (retention != null) {
            return new Verdict.Nothing("it keeps events for " + retention + " days");
        }
        if (group.logClass().equals(DELIVERY)) {
            return new Verdict.Nothing("its class keeps events for one day");
        }
        Optional<String> hold = hold(group.tags(), holdTags);
        if (hold.isPresent()) {
            return new Verdict.Nothing("by its tag " + hold.get() + " it has to keep its events");
        }
        Long size = group.size();
        if (size == null) {
            return new Verdict.Insufficient(List.of("its stored bytes"));
        }
        if (size == 0) {
            return new Verdict.Nothing("it is empty");
        }
        if (group.tags() == null) {
            return new Verdict.Insufficient(List.of("its tags, by which it may have to keep its events"));
        }
        if (stored.isEmpty()) {
            return new Verdict.Insufficient(
                    BilledQuantity.unknownPrices(List.of(storage(input.region(), size)), input.prices()));
        }
        return stored.get().compareTo(BigDecimal.valueOf(minimum)) > 0
                ? null
                : new Verdict.Nothing("its storage does not cost more than " + minimum + " USD a month");
    }

    /**
     * What a retention saves or, where none is proposed, what the class Infrequent Access does. Where both are proposed, the first
     * remedy is the retention: what it saves is the saving, and the other is added to the high estimate only.
     */
    private Saving saving(
            DatedPrices prices,
            LogGroupSnapshot input,
            LogGroupFacts group,
            boolean isKept,
            LogIngestion.Ingested ingested) {
        if (!isKept) {
            return ingested.saving(prices);
        }
        Saving retention = ofRetention(prices, input, group);
        BigDecimal monthly = retention.monthly();
        BigDecimal low = retention.low();
        BigDecimal high = retention.high();
        if (!ingested.isFound() || monthly == null || low == null || high == null) {
            return retention;
        }
        Saving ofIngestion = ingested.saving(prices);
        BigDecimal more = ofIngestion.high();
        String basis = retention.basis() + "; beside it, by the advice: " + ofIngestion.basis();
        return Saving.priced(monthly, low, more == null ? high : high.add(more), basis);
    }

    /**
     * The storage of the events that are older than the proposed retention, if they came at a steady rate since the log group was
     * created. Low: 0, as the events may all be younger.
     */
    private Saving ofRetention(DatedPrices prices, LogGroupSnapshot input, LogGroupFacts group) {
        Long size = group.size();
        Long created = group.created();
        if (size == null || created == null) {
            return Saving.unpriced("the stored bytes of the log group or its time of creation are not known");
        }
        ChargeSum cost = prices.sum(List.of(storage(input.region(), size)));
        if (!cost.isKnown()) {
            return cost.unpriced();
        }
        BigDecimal part = olderPart(input.hour().endMillis() - created);
        BigDecimal high = cost.amount().multiply(part);
        String share = ", of which " + part.movePointRight(2).setScale(0, RoundingMode.HALF_UP) + " % are older than "
                + days + " days if they came at a steady rate";
        return Saving.priced(high, BigDecimal.ZERO, high, cost.basis() + share);
    }

    /** Part of the time since the creation that is longer ago than the retention, 0 to 1. */
    private BigDecimal olderPart(long ageMillis) {
        if (ageMillis <= 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal kept = BigDecimal.valueOf(Hour.PER_DAY * Hour.MILLIS)
                .multiply(BigDecimal.valueOf(days))
                .divide(BigDecimal.valueOf(ageMillis), MathContext.DECIMAL64);
        return BigDecimal.ONE.subtract(kept).max(BigDecimal.ZERO);
    }

    static Set<String> lowerCase(Set<String> keys) {
        return keys.stream().map(key -> key.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The key of a tag by which a resource has to keep what it has stored.
     *
     * @param tags null if they are not known
     * @param holdTags keys in lower case
     */
    static Optional<String> hold(@Nullable Map<String, String> tags, Set<String> holdTags) {
        return tags == null
                ? Optional.empty()
                : tags.entrySet().stream()
                        .filter(tag -> holdTags.contains(tag.getKey().toLowerCase(Locale.ROOT)))
                        .filter(tag -> !tag.getValue().equalsIgnoreCase("false"))
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    private List<Evidence> evidence(
            LogGroupSnapshot input,
            LogGroupFacts group,
            Optional<BigDecimal> stored,
            boolean isKept,
            LogIngestion.Ingested ingested) {
        List<Evidence> evidence = new ArrayList<>();
        Long size = group.size();
        if (size != null) {
            stored.ifPresent(cost -> evidence.add(new Evidence(
                    "cost of storage",
                    RuleNumbers.to3(cost.doubleValue()),
                    "USD a month",
                    isKept ? minimum : null,
                    1,
                    1)));
            evidence.add(new Evidence("stored", size, "bytes", null, 1, 1));
        }
        Long created = group.created();
        if (created != null) {
            long age = Math.max(0, input.hour().endMillis() - created);
            evidence.add(new Evidence(
                    "age", RuleNumbers.to3((double) age / Hour.MILLIS / Hour.PER_DAY), "days", null, 1, 1));
        }
        ingested.addTo(evidence);
        return evidence;
    }

    private List<Remedy> remedies(LogGroupSnapshot input, boolean isKept, LogIngestion.Ingested ingested) {
        List<Remedy> remedies = new ArrayList<>();
        if (isKept) {
            remedies.add(Remedy.of(
                    RemedyAction.PUT_RETENTION_POLICY,
                    Map.of("days", Integer.toString(days)),
                    List.of("events that are older than " + days + " days"),
                    "Keep events for " + days
                            + " days. First check whether a law or an agreement requires a longer time, and"
                            + " export what has to stay."));
        }
        if (ingested.isStandard()) {
            remedies.add(Remedy.advice(infrequentAccess(input)));
        }
        return remedies;
    }

    /** Source: Amazon CloudWatch Logs API Reference, CreateLogGroup, logGroupClass. */
    private static String infrequentAccess(LogGroupSnapshot input) {
        Optional<String> standard = ingestion(input, "standard");
        Optional<String> infrequent = ingestion(input, "infrequent-access");
        String prices = standard.isPresent() && infrequent.isPresent()
                ? " (" + infrequent.get() + " instead of " + standard.get() + " USD/GB)"
                : "";
        return "If its events are seldom read, send them to a new log group of the class Infrequent Access: their ingestion"
                + " costs less" + prices
                + ". That class has a subset of the features of CloudWatch Logs, so first check that"
                + " those in use are among them. The class of an existing log group can't be changed.";
    }

    private static Optional<String> ingestion(LogGroupSnapshot input, String logClass) {
        return input.prices()
                .apply(new PriceKey(LOGS, logClass, input.region(), "", "", "gb"))
                .map(price -> price.stripTrailingZeros().toPlainString());
    }
}
