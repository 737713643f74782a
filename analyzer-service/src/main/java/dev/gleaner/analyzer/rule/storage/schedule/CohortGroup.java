package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.rule.storage.schedule.AgeCurves.Point;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import java.util.List;
import java.util.function.Function;

/**
 * Objects that are in the same storage class now and can be moved to the same ones, as cohorts of the same age, ascending. A cohort is
 * counted from the age that it has now, or from 0 if it will be written within the horizon, until the age that it has at the end of
 * the horizon or at which it expires. All amounts are USD.
 */
final class CohortGroup {

    /** Parts of a cost, as indices of an array. */
    static final int STORAGE = 0;

    static final int REQUESTS = 1;
    static final int RETRIEVAL = 2;
    static final int TRANSITIONS = 3;
    static final int MONITORING = 4;
    static final int MINIMUM_DURATION = 5;
    static final int PARTS = 6;

    final int size;
    final Point[] from;
    final Point[] to;
    final boolean[] expires;
    final double[] objects;

    private final StorageClass start;
    private final int targets;
    private final StorageClassTable table;
    private final PriceTable prices;
    private final Point origin;
    private final double[] gigabytes;
    private final double[] tieredGigabytes;
    private final double[] tieredObjects;

    /** By class: storage of each cohort for a day. */
    private final double[][] storage;

    private final double written;

    private CohortGroup(Builder builder, AgeCurves curves) {
        start = builder.start;
        targets = builder.targets;
        table = builder.layout.table;
        prices = builder.layout.prices;
        origin = curves.at(0);
        Layout layout = builder.layout;
        from = layout.from;
        to = layout.to;
        expires = layout.expires;
        size = from.length;
        objects = builder.objects;
        gigabytes = builder.gigabytes;
        tieredGigabytes = builder.tieredGigabytes;
        tieredObjects = builder.tieredObjects;
        storage = new double[StorageClass.count()][size];
        double future = 0;
        for (int i = 0; i < size; i++) {
            future += i < layout.writes.length ? objects[i] : 0;
            for (StorageClass one : prices.priced) {
                storage[one.index()][i] = builder.storageOfDay(one, i);
            }
        }
        written = future;
    }

    /** Groups as one. Their common class and targets are those of the first. */
    private CohortGroup(List<CohortGroup> groups) {
        CohortGroup first = groups.get(0);
        start = first.start;
        targets = first.targets;
        table = first.table;
        prices = first.prices;
        origin = first.origin;
        from = first.from;
        to = first.to;
        expires = first.expires;
        size = first.size;
        objects = sum(groups, group -> group.objects);
        gigabytes = sum(groups, group -> group.gigabytes);
        tieredGigabytes = sum(groups, group -> group.tieredGigabytes);
        tieredObjects = sum(groups, group -> group.tieredObjects);
        storage = new double[StorageClass.count()][];
        for (int index = 0; index < storage.length; index++) {
            int one = index;
            storage[index] = sum(groups, group -> group.storage[one]);
        }
        written = groups.stream().mapToDouble(group -> group.written).sum();
    }

    /** The objects of several groups, which cost the same once they are in the same class. */
    static CohortGroup together(List<CohortGroup> groups) {
        return groups.size() == 1 ? groups.get(0) : new CohortGroup(groups);
    }

