package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.generator.EstateGenerator.LIFECYCLE;
import static dev.gleaner.local.estate.saving.ExpectedSavingCalculator.LOG_RETENTION;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateLogGroup;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.SampleEstate;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeriesShape;
import java.util.List;
import java.util.Map;

/** Log groups that take in much, and logs in buckets: those that never expire, and those that do. */
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
        sample.prefixes();
    }

    /** Kept for a month only, so that nearly all of their cost is that of their ingestion: 131.40 and 43.80 USD a month. */
    private void ingestion() {
        estateBuilder.expectOpen(LOG_RETENTION, logGroup("/ml/serving/requests", 40, 360_000_000));
        logGroup("/ml/serving/errors", 13, 120_000_000);
    }

    private void prefixes() {
        // An object every 16.7 days, of which 22 are older than a year and the other 18 younger, by days in each
        // report.
        new BucketBuilder(estateBuilder, "service-logs")
                .tagged("production", "platform")
                .holding("logs/", List.of("2026-01-01.gz"))
                .size(800 * GIGABYTE)
                .reporting("logs/", 40, 20 * GIGABYTE, "-P720D", "-P70D")
                .addExpecting(LOG_RETENTION);
        // Nobody reads them, so that they would cost less in a colder class as well.
        estateBuilder.expectOpen(LIFECYCLE, estateBuilder.name("service-logs"));
        // As many, and more expensive than the limit, but somebody's rule moves and expires them.
        new BucketBuilder(estateBuilder, "balancer-logs")
                .tagged("production", "platform")
                .holding("AWSLogs/", List.of("123456789012/2026-01-01.gz"))
                .withLifecycle(Json.read("""
                        {"Rules":[{"ID":"a-year","Filter":{"Prefix":"AWSLogs/"},"Status":"Enabled",
                          "Transitions":[{"Days":30,"StorageClass":"GLACIER_IR"}],
                          "Expiration":{"Days":400}}]}""", JsonNode.class))
                .reportingIn("GLACIER_IR", "AWSLogs/", 100, 20 * GIGABYTE, "-P395D", "-P35D")
                .add();
    }

    /**
     * Adds a log group with a retention of 30 days, and returns its name.
     *
     * @param gigabytes stored
     * @param bytes that it takes in in each hour
     */
    private String logGroup(String name, long gigabytes, double bytes) {
        String own = estateBuilder.name(name);
        estateBuilder.add(
                KindRegistry.LOG_GROUPS,
                new EstateLogGroup(
                        own,
                        EstateInstance.DEFAULT_ACCOUNT,
                        HOME,
                        SampleEstate.allocated(Map.of()),
                        gigabytes * GIGABYTE,
                        30,
                        new EstateTime("-P365D")));
        estateBuilder.add(own, EstateMetric.INCOMING_BYTES, SeriesShape.flat(bytes / 12, 0));
        return own;
    }
}
