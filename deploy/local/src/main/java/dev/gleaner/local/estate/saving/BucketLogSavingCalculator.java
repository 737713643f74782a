package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.StoredFolder;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The dollars of the expected findings on logs in buckets. */
final class BucketLogSavingCalculator {

    /** Names that hold logs for the analyzer. */
    private static final Set<String> LOG_FOLDERS = Set.of("logs/", "AWSLogs/");

    /** Of S3 storage. Source: the example of storage charges in the Amazon S3 FAQ. */
    private static final BigDecimal BINARY_GIGABYTE = BigDecimal.valueOf(1L << 30);

    /** The age at which the rule that the analyzer proposes by default expires logs in a bucket. */
    private static final Duration EXPIRATION = Duration.ofDays(365);

    private final Estate estate;
    private final Instant end;
    private final EstatePrices prices;

    BucketLogSavingCalculator(EstateTimeline estateTimeline, EstatePrices prices) {
        this.estate = estateTimeline.estate();
        this.end = estateTimeline.end();
        this.prices = prices;
    }

    /**
     * What a bucket saves whose logs expire.
     *
     * @param reported when the report that is used was created
     */
    Optional<ExpectedSaving> of(String name, Instant reported) {
        return estate.bucket(name).flatMap(bucket -> olderThanExpiration(bucket, reported));
    }

    /** The objects that are old enough in the report. Absent if another storage class has some. */
    private Optional<ExpectedSaving> olderThanExpiration(EstateBucket bucket, Instant reported) {
        Instant old = reported.minus(EXPIRATION);
        BigDecimal bytes = BigDecimal.ZERO;
        for (StoredFolder folder : bucket.inventory()) {
            if (LOG_FOLDERS.contains(folder.prefix())) {
                if (!folder.storageClass().equals("STANDARD")) {
                    return Optional.empty();
                }
                long objects = folder.written(bucket, end).stream()
                        .filter(written -> !written.isAfter(old))
                        .count();
                bytes = bytes.add(BigDecimal.valueOf(objects).multiply(BigDecimal.valueOf(folder.size())));
            }
        }
        BigDecimal gigabytes = bytes.divide(BINARY_GIGABYTE, MathContext.DECIMAL64);
        return prices.of(bucket.region(), "s3-standard")
                .map(price -> ExpectedSaving.exactly(price.multiply(gigabytes)));
    }
}
