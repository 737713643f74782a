package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.rule.storage.schedule.AgeCurves.Point;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Finds the cheapest transitions. The cost of a schedule is the sum over its steps of a cost that depends only on the class, the age at
 * which the step begins and the one at which the next begins. A shortest path through class and age therefore is the cheapest of all
 * schedules, without trying each of them.
 */
final class ScheduleSearch {

    private static final double ROUNDING = 1e-12;

    private final PopulationModel model;
    private final ScheduleRules rules;
    private final int[] days;
    private final List<StorageClass> classes;
    private final Point[] points;

    /** By class and first age: cost until then of the objects that are moved to the class. */
    private final double[][] untilFirst;

    /** By class, next class and age: cost until then of the objects that are moved to the next class but not to this one. */
    private final double[][][] untilNext;

    /** By class: cost of the objects that are not moved to it. */
    private final double[] unmoved;

    /** By age: the first cohort that is older at its end. All groups have the same cohorts, ascending at their start and end. */
    private final int[] endingAfter;

    /** By age: the first cohort that is not younger at its start. */
    private final int[] startingFrom;

    private final List<Segments> segments = new ArrayList<>();

    /** A search over classes, in the order of transitions, and ages, ascending. */
    ScheduleSearch(PopulationModel model, ScheduleRules rules, List<Integer> days, Collection<StorageClass> classes) {
        this.model = model;
        this.rules = rules;
        this.days = days.stream().mapToInt(Integer::intValue).toArray();
        this.classes = classes.stream().sorted().toList();
        int count = this.classes.size();
        points = new Point[this.days.length];
        for (int i = 0; i < points.length; i++) {
            points[i] = model.at(this.days[i]);
        }
        untilFirst = new double[count][points.length];
        untilNext = new double[count][count][points.length];
        unmoved = new double[count];
        endingAfter = new int[points.length];
        startingFrom = new int[points.length];
        if (!model.groups().isEmpty()) {
            findCohorts(model.groups().get(0));
        }
        model.groups().forEach(this::addBefore);
        for (StorageClass one : this.classes) {
            segments.add(new Segments(
                    one,
                    model.groups().stream().filter(group -> group.movesTo(one)).toList()));
        }
    }

    /** The cheapest steps and their cost in USD; none if nothing costs less than doing nothing. */
    Found cheapest() {
        double writes = model.groups().stream().mapToDouble(CohortGroup::writes).sum();
        Found best = new Found(
                List.of(),
                model.groups().stream().mapToDouble(ScheduleSearch::unmoved).sum() + writes);
        int ages = days.length;
        double[][] costs = new double[classes.size()][ages];
        int[][] previous = new int[classes.size()][ages];
        for (int to = 0; to < classes.size(); to++) {
            for (int day = 0; day < ages; day++) {
                reach(costs, previous, to, day);
            }
        }
        for (int last = 0; last < classes.size(); last++) {
            for (int day = 0; day < ages; day++) {
                double cost = costs[last][day] + segments.get(last).costs[day][ages] + unmoved[last] + writes;
                boolean isSameClass = !best.steps().isEmpty() && lastOf(best) == classes.get(last);
                if (isLess(cost, best.cost()) || (isSameClass && !isLess(best.cost(), cost))) {
                    best = new Found(steps(previous, last, day), cost);
                }
            }
        }
        return best;
    }

    /** The least cost until objects enter a class at an age; classes and ages before it are done. */
    private void reach(double[][] costs, int[][] previous, int to, int day) {
        StorageClass target = classes.get(to);
        costs[to][day] = Double.POSITIVE_INFINITY;
        previous[to][day] = -1;
        if (!rules.mayStart(target, days[day])) {
            return;
        }
        costs[to][day] = untilFirst[to][day];
        for (int from = 0; from < to; from++) {
            for (int since = 0; since < day; since++) {
                if (costs[from][since] < Double.POSITIVE_INFINITY
                        && rules.mayFollow(classes.get(from), days[since], target, days[day])) {
                    double cost = costs[from][since] + segments.get(from).costs[since][day] + untilNext[from][to][day];
                    if (!isLess(costs[to][day], cost) && (previous[to][day] >= 0 || isLess(cost, costs[to][day]))) {
                        costs[to][day] = cost;
                        previous[to][day] = from * days.length + since;
                    }
                }
            }
        }
    }

    private static StorageClass lastOf(Found found) {
        return found.steps().get(found.steps().size() - 1).storageClass();
    }

    /** Costs that differ only by rounding are the same. Of the same ones, a later transition is preferred. */
    private static boolean isLess(double cost, double other) {
        return other - cost > ROUNDING * Math.abs(cost);
    }

