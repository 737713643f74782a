package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dollars of repeated downloads: what a cache near the readers avoids that drops the least recently used object first, by replaying
 * the reads of a prefix through caches of many sizes. Its size is the knee: the smallest one for which doubling it, or any larger one,
 * avoids less than a twentieth of the bytes.
 *
 * <p>Absent unless all reads are those of instances in another region. The low estimate subtracts a volume for the cache, and is 0 if its price is unknown.
 */
final class CacheSavingCalculator {

    private static final BigDecimal GIGABYTE = BigDecimal.TEN.pow(9);
    private static final double BINARY_GIGABYTE = 1L << 30;

    /** The part of the bytes that doubling the cache has to avoid. */
    private static final double WORTHWHILE = 0.05;

    /** Sizes for each doubling. */
    private static final int STEPS = 8;

    /** Percent of the size that the cache kit adds for headers, and percent of a volume that the cache may fill. */
    private static final int HEADROOM_PERCENT = 110;

    private static final int USABLE_PERCENT = 95;

    private final EstateTimeline estateTimeline;
    private final EstatePrices prices;

    CacheSavingCalculator(EstateTimeline estateTimeline, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.prices = prices;
    }

    /**
     * What a cache for a prefix avoids, {@code bucket/prefix/}.
     *
     * @param evaluated the end of the last hour of which all reads are known
     */
    Optional<ExpectedSaving> of(String name, Instant evaluated) {
        int slash = name.indexOf('/');
        Instant finalUntil = evaluated.truncatedTo(ChronoUnit.DAYS);
        return estate().bucket(name.substring(0, slash))
                .flatMap(bucket -> of(bucket, name.substring(slash + 1), finalUntil));
    }

    private Optional<ExpectedSaving> of(EstateBucket bucket, String prefix, Instant finalUntil) {
        long hours = Duration.between(estateTimeline.start(), finalUntil).toHours();
        List<EstateTimeline.ObjectRead> reads = estateTimeline.reads(estateTimeline.start(), finalUntil).stream()
                .filter(object ->
                        object.bucket().equals(bucket) && object.read().prefix().equals(prefix))
                .sorted(Comparator.comparing(EstateTimeline.ObjectRead::at))
                .toList();
        List<String> regions = reads.stream()
                .map(this::region)
                .distinct()
                .flatMap(Optional::stream)
                .toList();
        if (reads.isEmpty()
                || regions.size() != 1
                || regions.contains(bucket.region())
                || reads.stream().anyMatch(object -> region(object).isEmpty())) {
            return Optional.empty();
        }
        return knee(reads)
                .flatMap(cache -> prices.of(bucket.region(), "transfer-cross-region")
                        .flatMap(transfer -> prices.of(bucket.region(), "s3-standard-get")
                                .map(get -> saving(cache, hours, transfer, get, regions.get(0)))));
    }

    private ExpectedSaving saving(Cache cache, long hours, BigDecimal transfer, BigDecimal get, String region) {
        BigDecimal high = aMonth(BigDecimal.valueOf(cache.bytes()).divide(GIGABYTE, MathContext.DECIMAL64), hours)
                .multiply(transfer)
                .add(aMonth(BigDecimal.valueOf(cache.reads()).movePointLeft(3), hours)
                        .multiply(get));
        long size = (long) Math.ceil(cache.size() / BINARY_GIGABYTE * HEADROOM_PERCENT / 100);
        BigDecimal volume = BigDecimal.valueOf((long) Math.ceil(size * 100.0 / USABLE_PERCENT));
        BigDecimal low = prices.of(region, "gp3")
                .map(price -> high.subtract(volume.multiply(price)).max(BigDecimal.ZERO))
                .orElse(BigDecimal.ZERO);
        return ExpectedSaving.between(low, high);
    }

    /** The cache at the knee; empty if none avoids enough. */
    private static Optional<Cache> knee(List<EstateTimeline.ObjectRead> reads) {
        double all =
                reads.stream().mapToDouble(EstateTimeline.ObjectRead::bytes).sum();
        long largest = 1;
        while (largest < all) {
            largest *= 2;
        }
        Optional<Cache> knee = Optional.empty();
        for (long octave = largest; octave >= STEPS; octave /= 2) {
            for (int step = STEPS - 1; step >= 0; step--) {
                long size = octave + octave / STEPS * step;
                Cache cache = Cache.replay(size, reads);
                if (Cache.replay(2 * size, reads).bytes() - cache.bytes() >= WORTHWHILE * all) {
                    return knee.filter(found -> found.bytes() >= WORTHWHILE * all);
                }
                knee = cache.reads() > 0 ? Optional.of(cache) : knee;
            }
        }
        return knee.filter(found -> found.bytes() >= WORTHWHILE * all);
    }

    /** Of the hours until the end of the last final day. */
    private static BigDecimal aMonth(BigDecimal amount, long hours) {
        return amount.multiply(EstatePrices.HOURS_PER_MONTH).divide(BigDecimal.valueOf(hours), MathContext.DECIMAL64);
    }

    private Optional<String> region(EstateTimeline.ObjectRead object) {
        return Optional.ofNullable(object.read().instance())
                .flatMap(estate()::instance)
                .map(EstateInstance::region);
    }

    private Estate estate() {
        return estateTimeline.estate();
    }

    /**
     * A cache after all reads.
     *
     * @param size in bytes
     * @param bytes of the reads that it answered
     * @param reads their number
     */
    private record Cache(long size, long bytes, long reads) {

        static Cache replay(long size, List<EstateTimeline.ObjectRead> all) {
            Map<String, Long> held = new LinkedHashMap<>(16, 0.75f, true);
            long used = 0;
            long bytes = 0;
            long reads = 0;
            for (EstateTimeline.ObjectRead object : all) {
                Long before = held.get(object.key());
                if (before != null) {
                    bytes += object.bytes();
                    reads++;
                }
                // An object is held in the size of its largest read.
                long now = Math.max(object.bytes(), before == null ? 0 : before);
                held.put(object.key(), now);
                used += now - (before == null ? 0 : before);
                while (used > size) {
                    String oldest = held.keySet().iterator().next();
                    Long dropped = held.remove(oldest);
                    used -= dropped == null ? 0 : dropped;
                }
            }
            return new Cache(size, bytes, reads);
        }
    }
}
