package dev.gleaner.analyzer.rule.logs;

import dev.gleaner.analyzer.cost.BilledUnits;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.LogGroupFacts;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.storage.ListingSilence;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.LogRetentionDays;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
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
        ListingSilence silence,
        int effortMinutes)
        implements Rule<PricedSnapshot<LogGroupFacts>> {

    static final String NAME = "log-retention";

    static final int STEP = 2;

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

    /**
     * What the storage of a log group is billed for, whatever its class. CloudWatch bills compressed events; the stored bytes that it
     * shows are taken as the billed ones.
     */
    public static BilledUnits storage(String region, long bytes) {
        return BilledUnits.of(LOGS, "standard", region, "gb-month", BilledUnits.gigabytes(bytes), "log storage GB");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int step() {
        return STEP;
    }

    @Override
    public int hours() {
        return ingestion.hours();
    }

    @Override
    public Verdict evaluate(PricedSnapshot<LogGroupFacts> input) {
        LogGroupFacts group = input.facts();
        if (group == null) {
            return new Verdict.Nothing("it is not listed");
        }
        Verdict kept = kept(input, group);
        LogIngestion.Ingested ingested = ingestion.of(input, group);
        boolean isKept = kept instanceof Verdict.Found;
        if (isKept || ingested.isFound()) {
            return silence.orInsufficient(
                    input,
                    new Verdict.Found(
                            () -> evidence(input, group, isKept, ingested), () -> remedies(input, isKept, ingested)));
        }
        String missing = ingested.missingPrice();
        if (kept instanceof Verdict.Nothing nothing) {
            return missing == null
                    ? new Verdict.Nothing(nothing.because() + ingested.reason())
                    : new Verdict.Insufficient(List.of(missing));
        }
        return kept;
    }

    /** What a log group takes in, if that is reported; empty otherwise. */
    public Optional<LogIngestion.Ingested> ingested(PricedSnapshot<LogGroupFacts> input) {
        LogGroupFacts group = input.facts();
        return group == null
                ? Optional.empty()
                : Optional.of(ingestion.of(input, group)).filter(LogIngestion.Ingested::isFound);
    }

    /** Whether a retention is proposed for a log group that is listed. */
    public boolean isKeptForever(PricedSnapshot<LogGroupFacts> input) {
        LogGroupFacts group = input.facts();
        return group != null && kept(input, group) instanceof Verdict.Found;
    }

    /** The verdict on what is stored. */
    private Verdict kept(PricedSnapshot<LogGroupFacts> input, LogGroupFacts group) {
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
        if (size != null && size == 0) {
            return new Verdict.Nothing("it is empty");
        }
        return size == null ? new Verdict.Insufficient(List.of("its stored bytes")) : kept(input, group, size);
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

    private Verdict kept(PricedSnapshot<LogGroupFacts> input, LogGroupFacts group, long size) {
        if (group.tags() == null) {
            return new Verdict.Insufficient(List.of("its tags, by which it may have to keep its events"));
        }
        List<BilledUnits> storage = List.of(storage(input.region(), size));
        Optional<BigDecimal> cost = BilledUnits.cost(storage, input.prices());
        if (cost.isEmpty()) {
            return new Verdict.Insufficient(BilledUnits.unknownPrices(storage, input.prices()));
        }
        return cost.get().compareTo(BigDecimal.valueOf(minimum)) > 0
                ? new Verdict.Found(List::of, List::of)
                : new Verdict.Nothing("its storage does not cost more than " + minimum + " USD a month");
    }

    private List<Evidence> evidence(
            PricedSnapshot<LogGroupFacts> input, LogGroupFacts group, boolean isKept, LogIngestion.Ingested ingested) {
        List<Evidence> evidence = new ArrayList<>();
        Long size = group.size();
        if (size != null) {
            BilledUnits.cost(List.of(storage(input.region(), size)), input.prices())
                    .ifPresent(cost -> evidence.add(new Evidence(
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

    private List<Remedy> remedies(PricedSnapshot<LogGroupFacts> input, boolean isKept, LogIngestion.Ingested ingested) {
        List<Remedy> remedies = new ArrayList<>();
        if (isKept) {
            remedies.add(new Remedy(
                    "put-retention-policy",
                    Map.of("days", Integer.toString(days)),
                    false,
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
    private static String infrequentAccess(PricedSnapshot<LogGroupFacts> input) {
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

    private static Optional<String> ingestion(PricedSnapshot<LogGroupFacts> input, String logClass) {
        return input.prices()
                .apply(new PriceKey(LOGS, logClass, input.region(), "", "", "gb"))
                .map(price -> price.stripTrailingZeros().toPlainString());
    }
}