    private List<Step> steps(int[][] previous, int last, int day) {
        List<Step> steps = new ArrayList<>();
        int at = last * days.length + day;
        while (at >= 0) {
            int index = at / days.length;
            int since = at % days.length;
            steps.add(new Step(days[since], classes.get(index)));
            at = previous[index][since];
        }
        Collections.reverse(steps);
        return steps;
    }

    private void findCohorts(CohortGroup group) {
        for (int day = 0; day < days.length; day++) {
            while (endingAfter[day] < group.size && group.to[endingAfter[day]].age() <= days[day]) {
                endingAfter[day]++;
            }
            while (startingFrom[day] < group.size && group.from[startingFrom[day]].age() < days[day]) {
                startingFrom[day]++;
            }
        }
    }

    private void addBefore(CohortGroup group) {
        double whole = unmoved(group);
        double[] until = new double[days.length];
        if (classes.stream().anyMatch(group::movesTo)) {
            for (int i = 0; i < group.size; i++) {
                for (int day = 0; group.objects[i] > 0 && day < days.length; day++) {
                    until[day] += group.untilFirst(i, points[day]);
                }
            }
        }
        for (int index = 0; index < classes.size(); index++) {
            if (group.movesTo(classes.get(index))) {
                add(until, untilFirst[index]);
            } else {
                unmoved[index] += whole;
                for (int next = index + 1; next < classes.size(); next++) {
                    if (group.movesTo(classes.get(next))) {
                        add(until, untilNext[index][next]);
                    }
                }
            }
        }
    }

    private static void add(double[] added, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += added[i];
        }
    }

    private static double unmoved(CohortGroup group) {
        double sum = 0;
        for (int i = 0; i < group.size; i++) {
            sum += group.unmoved(i);
        }
        return sum;
    }

    /** Steps with their cost in USD. */
    record Found(List<Step> steps, double cost) {}

    /** The cost in a class from the transition to it at an age until the next transition at a later one. */
    private final class Segments {

        /** By both ages; the end of the horizon follows the last age. */
        private final double[][] costs = new double[days.length][days.length + 1];

        private final StorageClass in;
        private final StorageClassTable.Terms terms;

        Segments(StorageClass in, List<CohortGroup> groups) {
            this.in = in;
            terms = rules.table().terms(in);
            if (!groups.isEmpty()) {
                CohortGroup group = CohortGroup.together(groups);
                double[] stays = stays(group);
                double[] counts = new double[group.size + 1];
                for (int i = 0; i < group.size; i++) {
                    counts[i + 1] = counts[i] + group.objects[i];
                }
                for (int since = 0; since < days.length; since++) {
                    for (int until = since + 1; until <= days.length; until++) {
                        costs[since][until] = stays[until] - stays[since] + extra(group, counts, since, until);
                    }
                }
            }
        }

        /** Cost of a stay in the class from the beginning up to each age. */
        private double[] stays(CohortGroup group) {
            double[] stays = new double[days.length + 1];
            for (int i = 0; i < group.size; i++) {
                if (group.objects[i] > 0) {
                    for (int day = 0; day < days.length; day++) {
                        stays[day] += group.stay(i, in, group.from[i], Point.younger(points[day], group.to[i]));
                    }
                    stays[days.length] += group.stay(i, in, group.from[i], group.to[i]);
                }
            }
            return stays;
        }

        /** The transition and what depends on the age at which an object entered the class. */
        private double extra(CohortGroup group, double[] counts, int since, int until) {
            int first = endingAfter[since];
            int end = until < days.length ? startingFrom[until] : group.size;
            if (first >= end) {
                return 0;
            }
            double entered = counts[end] - counts[first];
            double extra = entered * model.prices().transition[in.index()];
            if (terms.minimumDays() > 0) {
                extra += early(group, since, until, first, end);
            }
            for (int i = first; terms.hasTiers() && i < end; i++) {
                Point entry = Point.older(points[since], group.from[i]);
                Point leave = until < days.length ? Point.younger(points[until], group.to[i]) : group.to[i];
                extra -= group.tierSaving(i, in, entry, entry, leave);
            }
            return extra;
        }

        /** What is billed for those that leave early: those that entered late, if the time between the ages is long enough. */
        private double early(CohortGroup group, int since, int until, int first, int end) {
            boolean isLast = until == days.length;
            double next = isLast ? Double.POSITIVE_INFINITY : days[until];
            boolean isShort = next - days[since] < terms.minimumDays();
            double early = 0;
            for (int i = end - 1; i >= first; i--) {
                Point entry = Point.older(points[since], group.from[i]);
                boolean leaves = next < group.to[i].age();
                double stay = (leaves ? next : group.to[i].age()) - entry.age();
                if (leaves || group.expires[i]) {
                    early += group.early(i, in, stay);
                }
                if (!isShort && stay >= terms.minimumDays()) {
                    break;
                }
            }
            return early;
        }
    }
}
