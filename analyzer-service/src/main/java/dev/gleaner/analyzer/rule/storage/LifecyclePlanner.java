package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.profile.prefix.BucketContents.PrefixContents;
import dev.gleaner.analyzer.profile.prefix.ReadsByAge;
import dev.gleaner.analyzer.rule.storage.LifecyclePlan.PrefixPlan;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleCost;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleDocument;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleDocument.PrefixSchedule;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleRuleJson;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.AgeReads;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.ReadHistory;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison.Basis;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleOptimizer;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleSettings;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClassTable;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the lifecycle rules of a bucket that save most, by the objects of its prefixes and how they are read. A pure function: the
 * results that it keeps are those of equal inputs.
 */
final class LifecyclePlanner {

    /** Name of the objects of a report that belong to none of its prefixes. */
    private static final String OTHER = "*";

    /** Rules in one proposal, so that a person can read it. */
    private static final int MOST_RULES = 20;

    /** Reasons that are told. */
    private static final int MOST_REASONS = 5;

    /** Prefixes whose schedule is kept: a report has at most 200, and what is known of them changes once a day. */
    private static final int KEPT = 2048;

    private final ScheduleSettings settings = ScheduleSettings.defaults();
    private final ScheduleOptimizer optimizer = new ScheduleOptimizer(StorageClassTable.bundled(), settings);
    private final List<PrefixConvention> conventions;
    private final double minimum;
    private final int historyDays;

