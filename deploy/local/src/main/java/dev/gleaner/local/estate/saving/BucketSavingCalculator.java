package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The dollars of the expected findings on buckets with incomplete uploads and old checkpoints. */
final class BucketSavingCalculator implements KindSavingCalculator<EstateBucket> {

    /** Of S3 storage. Source: the example of storage charges in the Amazon S3 FAQ. */
    private static final BigDecimal BINARY_GIGABYTE = BigDecimal.valueOf(1L << 30);

    /** The age from which the analyzer counts an incomplete upload by default. */
    private static final Duration UPLOAD_AGE = Duration.ofDays(7);

    private final Instant end;
    private final EstatePrices prices;
    private final CheckpointSavingCalculator checkpoints;

    /** @param last the end of the last hour that is evaluated */
    BucketSavingCalculator(EstateTimeline estateTimeline, Instant last, EstatePrices prices) {
        this.end = estateTimeline.end();
        this.prices = prices;
        this.checkpoints = new CheckpointSavingCalculator(estateTimeline, last);
    }

    @Override
    public EstateKind<EstateBucket> kind() {
        return KindRegistry.BUCKETS;
    }

    @Override
    public Optional<ExpectedSaving> of(String rule, String name, EstateBucket bucket, Instant evaluated) {
        return rule.equals(EstateKind.FORGOTTEN_STORAGE) ? unneeded(bucket) : Optional.empty();
    }

    /** The storage of the parts of uploads that were begun more than 7 days ago, and of superseded checkpoints. */
    private Optional<ExpectedSaving> unneeded(EstateBucket bucket) {
        Instant young = end.minus(UPLOAD_AGE);
        BigDecimal bytes = bucket.uploads().stream()
                .filter(upload -> upload.started().resolve(end).isBefore(young))
                .map(upload -> BigDecimal.valueOf(upload.bytes()))
                .reduce(BigDecimal.valueOf(checkpoints.bytes(bucket)), BigDecimal::add);
        return prices.of(bucket.region(), "s3-standard")
                .map(price ->
                        ExpectedSaving.exactly(price.multiply(bytes.divide(BINARY_GIGABYTE, MathContext.DECIMAL64))));
    }
}
