package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.profile.volume.RateHistogram;
import dev.gleaner.analyzer.profile.volume.VolumeIo;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.contracts.finding.Evidence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a volume used, by the minute. A minute counts as steady: I/O in bursts of seconds can need more, for which the rule adds a
 * margin.
 *
 * @param use in the window
 * @param iops p99 of I/O operations a second; null if too few minutes are known
 * @param bytes p99 of bytes a second; null if too few minutes are known
 */
record MeasuredPerformance(
        VolumeIo use, @Nullable Double iops, @Nullable Double bytes) {

    /**
     * Largest I/O operation that counts as one, of SSD volumes. Source: Amazon EBS User Guide, "Amazon EBS I/O characteristics".
     */
    private static final int BYTES_PER_OPERATION = 256 << 10;

    private static final int PERCENTILE = 99;
    private static final double SECONDS_PER_MINUTE = 60;
    private static final double MEBIBYTE = 1 << 20;
    private static final double PERCENT = 100;

    /** The performance in a window of which at least a share of the minutes has to be known, percent. */
    static MeasuredPerformance of(VolumeIo use, int coverage) {
        return new MeasuredPerformance(
                use, perSecond(use, use.operations(), coverage), perSecond(use, use.bytes(), coverage));
    }

    /**
     * IOPS to buy; null if not known. As a larger operation counts as several, there are at least as many as the bytes need.
     *
     * @param margin percent
     * @param step of which the result is a multiple
     */
    @Nullable
    Long iops(int margin, int step) {
        if (iops == null) {
            return null;
        }
        double least = bytes == null ? iops : Math.max(iops, bytes / BYTES_PER_OPERATION);
        return roundUp(least, margin, step);
    }

    /** MiB/s to buy; null if not known. */
    @Nullable
    Long throughput(int margin, int step) {
        return bytes == null ? null : roundUp(bytes / MEBIBYTE, margin, step);
    }

    /** What is missing, a line each. */
    List<String> missing(int coverage) {
        List<String> missing = new ArrayList<>();
        if (iops == null) {
            missing.add(missing("VolumeReadOps and VolumeWriteOps", use.operations(), coverage));
        }
        if (bytes == null) {
            missing.add(missing("VolumeReadBytes and VolumeWriteBytes", use.bytes(), coverage));
        }
        return missing;
    }

    /**
     * The evidence.
     *
     * @param boughtIops provisioned I/O operations a second
     * @param boughtBytes provisioned bytes a second; null if they are not provisioned
     */
    List<Evidence> evidence(int boughtIops, @Nullable Long boughtBytes) {
        List<Evidence> evidence = new ArrayList<>();
        if (iops != null) {
            evidence.add(evidence("p99 of IOPS", iops, "a second", (double) boughtIops, use.operations()));
        }
        if (bytes != null) {
            Double bought = boughtBytes == null ? null : (double) boughtBytes;
            evidence.add(evidence("p99 of throughput", bytes, "bytes a second", bought, use.bytes()));
        }
        return evidence;
    }

    private Evidence evidence(String name, double value, String unit, @Nullable Double bought, RateHistogram known) {
        return new Evidence(name, RuleNumbers.to3(value), unit, bought, known.count(), RuleNumbers.to3(share(known)));
    }

    private String missing(String metrics, RateHistogram known, int coverage) {
        return metrics + " of at least " + coverage + " % of the minutes of the window; known are "
                + (int) (PERCENT * share(known)) + " %";
    }

    private double share(RateHistogram known) {
        return (double) known.count() / use.minutes();
    }

    private static @Nullable Double perSecond(VolumeIo use, RateHistogram known, int coverage) {
        return known.count() > 0 && use.covers(known, coverage)
                ? known.percentile(PERCENTILE) / SECONDS_PER_MINUTE
                : null;
    }

    private static long roundUp(double value, int margin, int step) {
        return (long) Math.ceil(value * (1 + margin / PERCENT) / step) * step;
    }
}
