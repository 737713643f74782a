package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.TransferTariff;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.reuse.PrefixReuse;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the reads of a prefix are billed for, and what of it caches of a size avoid. Transfer within the region of the bucket is free,
 * and is not billed here for readers of unknown location either. Requests are billed as those of storage class Standard, the
 * cheapest one, and retrieval is left out, as the classes of the objects of a prefix are not known.
 *
 * @param bytes a month, by the region of the reader
 * @param requests a month
 */
public record CachedReads(String home, Map<String, Double> bytes, double requests) {

    /** Percent that the cache kit adds to the knee, for headers and the error of the curve. See deploy/kits/cache/render. */
    private static final int HEADROOM_PERCENT = 10;

    /** Percent of a volume that Mountpoint may fill, as the kit plans. */
    private static final int USABLE_PERCENT = 95;

    private static final long GIBIBYTE = 1L << 30;

    /** The reads of a prefix in a region, as known by a final day. */
    public static CachedReads of(PrefixReuse reuse, String home, long through) {
        return new CachedReads(home, reuse.bytesPerMonth(through), reuse.requestsPerMonth(through));
    }

    /** What all reads of a month are billed for. */
    public List<BilledQuantity> all() {
        return avoided(1, 1);
    }

    /** What is avoided by caches of a size, one in each region that reads. */
    public List<BilledQuantity> avoidedBy(PrefixReuse.CacheSize cache) {
        return avoided(cache.bytesAvoided(), cache.readsAvoided());
    }

    /** Storage of these caches in gp3 volumes, of the size that the kit renders; a volume in each region that reads. */
    public List<BilledQuantity> volumes(PrefixReuse.CacheSize cache) {
        long size = roundedUp(cache.size() / (double) GIBIBYTE * (100 + HEADROOM_PERCENT) / 100);
        long volume = roundedUp(size * 100.0 / USABLE_PERCENT);
        List<BilledQuantity> units = new ArrayList<>();
        for (String region : readers()) {
            units.add(BilledQuantity.of(
                    "ebs", "gp3", region, "gb-month", BigDecimal.valueOf(volume), "a cache in " + region + ", gp3 GB"));
        }
        return units;
    }

    /** Bytes a month that are read from somewhere. */
    public double total() {
        return bytes.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Where a cache would be: the regions that read; that of the bucket for the internet, and if no location is known. */
    private Set<String> readers() {
        Set<String> regions = new TreeSet<>();
        bytes.keySet().forEach(region -> regions.add(region.equals(CounterKey.INTERNET) ? home : region));
        regions.remove("");
        return regions.isEmpty() ? Set.of(home) : regions;
    }

    private List<BilledQuantity> avoided(double bytesAvoided, double readsAvoided) {
        List<BilledQuantity> units = new ArrayList<>();
        bytes.forEach((region, read) -> {
            BigDecimal gigabytes = gigabytes(read);
            BigDecimal avoided = gigabytes(read * bytesAvoided);
            if (region.equals(CounterKey.INTERNET)) {
                units.addAll(TransferTariff.toInternet(
                        "s3", home, gigabytes.subtract(avoided), gigabytes, "GB to the internet"));
            } else if (!region.isEmpty() && !region.equals(home) && avoided.signum() > 0) {
                units.add(TransferTariff.toRegion(home, avoided, "GB to " + region));
            }
        });
        if (requests * readsAvoided > 0) {
            units.add(BilledQuantity.of(
                    "s3",
                    "standard",
                    home,
                    "1000-get-requests",
                    BigDecimal.valueOf(requests * readsAvoided).movePointLeft(3),
                    "thousand GET requests"));
        }
        return units;
    }

    private static BigDecimal gigabytes(double bytes) {
        return BilledQuantity.gigabytes(Math.round(bytes));
    }

    private static long roundedUp(double number) {
        return Math.max(1, (long) Math.ceil(number));
    }
}
