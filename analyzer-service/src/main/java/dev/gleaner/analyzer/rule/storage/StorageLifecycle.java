package dev.gleaner.analyzer.rule.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.BucketSnapshot;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.storage.LifecyclePlan.PrefixPlan;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleDocument;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleRuleJson;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule;
import dev.gleaner.analyzer.rule.storage.schedule.RoundedAmount;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison.Amount;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bucket whose objects would cost less with other lifecycle rules. By measurement where a report of S3 Inventory shows the objects
 * of its prefixes; else by convention, where a prefix by its name should have a rule and has none.
 */
public final class StorageLifecycle implements Rule<BucketSnapshot> {

    static final RuleName NAME = new RuleName("storage-lifecycle", 2);

    private static final Saving OF_CONVENTION = Saving.unpriced(
            "no report tells the objects below these prefixes, so that it is not known what moving them saves");

    private static final String ACTION = "put-lifecycle-rule";

    /** Rules that the evidence shows, and texts name, one by one. */
    private static final int SHOWN = 3;

    private static final String DOLLARS = "USD a month";

    /** Source: Amazon S3 User Guide, "Restoring an archived object" and "Amazon S3 storage classes". */
    private static final List<String> LOST_BY_TRANSITION = List.of(
            "moved objects stay in their new storage class, which bills a minimum duration and each retrieval",
            "objects in an archive class can't be read until they are restored, which takes hours");

    private static final List<String> LOST_BY_EXPIRATION = List.of("expired objects and versions can't be restored");

    private final List<PrefixConvention> conventions;
    private final int abortDays;
    private final double minimum;
    private final int effortMinutes;
    private final LifecyclePlanner planner;

    private StorageLifecycle(StorageLifecycleConfig config) {
        this.conventions = List.copyOf(config.conventions());
        this.abortDays = Math.toIntExact(config.abortUploads().toDays());
        this.minimum = config.minimum();
        this.effortMinutes = RuleNumbers.minutes(config.effort());
        this.planner = new LifecyclePlanner(
                conventions, minimum, Math.toIntExact(config.readHistory().toDays()));
        if (!(minimum >= 0)) {
            throw new IllegalArgumentException(
                    "the minimum of " + NAME.name() + " is an amount of USD, and not " + minimum);
        }
    }