    private final Map<Question, Answer> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
            return size() > KEPT;
        }
    });

    /**
     * A planner.
     *
     * @param minimum USD a month that a rule has to save
     * @param historyDays days of recorded reads without which they count as not known
     */
    LifecyclePlanner(List<PrefixConvention> conventions, double minimum, int historyDays) {
        this.conventions = List.copyOf(conventions);
        this.minimum = minimum;
        this.historyDays = historyDays;
    }

    /** The plan; empty without a report, or if the prices of STANDARD are not known. */
    Optional<LifecyclePlan> plan(
            BucketFacts bucket, LifecycleDocument document, BucketContents contents, StoragePrices prices) {
        Instant reported = contents.reported();
        if (reported == null || !prices.hasStandard()) {
            return Optional.empty();
        }
        return Optional.of(new Planning(bucket, document, contents, prices).plan(reported));
    }

    private Answer compare(Question question) {
        return known.computeIfAbsent(question, asked -> {
            ScheduleComparison comparison =
                    optimizer.compare(asked.usage(), asked.prices(), asked.today(), asked.convention());
            LifecycleSchedule schedule = comparison.schedule();
            return new Answer(
                    comparison,
                    schedule == null || asked.halves().stream().allMatch(half -> costsLess(asked, half, schedule)));
        });
    }

    /** Whether a schedule costs less than that of today if objects are always read as they were in a half of the observed time. */
    private boolean costsLess(Question question, ReadHistory half, LifecycleSchedule schedule) {
        PrefixUsage all = question.usage();
        PrefixUsage usage = new PrefixUsage(all.cells(), half, all.noncurrentReads(), all.variesByStorageClass());
        LifecycleSchedule today = question.today();
        if (today == null) {
            return true;
        }
        double now = cost(question, usage, today, today);
        return cost(question, usage, schedule, today) < now;
    }

    private double cost(Question question, PrefixUsage usage, LifecycleSchedule schedule, LifecycleSchedule today) {
        return optimizer
                .cost(usage, question.prices(), schedule, today)
                .map(LifecycleCost::total)
                .orElse(Double.POSITIVE_INFINITY);
    }

    private @Nullable LifecycleSchedule convention(String prefix) {
        return conventions.stream()
                .filter(convention -> convention.names(prefix) && convention.onlyTransitions())
                .findFirst()
                .map(PrefixConvention::schedule)
                .orElse(null);
    }

    /** How the objects of a prefix are read; null if that is not known. */
    private @Nullable ReadHistory history(@Nullable ReadsByAge reads) {
        return reads == null || reads.observedDays() < historyDays ? null : historyOf(reads);
    }

    /** The same in the halves of the observed time; of one that is not known there is none. */
    private List<ReadHistory> halves(@Nullable ReadsByAge reads) {
        return history(reads) == null || reads == null
                ? List.of()
                : reads.halves().stream()
                        .flatMap(half -> Stream.ofNullable(historyOf(half)))
                        .toList();
    }

    private @Nullable ReadHistory historyOf(ReadsByAge reads) {
        double known = reads.knownRequests();
        if (known == 0 && !reads.isEachReadKnown()) {
            return null;
        }
        double months = reads.observedDays() / ScheduleSettings.daysOfMonth();
        double requests = known == 0 ? 0 : (known + reads.unknownRequests()) / known / months;
        double volume = reads.knownBytes();
        double bytes = volume == 0 ? 0 : (volume + reads.unknownBytes()) / volume / months;
        List<Integer> limits = ObjectHistogramBins.ageSteps();
        List<AgeReads> ages = new ArrayList<>();
        for (int bin = 0; bin < limits.size(); bin++) {
            if (reads.requests().get(bin) > 0) {
                ages.add(new AgeReads(
                        limits.get(bin),
                        reads.requests().get(bin) * requests,
                        reads.bytes().get(bin) * bytes));
            }
        }
        // A read whose age or record is not known may have been of an old object, which then must not need a restore.
        int days = reads.isEachReadKnown()
                ? reads.observedDays()
                : Math.min(reads.observedDays(), settings.restoreHistoryDays() - 1);
        return new ReadHistory(ages, days);
    }

    /**
     * Whether objects are seen to be read, but not for long enough to know how often. The break-even age is for objects of which nothing
     * is known; these may be old and read every day.
     */
    private boolean isTooEarly(@Nullable ReadsByAge reads) {
        return reads != null
                && reads.observedDays() < historyDays
                && reads.knownRequests() + reads.unknownRequests() + reads.doubtfulRequests() > 0;
    }

    /**
     * What was found.
     *
     * @param isConfirmed whether the schedule costs less than that of today by the reads of each half of the observed time too
     */
    private record Answer(ScheduleComparison comparison, boolean isConfirmed) {}

    /**
     * What a comparison depends on.
     *
     * @param halves how objects were read in the halves of the observed time
     */
    private record Question(
            PrefixUsage usage,
            List<ReadHistory> halves,
            StoragePrices prices,
            @Nullable LifecycleSchedule today,
            @Nullable LifecycleSchedule convention) {}

    /** The prefixes of one bucket. */
    private final class Planning {

        private final BucketFacts bucket;
        private final LifecycleDocument document;
        private final BucketContents contents;
        private final StoragePrices prices;
        private final NavigableMap<String, PrefixContents> prefixes;
        private final List<PrefixPlan> plans = new ArrayList<>();
        private final List<String> left = new ArrayList<>();

        Planning(BucketFacts bucket, LifecycleDocument document, BucketContents contents, StoragePrices prices) {
            this.bucket = bucket;
            this.document = document;
            this.contents = contents;
            this.prices = prices;
            this.prefixes = new TreeMap<>(contents.prefixes());
            this.prefixes.remove(OTHER);
        }

        LifecyclePlan plan(Instant reported) {
            children(null).forEach(top -> resolve(top).ifPresent(plans::add));
            int months = settings.horizonMonths();
            List<PrefixPlan> worthwhile = plans.stream()
                    .filter(plan -> plan.gain(months) >= minimum)
                    .sorted(Comparator.comparingDouble((PrefixPlan plan) -> -plan.gain(months))
                            .thenComparing(PrefixPlan::prefix))
                    .toList();
            List<PrefixPlan> put = new ArrayList<>();
            for (PrefixPlan plan : worthwhile) {
                Optional<String> mover = document.moverOtherThan(LifecycleRuleJson.id(plan.prefix()), plan.prefix());
                if (mover.isPresent()) {
                    left.add(named(plan.prefix()) + ": the rule " + mover.get()
                            + " moves its objects, and would have to be replaced with "
                            + LifecycleRuleJson.text(plan.schedule()));
                } else if (put.size() < MOST_RULES) {
                    put.add(plan);
                }
            }
            return new LifecyclePlan(
                    reported,
                    put,
                    left.subList(0, Math.min(MOST_REASONS, left.size())),
                    contents.prefixes().size(),
                    months);
        }

        /**
         * The one rule for a prefix and all longer ones; if there are several, they are added to the plans, and the result is empty. A
         * rule for a prefix applies to all longer ones, so that a prefix with longer ones has one only if all have the same.
         */
        private Optional<PrefixPlan> resolve(String prefix) {
            List<String> children = children(prefix);
            Optional<PrefixPlan> own = own(prefix);
            if (children.isEmpty()) {
                return prefix.isEmpty() && contents.prefixes().containsKey(OTHER) ? Optional.empty() : own;
            }
            List<Optional<PrefixPlan>> below =
                    children.stream().map(this::resolve).toList();
            boolean isWhole = !prefix.isEmpty() || !contents.prefixes().containsKey(OTHER);
            boolean isOne = isWhole
                    && below.stream().allMatch(Optional::isPresent)
                    && below.stream()
                            .allMatch(plan -> plan.orElseThrow()
                                    .hasTransitionsOf(below.get(0).orElseThrow()))
                    && (isEmpty(prefix)
                            || own.filter(plan ->
                                            plan.hasTransitionsOf(below.get(0).orElseThrow()))
                                    .isPresent());
            if (!isOne) {
                below.forEach(plan -> plan.ifPresent(plans::add));
                own.filter(plan -> plan.gain(settings.horizonMonths()) >= minimum)
                        .ifPresent(plan -> left.add(named(prefix)
                                + ": a rule for it would apply to longer prefixes, which have other schedules"));
                return Optional.empty();
            }
            PrefixPlan all = below.get(0).orElseThrow().at(prefix);
            for (Optional<PrefixPlan> plan : below.subList(1, below.size())) {
                all = all.with(prefix, plan.orElseThrow());
            }
            return Optional.of(own.isPresent() ? all.with(prefix, own.get()) : all);
        }

        private boolean isEmpty(String prefix) {
            PrefixContents at = prefixes.get(prefix);
            return at == null || at.size().getObjects() == 0;
        }

        /** The cheapest schedule of the objects that belong to no longer prefix; empty if none saves anything. */
        private Optional<PrefixPlan> own(String prefix) {
            PrefixContents at = prefixes.get(prefix);
            if (at == null || isEmpty(prefix)) {
                return Optional.empty();
            }
            if (isTooEarly(at.reads())) {
                left.add(
                        named(prefix) + ": it is read, and its reads are known for less than " + historyDays + " days");
                return Optional.empty();
            }
            PrefixSchedule today = document.scheduleOf(prefix);
            if (today.schedule() == null) {
                left.add(named(prefix) + ": " + today.reason());
                return Optional.empty();
            }
            PrefixUsage usage = new PrefixUsage(
                    PrefixUsage.cells(at.size().getStoredList()),
                    history(at.reads()),
                    null,
                    bucket.variesByStorageClass());
            Answer answer =
                    compare(new Question(usage, halves(at.reads()), prices, today.schedule(), convention(prefix)));
            ScheduleComparison comparison = answer.comparison();
            if (!answer.isConfirmed()) {
                left.add(named(prefix) + ": " + LifecycleRuleJson.text(Objects.requireNonNull(comparison.schedule()))
                        + " would cost more than today by the reads of one half of the time in which they are known");
                return Optional.empty();
            }
            LifecycleSchedule schedule = comparison.schedule();
            if (schedule == null || comparison.today() == null) {
                return Optional.empty();
            }
            boolean isMeasured =
                    (comparison.basis() == Basis.MEASURED || schedule.current().isEmpty())
                            && schedule.noncurrent().isEmpty();
            return Optional.of(new PrefixPlan(
                    prefix,
                    List.of(prefix),
                    schedule,
                    comparison.today().total(),
                    comparison.nothing().total(),
                    comparison.convention() == null
                            ? null
                            : comparison.convention().total(),
                    comparison.cost().total(),
                    isMeasured,
                    comparison.firstMoves(),
                    comparison.unpriced()));
        }

        /** The shortest of the longer prefixes: those that no other longer one contains. */
        private List<String> children(@Nullable String prefix) {
            List<String> children = new ArrayList<>();
            NavigableMap<String, PrefixContents> longer = prefix == null ? prefixes : prefixes.tailMap(prefix, false);
            for (String one : longer.keySet()) {
                if (prefix != null && !one.startsWith(prefix)) {
                    break;
                }
                if (children.isEmpty() || !one.startsWith(children.get(children.size() - 1))) {
                    children.add(one);
                }
            }
            return children;
        }

        private static String named(String prefix) {
            return prefix.isEmpty() ? "the bucket" : prefix;
        }
    }
}
