package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.saving.ExpectedSavingCalculator.LOG_RETENTION;

import dev.gleaner.local.estate.EstateInstance;
import dev.gleaner.local.estate.EstateLogGroup;
import dev.gleaner.local.estate.EstateMetric;
import dev.gleaner.local.estate.EstateTime;
import dev.gleaner.local.estate.SeriesShape;
import java.util.Map;

/** Log groups that take in much. */
final class SampleLogs {

    private static final String HOME = "us-east-1";
    private static final long GIGABYTE = 1_000_000_000L;

    private final EstateBuilder estateBuilder;

    private SampleLogs(EstateBuilder estateBuilder) {
        this.estateBuilder = estateBuilder;
    }

    static void addTo(EstateBuilder estateBuilder) {
        SampleLogs sample = new SampleLogs(estateBuilder);
        sample.ingestion();
    }

    /** Kept for a month only, so that nearly all of their cost is that of their ingestion: 131.40 and 43.80 USD a month. */
    private void ingestion() {
        estateBuilder.expectOpen(LOG_RETENTION, logGroup("/ml/serving/requests", 40, 360_000_000));
        logGroup("/ml/serving/errors", 13, 120_000_000);
    }

    /**
     * Adds a log group with a retention of 30 days, and returns its name.
     *
     * @param gigabytes stored
     * @param bytes that it takes in in each hour
     */
    private String logGroup(String name, long gigabytes, double bytes) {
        String own = estateBuilder.name(name);
        estateBuilder.add(new EstateLogGroup(
                own,
                EstateInstance.DEFAULT_ACCOUNT,
                HOME,
                Map.of(),
                gigabytes * GIGABYTE,
                30,
                new EstateTime("-P365D")));
        estateBuilder.add(own, EstateMetric.INCOMING_BYTES, SeriesShape.flat(bytes / 12, 0));
        return own;
    }
}
