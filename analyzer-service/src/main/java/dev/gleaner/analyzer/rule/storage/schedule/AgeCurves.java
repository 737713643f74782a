package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.AgeReads;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.ReadHistory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an object has met by an age: reads for an object, bytes read for a byte stored, and the days on which it had not been read for
 * as long as a tier takes. The reads that were measured in an age step are spread over the objects and bytes that are in it now. If it
 * is empty now, the next older step with objects counts instead, as its objects were younger, or else the next younger one. At an age
 * that no object or hardly any has, nothing could be read, which does not mean that nothing will be: the rate of the step before
 * counts, unless more was measured.
 *
 * <p>Reads are assumed to be independent of each other, so that an object with a rate r is unread for d days with the probability
 * exp(-r d).
 */
final class AgeCurves {

    private final Curve requests;
    private final Curve bytes;
    private final Curve infrequent;
    private final Curve archive;
    private final int infrequentDays;
    private final int archiveDays;

    AgeCurves(List<Cell> cells, @Nullable ReadHistory reads, StorageClassTable.Terms tiers) {
        double[] objects = new double[AgeBins.COUNT];
        double[] stored = new double[AgeBins.COUNT];
        for (Cell cell : cells) {
            int bin = AgeBins.of(cell.ageLimit());
            objects[bin] += cell.objects();
            stored[bin] += cell.bytes();
        }
        double[] requestRates = new double[AgeBins.COUNT];
        double[] byteRates = new double[AgeBins.COUNT];
        if (reads != null) {
            for (AgeReads age : reads.ages()) {
                int bin = AgeBins.of(age.ageLimit());
                requestRates[bin] += rate(age.requests(), objects, bin);
                byteRates[bin] += rate(age.bytes(), stored, bin);
            }
            int oldest = AgeBins.oldestKnown(cells);
            for (int bin = 1; bin < AgeBins.COUNT; bin++) {
                if (objects[bin] == 0 || bin > oldest) {
                    requestRates[bin] = Math.max(requestRates[bin], requestRates[bin - 1]);
                    byteRates[bin] = Math.max(byteRates[bin], byteRates[bin - 1]);
                }
            }
        }
        requests = new Curve(requestRates);
        bytes = new Curve(byteRates);
        infrequentDays = tiers.infrequentDays();
        archiveDays = tiers.archiveDays();
        infrequent = new Curve(unread(requestRates, infrequentDays));
        archive = new Curve(unread(requestRates, archiveDays));
    }

    /** The values at an age in days. */
    Point at(double age) {
        return new Point(
                age,
                requests.at(age),
                bytes.at(age),
                infrequent.at(age),
                archive.at(age),
                infrequent.at(age + infrequentDays),
                archive.at(age + archiveDays));
    }

    private static double rate(double perMonth, double[] present, int bin) {
        for (int older = bin; older < AgeBins.COUNT; older++) {
            if (present[older] > 0) {
                return perMonth / present[older] / S3BillingUnits.DAYS_A_MONTH;
            }
        }
        for (int younger = bin - 1; younger >= 0; younger--) {
            if (present[younger] > 0) {
                return perMonth / present[younger] / S3BillingUnits.DAYS_A_MONTH;
            }
        }
        return 0;
    }

    private static double[] unread(double[] rates, int days) {
        double[] shares = new double[rates.length];
        for (int bin = 0; bin < rates.length; bin++) {
            shares[bin] = rates[bin] == 0 ? 1 : Math.exp(-rates[bin] * days);
        }
        return shares;
    }

    /** Integral over the age of a rate that is constant in each age step. */
    private static final class Curve {

        private final double[] rates;
        private final double[] sums = new double[AgeBins.COUNT];

        Curve(double[] rates) {
            this.rates = rates;
            for (int bin = 1; bin < AgeBins.COUNT; bin++) {
                sums[bin] = sums[bin - 1] + rates[bin - 1] * (AgeBins.lower(bin) - AgeBins.lower(bin - 1));
            }
        }

        double at(double age) {
            int bin = AgeBins.holding(age);
            return sums[bin] + rates[bin] * (age - AgeBins.lower(bin));
        }
    }

    /**
     * Values at an age.
     *
     * @param age days
     * @param requests requests for an object until then
     * @param bytes bytes read for a byte stored until then
     * @param infrequent days until then on which it had been unread for as long as the infrequent tier takes
     * @param archive the same for the archive tier
     * @param infrequentAfter {@code infrequent} as many days later as the infrequent tier takes: an object that enters the class at
     *     this age cannot be in that tier before
     * @param archiveAfter the same for the archive tier
     */
    record Point(
            double age,
            double requests,
            double bytes,
            double infrequent,
            double archive,
            double infrequentAfter,
            double archiveAfter) {

        static Point older(Point one, Point other) {
            return one.age >= other.age ? one : other;
        }

        static Point younger(Point one, Point other) {
            return one.age <= other.age ? one : other;
        }
    }
}
