package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.rule.storage.schedule.AgeCurves.Point;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the current or the old versions of a prefix cost, with a condition on the sizes that are moved. Objects in a class whose price
 * is unknown are left out of every cost.
 */
final class PopulationModel {

    private final StorageClassTable table;
    private final PriceTable prices;
    private final AgeCurves curves;
    private final List<CohortGroup> groups = new ArrayList<>();

    /** A model of the objects of a population with a condition on the size of objects that are moved; null for S3's own. */
    PopulationModel(Population population, @Nullable Long sizeAbove) {
        table = population.table;
        prices = population.prices;
        curves = population.curves;
        CohortGroup.Layout layout = population.layout;
        List<Step> today = population.today;
        Map<Integer, CohortGroup.Builder> builders = new LinkedHashMap<>();
        for (Cell cell : population.cells) {
            StorageClass in = StorageClass.of(cell.storageClass()).orElse(null);
            if (in != null && prices.priced.contains(in)) {
                Sizes sizes = new Sizes(table, cell.meanSize(), sizeAbove, population.varies);
                builder(builders, layout, in, sizes).addStored(cell);
                StorageClass first = writtenTo(in, cell, today);
                if (prices.priced.contains(first)) {
                    builder(builders, layout, first, sizes).addWritten(cell);
                }
            }
        }
        for (CohortGroup.Builder builder : builders.values()) {
            groups.add(builder.build(curves));
        }
    }

    List<CohortGroup> groups() {
        return groups;
    }

    Point at(double age) {
        return curves.at(age);
    }

    PriceTable prices() {
        return prices;
    }

    /**
     * The cost under transitions, ascending; empty if they lead to a class whose price is unknown. Transitions that S3 would not make
     * after those before them have no effect.
     */
    Optional<LifecycleCost> cost(List<Step> transitions) {
        List<Step> steps = effective(transitions);
        List<Point> points = new ArrayList<>();
        for (Step step : steps) {
            if (!prices.priced.contains(step.storageClass())) {
                return Optional.empty();
            }
            points.add(curves.at(step.days()));
        }
        double[] sum = new double[CohortGroup.PARTS];
        groups.forEach(group -> group.add(steps, points, sum));
        return Optional.of(new LifecycleCost(
                sum[CohortGroup.STORAGE],
                sum[CohortGroup.REQUESTS],
                sum[CohortGroup.RETRIEVAL],
                sum[CohortGroup.TRANSITIONS],
                sum[CohortGroup.MONITORING],
                sum[CohortGroup.MINIMUM_DURATION]));
    }

    private List<Step> effective(List<Step> transitions) {
        List<Step> steps = new ArrayList<>();
        for (Step step : transitions) {
            Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            StorageClass from = last == null ? StorageClass.STANDARD : last.storageClass();
            if (table.terms(from).targets().contains(step.storageClass())) {
                if (last != null && last.days() == step.days()) {
                    steps.remove(steps.size() - 1);
                }
                steps.add(step);
            }
        }
        return steps;
    }

    private static StorageClass writtenTo(StorageClass in, Cell cell, List<Step> today) {
        boolean wasMoved = today.stream()
                .anyMatch(
                        step -> step.storageClass() == in && step.days() < AgeBins.upper(AgeBins.of(cell.ageLimit())));
        return wasMoved ? StorageClass.STANDARD : in;
    }

    private static CohortGroup.Builder builder(
            Map<Integer, CohortGroup.Builder> builders, CohortGroup.Layout layout, StorageClass start, Sizes sizes) {
        int targets = sizes.targets(start);
        int key = start.index() << StorageClass.count() | targets;
        return builders.computeIfAbsent(key, absent -> new CohortGroup.Builder(layout, start, targets));
    }

    /** The current or the old versions of a prefix, with what does not depend on the sizes that are moved. */
    static final class Population {

        private final StorageClassTable table;
        private final PriceTable prices;
        private final List<Cell> cells;
        private final List<Step> today;
        private final boolean varies;
        private final AgeCurves curves;
        private final CohortGroup.Layout layout;

        /**
         * The versions of a kind.
         *
         * @param expireDays age at which they expire; 0 for never
         * @param today transitions that are in force: an object that they moved was written to STANDARD
         */
        Population(
                StorageClassTable table,
                PriceTable prices,
                ScheduleSettings settings,
                PrefixUsage usage,
                boolean noncurrent,
                int expireDays,
                List<Step> today) {
            this.table = table;
            this.prices = prices;
            this.today = today;
            cells = usage.cells().stream()
                    .filter(cell -> cell.noncurrent() == noncurrent)
                    .toList();
            varies = usage.variesByStorageClass();
            curves = new AgeCurves(cells, usage.readsOf(noncurrent), table.terms(StorageClass.INTELLIGENT_TIERING));
            layout = new CohortGroup.Layout(table, prices, curves, settings, expireDays);
        }
    }

    /** Whether an object of a size is moved. */
    record Sizes(
            StorageClassTable table, double size, @Nullable Long sizeAbove, boolean varies) {

        /** Bit of each class to which a transition from a class leads. */
        int targets(StorageClass start) {
            int targets = 0;
            for (StorageClass target : table.terms(start).targets()) {
                if (isMovedTo(target)) {
                    targets |= 1 << target.index();
                }
            }
            return targets;
        }

        private boolean isMovedTo(StorageClass target) {
            if (sizeAbove != null) {
                return size > sizeAbove;
            }
            StorageClassTable.Terms terms = table.terms(target);
            return size >= (varies ? terms.movedBytesIfVaries() : terms.movedBytes());
        }
    }
}