    /** The rule as configured. */
    public static StorageLifecycle of(StorageLifecycleConfig config) {
        return new StorageLifecycle(config);
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int effortMinutes() {
        return effortMinutes;
    }

    @Override
    public Verdict evaluate(BucketSnapshot input) {
        BucketFacts bucket = input.facts();
        if (bucket == null) {
            return new Verdict.Nothing("it is not listed");
        }
        BucketContents contents = input.contents();
        List<NamedPrefix> named = named(bucket, contents);
        if (named.isEmpty() && contents.reported() == null) {
            return new Verdict.Nothing("it has no prefix that a convention names");
        }
        String lifecycle = bucket.lifecycle();
        if (lifecycle == null) {
            return new Verdict.Insufficient(
                    List.of("its lifecycle document: the permission s3:GetLifecycleConfiguration is needed"));
        }
        Optional<LifecycleDocument> document = LifecycleDocument.parse(lifecycle);
        return document.isEmpty()
                ? new Verdict.Insufficient(List.of("its lifecycle document can't be read"))
                : evaluate(new Situation(input, bucket, contents, document.get()), named);
    }

    private Verdict evaluate(Situation situation, List<NamedPrefix> named) {
        Optional<LifecyclePlan> plan = plan(situation);
        List<NamedPrefix> uncovered = uncovered(situation, named, plan);
        boolean hasRules = plan.filter(some -> !some.rules().isEmpty()).isPresent();
        if (!hasRules && uncovered.isEmpty()) {
            return new Verdict.Nothing(
                    plan.isEmpty()
                            ? "each prefix that a convention names has a rule"
                            : "no rule for a prefix saves " + minimum + " USD a month"
                                    + plan.get().left().stream()
                                            .map(reason -> "; " + reason)
                                            .collect(Collectors.joining()));
        }
        return new Verdict.Found(
                () -> evidence(situation, named, uncovered, plan.orElse(null)),
                () -> remedies(situation, uncovered, plan.orElse(null)),
                prices -> saving(prices, situation, uncovered, plan));
    }

    private static Saving saving(
            DatedPrices prices, Situation situation, List<NamedPrefix> uncovered, Optional<LifecyclePlan> plan) {
        PriceKey standard = StoragePrices.storageKey(
                StorageClass.STANDARD, situation.input().region());
        Optional<DatedPrices.Quote> quote = prices.quote(standard);
        if (quote.isEmpty()) {
            return Saving.unpriced("no price known for " + standard.text());
        }
        return plan.filter(some -> !some.rules().isEmpty())
                .map(LifecycleEstimate::of)
                .or(() -> byConvention(situation, uncovered))
                .map(estimate -> Saving.priced(
                        estimate.monthly(),
                        estimate.low(),
                        estimate.high(),
                        estimate.basis() + "; STANDARD " + quote.get().amount() + "/GB, "
                                + quote.get().dated()))
                .orElseGet(() -> Saving.unpriced(
                        "the bytes of the bucket in STANDARD, or the price of another class, are not known"));
    }

    private Optional<LifecyclePlan> plan(Situation situation) {
        return planner.plan(situation.bucket(), situation.document(), situation.contents(), situation.storagePrices());
    }

    /** The prefixes that conventions name, at any depth as far as they are known. */
    private List<NamedPrefix> named(BucketFacts bucket, BucketContents contents) {
        TreeSet<String> prefixes = new TreeSet<>(bucket.prefixes());
        prefixes.addAll(contents.prefixes().keySet());
        return conventions.stream()
                .filter(convention -> !convention.isOfOldVersions() || bucket.hasVersions())
                .flatMap(convention ->
                        prefixes.stream().filter(convention::names).map(prefix -> new NamedPrefix(convention, prefix)))
                .toList();
    }

    /** Those without a rule. Where objects are measured, a convention that only moves them does not count. */
    private static List<NamedPrefix> uncovered(
            Situation situation, List<NamedPrefix> named, Optional<LifecyclePlan> plan) {
        return named.stream()
                .filter(one -> plan.isEmpty() || !one.convention().onlyTransitions() || !isReported(situation, one))
                .filter(one -> !covers(situation.document(), one))
                .toList();
    }

    private static boolean isReported(Situation situation, NamedPrefix named) {
        return situation.contents().prefixes().keySet().stream()
                .anyMatch(prefix -> prefix.startsWith(named.prefix())
                        || (!prefix.isEmpty() && named.prefix().startsWith(prefix)));
    }

    private static boolean covers(LifecycleDocument document, NamedPrefix named) {
        return named.convention().isOfOldVersions()
                ? document.coversVersions(named.prefix())
                : document.coversObjects(named.prefix());
    }

    private List<Remedy> remedies(Situation situation, List<NamedPrefix> uncovered, @Nullable LifecyclePlan plan) {
        List<Remedy> remedies = new ArrayList<>();
        if (plan != null && !plan.rules().isEmpty()) {
            remedies.add(measured(situation, plan));
        }
        List<NamedPrefix> moved = uncovered.stream()
                .filter(one -> one.convention().onlyTransitions())
                .toList();
        if (!moved.isEmpty()) {
            Remedy remedy = conventional(situation, moved);
            remedies.add(remedies.isEmpty() ? remedy : remedy.withSaving(OF_CONVENTION));
        }
        uncovered.stream()
                .filter(one -> !one.convention().onlyTransitions())
                .map(one -> expiring(situation, one))
                .forEach(remedies::add);
        if (plan != null && !plan.left().isEmpty()) {
            remedies.add(Remedy.advice("Prefixes that need a decision first: " + String.join("; ", plan.left()) + "."));
        }
        return remedies;
    }

    private Remedy measured(Situation situation, LifecyclePlan plan) {
        LifecycleDocument document = situation.document();
        List<ObjectNode> rules = plan.rules().stream()
                .map(rule ->
                        LifecycleRuleJson.rule(rule.prefix(), kept(rule, document), abortDays(document, rule.prefix())))
                .toList();
        boolean deletes =
                plan.rules().stream().anyMatch(rule -> document.expiresBy(LifecycleRuleJson.id(rule.prefix())));
        boolean archives = plan.rules().stream()
                .flatMap(rule ->
                        Stream.concat(rule.schedule().current().stream(), rule.schedule().noncurrent().stream()))
                .anyMatch(step -> step.storageClass() == StorageClass.GLACIER
                        || step.storageClass() == StorageClass.DEEP_ARCHIVE);
        Amount first = plan.rules().stream()
                .map(PrefixPlan::firstMoves)
                .reduce(new Amount(0, 0), (one, other) -> one.plus(other.objects(), other.bytes()));
        String named = plan.rules().stream()
                .limit(SHOWN)
                .map(rule -> (rule.prefix().isEmpty() ? "all objects" : rule.prefix()) + " to "
                        + LifecycleRuleJson.text(rule.schedule()))
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
        int more = plan.rules().size() - SHOWN;
        return new Remedy(
                ACTION,
                Map.of("rule", LifecycleRuleJson.parameter(rules)),
                !archives && !deletes,
                LOST_BY_TRANSITION,
                "By the inventory report: move " + named + (more > 0 ? "; and " + more + " more prefixes" : "")
                        + ". Within 48 hours " + RoundedAmount.text(first) + " will be moved. "
                        + basis(plan));
    }

    private static String basis(LifecyclePlan plan) {
        return plan.rules().stream().allMatch(PrefixPlan::isMeasured)
                ? "How often objects are read at each age was measured."
                : "Where it is not known how often objects are read, they are moved at the age at which they have cost as"
                        + " much as the move and one read, so first check whether old ones are read often.";
    }

    /** The transitions, with the expirations of the rule that this one replaces. */
    private static LifecycleSchedule kept(PrefixPlan rule, LifecycleDocument document) {
        return document.expiresBy(LifecycleRuleJson.id(rule.prefix()))
                ? rule.schedule()
                : rule.schedule().expiring(0, 0);
    }

    private Remedy conventional(Situation situation, List<NamedPrefix> moved) {
        List<ObjectNode> rules = moved.stream().map(one -> json(situation, one)).toList();
        String prefixes = moved.stream()
                .map(NamedPrefix::prefix)
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
        return new Remedy(
                ACTION,
                Map.of("rule", LifecycleRuleJson.parameter(rules)),
                true,
                LOST_BY_TRANSITION,
                "By convention, not by measured use: move objects below " + prefixes
                        + " to cheaper storage classes as they age. First check whether old ones are still read.");
    }

    /** Unless it moves objects as well, the rule has an ID of its own: it neither replaces nor excludes the one that moves them. */
    private Remedy expiring(Situation situation, NamedPrefix named) {
        LifecycleSchedule schedule = named.convention().schedule();
        ObjectNode rule = schedule.current().isEmpty()
                ? LifecycleRuleJson.expire(
                        named.prefix(),
                        schedule.expireDays(),
                        schedule.expireNoncurrentDays(),
                        abortDays(situation.document(), named.prefix()))
                : json(situation, named);
        Amount reached = situation.reachedBy(named);
        if (reached == null) {
            return Remedy.advice("By convention, not by measured use: expire objects below " + named.prefix()
                    + ". Expired objects can't be restored, so their owner has to decide. A rule: " + rule);
        }
        return new Remedy(
                        ACTION,
                        Map.of("rule", LifecycleRuleJson.parameter(List.of(rule))),
                        false,
                        LOST_BY_EXPIRATION,
                        "By convention, not by measured use: expire objects below " + named.prefix()
                                + ". Within 48 hours "
                                + RoundedAmount.text(reached) + " will be deleted" + situation.ageOf(named)
                                + situation.costOf(reached)
                                + ". They can't be restored, so their owner has to agree.")
                .withSaving(situation.savedWith(reached));
    }

    private ObjectNode json(Situation situation, NamedPrefix named) {
        LifecycleSchedule schedule = named.convention().schedule();
        return LifecycleRuleJson.rule(
                named.prefix(),
                new LifecycleSchedule(
                        schedule.current(),
                        // There may be noncurrent versions, which need transitions of their own.
                        situation.bucket().hasVersions() ? schedule.current() : List.of(),
                        schedule.expireDays(),
                        schedule.expireNoncurrentDays(),
                        null),
                abortDays(situation.document(), named.prefix()));
    }

    private int abortDays(LifecycleDocument document, String prefix) {
        return document.endsUploads(prefix) ? 0 : abortDays;
    }

    private List<Evidence> evidence(
            Situation situation, List<NamedPrefix> named, List<NamedPrefix> uncovered, @Nullable LifecyclePlan plan) {
        List<Evidence> evidence = new ArrayList<>();
        if (plan != null) {
            evidence.add(new Evidence("prefixes of the report", plan.prefixes(), "prefixes", null, 1, 1));
            evidence.add(new Evidence("rules that save money", plan.rules().size(), "rules", 1.0, 1, 1));
            plan.rules().stream().limit(SHOWN).forEach(rule -> addCosts(rule, plan.months(), evidence));
        }
        evidence.add(new Evidence("prefixes that a convention names", named.size(), "prefixes", null, 1, 1));
        evidence.add(new Evidence("of them without a rule", uncovered.size(), "prefixes", 1.0, 1, 1));
        evidence.add(
                new Evidence("rules of the bucket", situation.document().rules().size(), "rules", null, 1, 1));
        Long size = situation.bucket().size();
        if (size != null) {
            evidence.add(new Evidence("size of the bucket", size, "bytes", null, 1, 1));
        }
        return evidence;
    }

    private void addCosts(PrefixPlan rule, int months, List<Evidence> evidence) {
        String prefix = (rule.prefix().isEmpty() ? "the bucket" : rule.prefix()) + ": ";
        int members = rule.members().size();
        evidence.add(new Evidence(
                prefix + "saved by " + LifecycleRuleJson.text(rule.schedule()),
                RuleNumbers.to3(rule.gain(months)),
                DOLLARS,
                minimum,
                members,
                1));
        evidence.add(cost(prefix + "cost with it", rule.cost() / months, members));
        evidence.add(cost(prefix + "cost as today", rule.today() / months, members));
        evidence.add(cost(prefix + "cost without transitions", rule.nothing() / months, members));
        Double convention = rule.convention();
        if (convention != null) {
            evidence.add(cost(prefix + "cost by convention", convention / months, members));
        }
        evidence.add(new Evidence(
                prefix + "objects moved within 48 hours", rule.firstMoves().objects(), "objects", null, members, 1));
        evidence.add(new Evidence(
                prefix + "bytes moved within 48 hours", rule.firstMoves().bytes(), "bytes", null, members, 1));
        if (rule.unpriced().objects() > 0) {
            evidence.add(new Evidence(
                    prefix + "objects in classes without a known price, in no cost",
                    rule.unpriced().objects(),
                    "objects",
                    null,
                    members,
                    1));
        }
    }

    private static Evidence cost(String name, double amount, int members) {
        return new Evidence(name, RuleNumbers.to3(amount), DOLLARS, null, members, 1);
    }

    /**
     * What conventions can save at most: all of the bucket in STANDARD lies below one of the prefixes and is old enough. The amount that is
     * shown assumes that each prefix of the bucket has the same part.
     */
    private static Optional<LifecycleEstimate> byConvention(Situation situation, List<NamedPrefix> uncovered) {
        Long size = situation.bucket().size();
        Optional<BigDecimal> standard = situation.price(StorageClass.STANDARD);
        if (size == null || standard.isEmpty() || uncovered.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal greatest = BigDecimal.ZERO;
        BigDecimal sum = BigDecimal.ZERO;
        for (NamedPrefix named : uncovered) {
            Optional<BigDecimal> after = situation.priceAfter(named.convention());
            if (after.isEmpty()) {
                return Optional.empty();
            }
            BigDecimal saved = standard.get().subtract(after.get()).max(BigDecimal.ZERO);
            greatest = greatest.max(saved);
            sum = sum.add(saved);
        }
        int prefixes = Math.max(situation.bucket().prefixes().size(), uncovered.size());
        return Optional.of(LifecycleEstimate.ofConvention(size, standard.get(), greatest, sum, prefixes));
    }

    /** A prefix that a convention names. */
    private record NamedPrefix(PrefixConvention convention, String prefix) {}

    /** What is known of a bucket whose lifecycle document can be read. */
    private record Situation(
            BucketSnapshot input, BucketFacts bucket, BucketContents contents, LifecycleDocument document) {

        StoragePrices storagePrices() {
            return StoragePrices.of(input.region(), input.prices());
        }

        /** USD for a GB-month. */
        Optional<BigDecimal> price(StorageClass storageClass) {
            PriceKey key = StoragePrices.storageKey(storageClass, input.region());
            return input.prices().apply(key);
        }

        /** USD for a GB-month of an object for which all of a convention is done. */
        Optional<BigDecimal> priceAfter(PrefixConvention convention) {
            if (!convention.onlyTransitions()) {
                return Optional.of(BigDecimal.ZERO);
            }
            List<LifecycleSchedule.Step> steps = convention.schedule().current();
            return price(steps.get(steps.size() - 1).storageClass());
        }

        /** The objects that an expiration reaches at once; null if no report shows them. */
        @Nullable
        Amount reachedBy(NamedPrefix named) {
            boolean ofNoncurrent = named.convention().isOfOldVersions();
            int days = ofNoncurrent
                    ? named.convention().expireNoncurrentDays()
                    : named.convention().expireDays();
            return RoundedAmount.reached(contents, named.prefix(), ofNoncurrent, days);
        }

        /** What objects cost in STANDARD, for a person; empty without a price. */
        String costOf(Amount amount) {
            return amount.objects() == 0
                    ? ""
                    : price(StorageClass.STANDARD)
                            .map(price -> ", which cost " + RoundedAmount.dollars(amount, price)
                                    + " USD a month if they are in STANDARD")
                            .orElse("");
        }

        /** What is saved if objects are deleted; nothing of it is certain, as their storage classes are not known. */
        Saving savedWith(Amount amount) {
            return price(StorageClass.STANDARD)
                    .map(price -> {
                        BigDecimal gigabytes = BilledQuantity.gibibytes(amount.bytes());
                        BigDecimal cost = gigabytes.multiply(price);
                        return Saving.priced(
                                cost,
                                BigDecimal.ZERO,
                                cost,
                                String.format(
                                        Locale.ROOT,
                                        "%.0f GB that are deleted within 48 hours at %s, if they are in STANDARD; low 0, as"
                                                + " their storage classes are not known",
                                        gigabytes,
                                        price.stripTrailingZeros().toPlainString()));
                    })
                    .orElseGet(() -> Saving.unpriced("no price known for STANDARD"));
        }

        /** How the age of the objects is known. */
        String ageOf(NamedPrefix named) {
            return named.convention().isOfOldVersions()
                    ? " at most, as a report does not tell when a version was replaced"
                    : "";
        }
    }
}
