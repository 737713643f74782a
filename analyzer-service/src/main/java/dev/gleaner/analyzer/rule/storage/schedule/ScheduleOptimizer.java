package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.ReadHistory;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison.Amount;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison.Basis;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the lifecycle schedule of a prefix that costs least. Expirations are kept as they are, as only an owner knows what may be
 * deleted. The arithmetic is described in {@code docs/lifecycle.md}.
 */
public final class ScheduleOptimizer {

    /** Days within which S3 makes transitions that are due. */
    private static final int FIRST_MOVE_DAYS = 2;

    private final StorageClassTable table;
    private final ScheduleSettings settings;

    /** An optimiser with the terms of S3. */
    public ScheduleOptimizer(StorageClassTable table, ScheduleSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    /**
     * Compares the cheapest schedule with others.
     *
     * @param today what the rules of the bucket do; null when unknown
     * @param convention a schedule to compare with; null for none
     */
    public ScheduleComparison compare(
            PrefixUsage usage,
            StoragePrices prices,
            @Nullable LifecycleSchedule today,
            @Nullable LifecycleSchedule convention) {
        Prefix prefix =
                new Prefix(usage, new PriceTable(table, prices), today == null ? LifecycleSchedule.NONE : today);
        LifecycleSchedule idle = prefix.today.withoutTransitions();
        LifecycleCost nothing = prefix.cost(idle).orElseThrow();
        LifecycleCost now = today == null ? null : prefix.cost(today).orElse(null);
        LifecycleSchedule best = prefix.cheapest();
        LifecycleCost cost = prefix.cost(best).orElseThrow();
        String refusal = refusal(best, cost, now, prefix);
        return new ScheduleComparison(
                refusal == null ? best : null,
                refusal,
                basis(usage, false),
                basis(usage, true),
                refusal == null ? cost : nothing,
                nothing,
                now,
                convention == null ? null : prefix.cost(convention).orElse(null),
                refusal == null ? prefix.firstMoves(best) : Amount.NONE,
                prefix.unpriced());
    }

    /**
     * What the objects of a prefix cost over the horizon under a schedule, which need not be legal; empty if it leads to a class whose
     * price is unknown.
     *
     * @param today what the rules of the bucket do: an object that they moved was written to STANDARD
     */
    public Optional<LifecycleCost> cost(
            PrefixUsage usage, StoragePrices prices, LifecycleSchedule schedule, LifecycleSchedule today) {
        return new Prefix(usage, new PriceTable(table, prices), today).cost(schedule);
    }

    /**
     * Whether S3 accepts a schedule, and an archive that needs a restore takes only objects at ages at which reads were recorded for
     * long enough and there were none.
     */
    public boolean isLegal(PrefixUsage usage, LifecycleSchedule schedule) {
        return rules(usage, false, schedule).accepts(schedule.current())
                && rules(usage, true, schedule).accepts(schedule.noncurrent())
                && isSizeLegal(usage, schedule);
    }

    private boolean isSizeLegal(PrefixUsage usage, LifecycleSchedule schedule) {
        Long sizeAbove = schedule.sizeAbove();
        return sizeAbove == null
                || sizeAbove >= table.terms(StorageClass.STANDARD).movedBytes()
                || (usage.variesByStorageClass()
                        && schedule.current().stream().allMatch(this::needsRestore)
                        && schedule.noncurrent().stream().allMatch(this::needsRestore));
    }

    private boolean needsRestore(Step step) {
        return table.terms(step.storageClass()).needsRestore();
    }

    private ScheduleRules rules(PrefixUsage usage, boolean noncurrent, LifecycleSchedule today) {
        ReadHistory reads = usage.readsOf(noncurrent);
        List<Cell> cells = usage.cells().stream()
                .filter(cell -> cell.noncurrent() == noncurrent)
                .toList();
        boolean isUnknown = reads == null || reads.observedDays() < settings.restoreHistoryDays();
        int unreadFrom = reads == null || isUnknown ? ObjectHistogramBins.OLDEST : reads.unreadFrom(cells);
        int oldest = AgeBins.oldestKnown(cells);
        int knownUntil = oldest < 0 ? 0 : AgeBins.lower(oldest);
        return new ScheduleRules(table, today.expiration(noncurrent), unreadFrom, knownUntil);
    }

    private static @Nullable String refusal(
            LifecycleSchedule best, LifecycleCost cost, @Nullable LifecycleCost now, Prefix prefix) {
        if (!prefix.prices.priced.contains(StorageClass.STANDARD)) {
            return "the prices of STANDARD are unknown";
        }
        if (best.isEmpty()) {
            return "no schedule costs less than doing nothing";
        }
        return now != null && now.total() <= cost.total() ? "today's rules cost no more" : null;
    }

    private static Basis basis(PrefixUsage usage, boolean noncurrent) {
        return usage.readsOf(noncurrent) == null ? Basis.BREAK_EVEN : Basis.MEASURED;
    }

    /** A prefix with prices. */
    private final class Prefix {

        private final PrefixUsage usage;
        private final PriceTable prices;
        private final LifecycleSchedule today;

        Prefix(PrefixUsage usage, PriceTable prices, LifecycleSchedule today) {
            this.usage = usage;
            this.prices = prices;
            this.today = today;
        }

        Optional<LifecycleCost> cost(LifecycleSchedule schedule) {
            return cost(schedule, false).flatMap(current -> cost(schedule, true).map(current::plus));
        }

        LifecycleSchedule cheapest() {
            LifecycleSchedule best = today.withoutTransitions();
            double least = Double.POSITIVE_INFINITY;
            PopulationModel.Population ofCurrent = population(false, today);
            PopulationModel.Population ofNoncurrent = population(true, today);
            for (Condition condition : conditions()) {
                ScheduleSearch.Found current = cheapest(ofCurrent, false, condition);
                ScheduleSearch.Found noncurrent = cheapest(ofNoncurrent, true, condition);
                double cost = current.cost() + noncurrent.cost();
                if (cost < least) {
                    least = cost;
                    boolean isEmpty =
                            current.steps().isEmpty() && noncurrent.steps().isEmpty();
                    best = new LifecycleSchedule(
                            current.steps(),
                            noncurrent.steps(),
                            today.expireDays(),
                            today.expireNoncurrentDays(),
                            isEmpty ? null : condition.sizeAbove());
                }
            }
            return best;
        }

        /** The conditions on sizes that make a difference. */
        private List<Condition> conditions() {
            long least = table.terms(StorageClass.STANDARD).movedBytes();
            List<Condition> conditions = new ArrayList<>();
            conditions.add(new Condition(usage.variesByStorageClass() ? Long.valueOf(least) : null, false));
            for (long size : settings.sizes()) {
                boolean isSmall = size < least;
                boolean differs = isSmall ? hasSizes(size, least) : hasSizes(least, size);
                if (differs && (!isSmall || usage.variesByStorageClass())) {
                    conditions.add(new Condition(size, isSmall));
                }
            }
            return conditions;
        }

        private boolean hasSizes(long above, long upTo) {
            return usage.cells().stream().anyMatch(cell -> cell.meanSize() > above && cell.meanSize() <= upTo);
        }

        private ScheduleSearch.Found cheapest(
                PopulationModel.Population population, boolean noncurrent, Condition condition) {
            PopulationModel model = new PopulationModel(population, condition.sizeAbove());
            ScheduleRules rules = rules(usage, noncurrent, today);
            Set<StorageClass> classes = EnumSet.noneOf(StorageClass.class);
            for (StorageClass one : settings.classes()) {
                boolean needsRestore = table.terms(one).needsRestore();
                if (prices.priced.contains(one) && (needsRestore || !condition.restoreOnly())) {
                    classes.add(one);
                }
            }
            return basis(usage, noncurrent) == Basis.MEASURED
                    ? new ScheduleSearch(model, rules, settings.days(), classes).cheapest()
                    : breakEven(model, rules, classes);
        }

        private ScheduleSearch.Found breakEven(PopulationModel model, ScheduleRules rules, Set<StorageClass> classes) {
            ScheduleSearch.Found best = found(model, List.of());
            for (StorageClass target : classes) {
                OptionalInt breakEven = BreakEven.days(model, target);
                if (breakEven.isPresent()) {
                    int days =
                            Math.max(breakEven.getAsInt(), table.terms(target).earliestDays());
                    ScheduleSearch.Found found =
                            rules.mayStart(target, days) ? found(model, List.of(new Step(days, target))) : best;
                    best = found.cost() < best.cost() ? found : best;
                }
            }
            return best;
        }

        private static ScheduleSearch.Found found(PopulationModel model, List<Step> steps) {
            return new ScheduleSearch.Found(
                    steps, model.cost(steps).orElseThrow().total());
        }

        Amount firstMoves(LifecycleSchedule schedule) {
            Amount amount = Amount.NONE;
            for (Cell cell : usage.cells()) {
                StorageClass in = StorageClass.of(cell.storageClass()).orElse(null);
                if (in != null) {
                    double share = firstMoved(cell, in, schedule);
                    amount = amount.plus(
                            (long) Math.ceil(cell.objects() * share), (long) Math.ceil(cell.bytes() * share));
                }
            }
            return amount;
        }

        private double firstMoved(Cell cell, StorageClass in, LifecycleSchedule schedule) {
            int targets = new PopulationModel.Sizes(
                            table, cell.meanSize(), schedule.sizeAbove(), usage.variesByStorageClass())
                    .targets(in);
            int bin = AgeBins.of(cell.ageLimit());
            int expires = schedule.expiration(cell.noncurrent());
            double expired = expires == 0 ? 0 : AgeBins.shareFrom(bin, expires);
            return schedule.steps(cell.noncurrent()).stream()
                    .filter(step -> (targets & (1 << step.storageClass().index())) != 0)
                    .mapToDouble(step -> AgeBins.shareFrom(bin, step.days() - FIRST_MOVE_DAYS) - expired)
                    .max()
                    .orElse(0);
        }

        Amount unpriced() {
            Amount amount = Amount.NONE;
            for (Cell cell : usage.cells()) {
                boolean isPriced = StorageClass.of(cell.storageClass())
                        .filter(prices.priced::contains)
                        .isPresent();
                amount = isPriced ? amount : amount.plus(cell.objects(), cell.bytes());
            }
            return amount;
        }

        private Optional<LifecycleCost> cost(LifecycleSchedule schedule, boolean noncurrent) {
            return new PopulationModel(population(noncurrent, schedule), schedule.sizeAbove())
                    .cost(schedule.steps(noncurrent));
        }

        private PopulationModel.Population population(boolean noncurrent, LifecycleSchedule expirations) {
            return new PopulationModel.Population(
                    table,
                    prices,
                    settings,
                    usage,
                    noncurrent,
                    expirations.expiration(noncurrent),
                    today.steps(noncurrent));
        }
    }

    /**
     * A condition on the size of objects that are moved.
     *
     * @param sizeAbove bytes; null for S3's own condition
     * @param restoreOnly whether it allows only archives that need a restore
     */
    private record Condition(@Nullable Long sizeAbove, boolean restoreOnly) {}
}