    private static double[] sum(List<CohortGroup> groups, Function<CohortGroup, double[]> amounts) {
        double[] sum = new double[groups.get(0).size];
        for (CohortGroup group : groups) {
            double[] added = amounts.apply(group);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += added[i];
            }
        }
        return sum;
    }

    /** The class in which the objects are, or are written. */
    StorageClass start() {
        return start;
    }

    /** Whether a transition to a class moves the objects. If it does, one that may follow it does too. */
    boolean movesTo(StorageClass target) {
        return (targets & (1 << target.index())) != 0;
    }

    /** PUT requests of what will be written, which no transition changes. */
    double writes() {
        return written == 0 ? 0 : written * prices.put[start.index()];
    }

    /** Size of each cohort in GB. */
    double gigabytes(int cohort) {
        return gigabytes[cohort];
    }

    /**
     * Adds the cost under transitions, ascending by age. Objects that are old enough for several are moved by the last of them, at
     * once.
     *
     * @param points the values at the age of each transition
     */
    void add(List<Step> steps, List<Point> points, double[] sum) {
        sum[REQUESTS] += writes();
        for (int i = 0; i < size; i++) {
            if (objects[i] > 0) {
                add(i, steps, points, sum);
            }
        }
    }

    private void add(int cohort, List<Step> steps, List<Point> points, double[] sum) {
        Point end = to[cohort];
        StorageClass current = start;
        Point entry = origin;
        Point since = from[cohort];
        for (int i = 0; i < steps.size(); i++) {
            StorageClass target = steps.get(i).storageClass();
            if (!movesTo(target) || isSkipped(cohort, i, points)) {
                continue;
            }
            Point at = Point.older(points.get(i), from[cohort]);
            if (at.age() >= end.age()) {
                break;
            }
            addStay(cohort, current, entry, since, at, sum);
            sum[MINIMUM_DURATION] += early(cohort, current, at.age() - entry.age());
            sum[TRANSITIONS] += objects[cohort] * prices.transition[target.index()];
            current = target;
            entry = at;
            since = at;
        }
        addStay(cohort, current, entry, since, end, sum);
        if (expires[cohort]) {
            sum[MINIMUM_DURATION] += early(cohort, current, end.age() - entry.age());
        }
    }

    private boolean isSkipped(int cohort, int step, List<Point> points) {
        return step + 1 < points.size() && points.get(step + 1).age() <= from[cohort].age();
    }

    private void addStay(int cohort, StorageClass in, Point entry, Point since, Point until, double[] sum) {
        int index = in.index();
        double days = until.age() - since.age();
        if (days <= 0) {
            return;
        }
        sum[STORAGE] += storage[index][cohort] * days - tierSaving(cohort, in, entry, since, until);
        sum[MONITORING] += tieredObjects[cohort] * prices.monitoring[index] * days;
        sum[REQUESTS] += objects[cohort] * prices.read[index] * (until.requests() - since.requests());
        sum[RETRIEVAL] += gigabytes[cohort] * prices.retrieval[index] * (until.bytes() - since.bytes());
    }

    /** The parts of a stay in a class together, without the saving of tiers. */
    double stay(int cohort, StorageClass in, Point since, Point until) {
        int index = in.index();
        double days = until.age() - since.age();
        return days <= 0
                ? 0
                : (storage[index][cohort] + tieredObjects[cohort] * prices.monitoring[index]) * days
                        + objects[cohort] * prices.read[index] * (until.requests() - since.requests())
                        + gigabytes[cohort] * prices.retrieval[index] * (until.bytes() - since.bytes());
    }

    /** What tiers save during a stay in a class that the objects entered at an age. */
    double tierSaving(int cohort, StorageClass in, Point entry, Point since, Point until) {
        if (tieredGigabytes[cohort] == 0 || !table.terms(in).hasTiers()) {
            return 0;
        }
        double infrequent = until.infrequent() - Math.max(since.infrequent(), entry.infrequentAfter());
        double archive = until.archive() - Math.max(since.archive(), entry.archiveAfter());
        return tieredGigabytes[cohort]
                * (Math.max(0, infrequent) * prices.infrequentSaving[in.index()]
                        + Math.max(0, archive) * prices.archiveSaving[in.index()]);
    }

    /** What is billed for leaving a class after some days. */
    double early(int cohort, StorageClass in, double days) {
        double missing = table.terms(in).minimumDays() - days;
        return missing <= 0 ? 0 : missing * storage[in.index()][cohort];
    }

    /** The cost up to the first transition, at an age, and what is billed for leaving the class then. */
    double untilFirst(int cohort, Point step) {
        Point at = Point.older(step, from[cohort]);
        if (at.age() >= to[cohort].age()) {
            return unmoved(cohort);
        }
        return stay(cohort, start, from[cohort], at)
                - tierSaving(cohort, start, origin, from[cohort], at)
                + early(cohort, start, at.age() - origin.age());
    }

    /** The cost without a transition. */
    double unmoved(int cohort) {
        Point end = to[cohort];
        return stay(cohort, start, from[cohort], end)
                - tierSaving(cohort, start, origin, from[cohort], end)
                + (expires[cohort] ? early(cohort, start, end.age() - origin.age()) : 0);
    }

    /**
     * The cohorts that each group has, ascending by age: what will be written, by month, and then the parts of the age steps. The last month is
     * divided further, as its objects don't live through the ages at which most objects are read.
     */
    static final class Layout {

        private static final int PARTS_OF_LAST_MONTH = 4;

        private final StorageClassTable table;
        private final PriceTable prices;
        private final int writeBins;

        /** By cohort that will be written: the number of times that the objects of the youngest age steps will be written. */
        private final double[] writes;

        private final Point[] from;
        private final Point[] to;
        private final boolean[] expires;

        Layout(
                StorageClassTable table,
                PriceTable prices,
                AgeCurves curves,
                ScheduleSettings settings,
                int expireDays) {
            this.table = table;
            this.prices = prices;
            writeBins = AgeBins.of(settings.writeDays()) + 1;
            double horizon = settings.horizonDays();
            writes = new double[settings.horizonMonths() - 1 + PARTS_OF_LAST_MONTH];
            int slots = writes.length + AgeBins.parts().size();
            from = new Point[slots];
            to = new Point[slots];
            expires = new boolean[slots];
            double since = horizon;
            for (int slot = 0; slot < slots; slot++) {
                double age;
                if (slot < writes.length) {
                    double days = slot < PARTS_OF_LAST_MONTH
                            ? S3BillingUnits.DAYS_A_MONTH / PARTS_OF_LAST_MONTH
                            : S3BillingUnits.DAYS_A_MONTH;
                    writes[slot] = days / settings.writeDays();
                    age = days / 2 - since;
                    since -= days;
                } else {
                    age = AgeBins.parts().get(slot - writes.length).age();
                }
                from[slot] = curves.at(Math.max(0, age));
                double end = age + horizon;
                expires[slot] = expireDays > 0 && expireDays < end && expireDays > from[slot].age();
                boolean isGone = expireDays > 0 && expireDays <= from[slot].age();
                to[slot] = isGone ? from[slot] : curves.at(expires[slot] ? expireDays : end);
            }
        }
    }

    /** Collects the objects of a group. */
    static final class Builder {

        private final Layout layout;
        private final StorageClass start;
        private final int targets;
        private final double[] objects;
        private final double[] gigabytes;
        private final double[] tieredObjects;
        private final double[] tieredGigabytes;

        /** By class: bytes that it bills. */
        private final double[][] billed;

        Builder(Layout layout, StorageClass start, int targets) {
            this.layout = layout;
            this.start = start;
            this.targets = targets;
            int slots = layout.from.length;
            objects = new double[slots];
            gigabytes = new double[slots];
            tieredObjects = new double[slots];
            tieredGigabytes = new double[slots];
            billed = new double[StorageClass.count()][slots];
        }

        /** Adds the objects of a cell as they are. */
        void addStored(Cell cell) {
            int bin = AgeBins.of(cell.ageLimit());
            for (int part = 0; part < AgeBins.parts().size(); part++) {
                if (AgeBins.parts().get(part).bin() == bin) {
                    add(
                            cell,
                            layout.writes.length + part,
                            AgeBins.parts().get(part).share());
                }
            }
        }

        /** Adds what will be written at the rate that a cell shows, if it is young enough to show one. */
        void addWritten(Cell cell) {
            if (AgeBins.of(cell.ageLimit()) < layout.writeBins) {
                for (int slot = 0; slot < layout.writes.length; slot++) {
                    add(cell, slot, layout.writes[slot]);
                }
            }
        }

        CohortGroup build(AgeCurves curves) {
            return new CohortGroup(this, curves);
        }

        private void add(Cell cell, int slot, double share) {
            if (layout.to[slot].age() <= layout.from[slot].age()) {
                return;
            }
            double count = cell.objects() * share;
            double size = cell.bytes() * share;
            objects[slot] += count;
            gigabytes[slot] += size / S3BillingUnits.GB;
            for (StorageClass one : layout.prices.priced) {
                StorageClassTable.Terms terms = layout.table.terms(one);
                billed[one.index()][slot] +=
                        Math.max(size, count * terms.minimumBytes()) + count * terms.overheadBytes();
                if (terms.hasTiers() && cell.meanSize() >= terms.tieredBytes()) {
                    tieredObjects[slot] += count;
                    tieredGigabytes[slot] += size / S3BillingUnits.GB;
                }
            }
        }

        private double storageOfDay(StorageClass in, int slot) {
            double standard = objects[slot] * layout.table.terms(in).standardOverheadBytes();
            double[] prices = layout.prices.storage;
            double overhead = standard == 0 ? 0 : standard * prices[StorageClass.STANDARD.index()];
            return (billed[in.index()][slot] * prices[in.index()] + overhead) / S3BillingUnits.GB;
        }
    }
}
