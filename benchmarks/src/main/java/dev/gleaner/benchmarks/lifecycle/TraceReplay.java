package dev.gleaner.benchmarks.lifecycle;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClassTable;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices.ClassPrices;
import dev.gleaner.benchmarks.lifecycle.AccessTrace.S3BillingUnits;
import dev.gleaner.benchmarks.lifecycle.AccessTrace.TraceObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the second half of a trace costs under a schedule, with each object and each of its reads. All objects are in STANDARD when it
 * begins.
 */
final class TraceReplay {

    private static final int END = Integer.MAX_VALUE;

    private final StorageClassTable table = StorageClassTable.bundled();
    private final List<Life> moved = new ArrayList<>();
    private final Map<Segment, Double> costs = new HashMap<>();
    private double fixed;

    /**
     * A replay.
     *
     * @param sizeAbove least size of objects that are moved, exclusive
     */
    TraceReplay(AccessTrace trace, long sizeAbove) {
        for (TraceObject object : trace.objects()) {
            Life life = Life.of(object);
            fixed += life.from == 0 && object.written() >= AccessTrace.HALF
                    ? number(prices(StorageClass.STANDARD).put())
                    : 0;
            if (object.bytes() > sizeAbove) {
                moved.add(life);
            } else {
                fixed += stay(life, StorageClass.STANDARD, life.from, life.to);
            }
        }
    }

    /** USD of the year. */
    double cost(List<Step> steps) {
        int first = steps.isEmpty() ? END : steps.get(0).days();
        double cost = fixed + segment(new Segment(StorageClass.STANDARD, 0, first));
        for (int i = 0; i < steps.size(); i++) {
            int until = i + 1 < steps.size() ? steps.get(i + 1).days() : END;
            cost += segment(
                    new Segment(steps.get(i).storageClass(), steps.get(i).days(), until));
        }
        return cost;
    }

    private double segment(Segment segment) {
        return costs.computeIfAbsent(segment, this::sum);
    }

    private double sum(Segment segment) {
        double sum = 0;
        for (Life life : moved) {
            sum += cost(life, segment);
        }
        return sum;
    }

    private double cost(Life life, Segment segment) {
        double entry = Math.max(life.from, segment.since());
        double leave = Math.min(life.to, segment.until());
        if (life.from >= segment.until() || entry >= life.to) {
            return 0;
        }
        StorageClass in = segment.in();
        double cost = stay(life, in, entry, leave);
        if (in != StorageClass.STANDARD) {
            cost += number(prices(in).transition());
        }
        double missing = table.terms(in).minimumDays() - (leave - entry);
        return segment.until() < life.to && missing > 0 ? cost + missing * storageOfDay(life, in) : cost;
    }

    private double stay(Life life, StorageClass in, double since, double until) {
        int first = life.firstReadFrom(since);
        int end = life.firstReadFrom(until);
        ClassPrices prices = prices(in);
        StorageClassTable.Terms terms = table.terms(in);
        double read = number(prices.get())
                + (terms.needsRestore() ? number(prices.restore()) : 0)
                + (terms.billsRetrieval() ? life.bytes / S3BillingUnits.GB * number(prices.retrieval()) : 0);
        double cost = (end - first) * read;
        if (terms.infrequentDays() == 0 || life.bytes < terms.tieredBytes()) {
            return cost + storageOfDay(life, in) * (until - since);
        }
        double last = since;
        for (int i = first; i < end; i++) {
            cost += tiers(life, life.reads[i] - last, prices, terms);
            last = life.reads[i];
        }
        return cost
                + tiers(life, until - last, prices, terms)
                + number(prices.monitoring()) * (until - since) / S3BillingUnits.MONTH;
    }

    private static double tiers(Life life, double days, ClassPrices prices, StorageClassTable.Terms terms) {
        double frequent = Math.min(days, terms.infrequentDays());
        double archive = Math.max(0, days - terms.archiveDays());
        return life.bytes
                / S3BillingUnits.GB
                / S3BillingUnits.MONTH
                * (frequent * number(prices.storage())
                        + (days - frequent - archive) * number(prices.infrequentStorage())
                        + archive * number(prices.archiveStorage()));
    }

    private double storageOfDay(Life life, StorageClass in) {
        StorageClassTable.Terms terms = table.terms(in);
        double billed = Math.max(life.bytes, (double) terms.minimumBytes()) + terms.overheadBytes();
        double standard = terms.standardOverheadBytes()
                * number(prices(StorageClass.STANDARD).storage());
        return (billed * number(prices(in).storage()) + standard) / S3BillingUnits.GB / S3BillingUnits.MONTH;
    }

    private static ClassPrices prices(StorageClass in) {
        return Objects.requireNonNull(ListPrices.US_EAST_1.classes().get(in));
    }

    private static double number(@Nullable Double price) {
        return Objects.requireNonNull(price);
    }

    private record Segment(StorageClass in, int since, int until) {}

    /** An object in the second half, by its age in days. */
    private static final class Life {

        private final double bytes;
        private final double from;
        private final double to;
        private final double[] reads;

        private Life(double bytes, double from, double to, double[] reads) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
            this.reads = reads;
        }

        static Life of(TraceObject object) {
            return new Life(
                    (double) object.bytes(),
                    Math.max(0, AccessTrace.HALF - object.written()),
                    2 * AccessTrace.HALF - object.written(),
                    Arrays.stream(object.reads())
                            .filter(read -> read >= AccessTrace.HALF)
                            .map(read -> read - object.written())
                            .toArray());
        }

        private int firstReadFrom(double age) {
            int index = Arrays.binarySearch(reads, age);
            if (index < 0) {
                return -index - 1;
            }
            while (index > 0 && reads[index - 1] == age) {
                index--;
            }
            return index;
        }
    }
}
