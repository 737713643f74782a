package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the final days say of repeated reads of a prefix, in a few numbers: those of the {@link ReuseProfile}, which is a row of
 * its own and is read and written once a day only, and how much was read, by week.
 *
 * @param firstDay first UTC day with reads, since 1970
 * @param curveFrom day from which on the reads count for the shares: a later one if the objects had to be halved since
 * @param lastDay last final day with reads
 * @param halvings how often the objects are halved for the shares, see {@link ReadBuffer}
 * @param weeks what was read in the weeks that count, by number since 1970; all reads count here
 * @param shares what a cache would avoid
 */
public record PrefixReuse(
        long firstDay, long curveFrom, long lastDay, int halvings, Map<Long, Week> weeks, Shares shares) {

    /** Calendar weeks that count, as in {@link ReuseProfile}. */
    public static final int WEEKS = 5;

    /** Reads further apart count as reads of another object: nobody pays for a cache that long. */
    public static final int HORIZON_DAYS = 30;

    /** Limits of the profile of each prefix: exact up to 24,576 objects. */
    public static final ReuseLimits LIMITS =
            ReuseLimits.ofDefaults().withRate(1).withHorizonDays(HORIZON_DAYS);

    private static final int VERSION = 1;
    private static final int DAYS_PER_WEEK = 7;
    /** Doubling a cache of the size of the knee avoids less than this share of the bytes. */
    private static final double KNEE = 0.05;

    /** Sizes shown of the curve, relative to the knee. */
    private static final double[] FACTORS = {0.125, 0.25, 0.5, 1, 2, 4};

    public PrefixReuse {
        weeks = Collections.unmodifiableMap(new TreeMap<>(weeks));
    }

    /**
     * What was read in a week.
     *
     * @param bytes by the region of the reader; of an unknown one under the empty name
     * @param requests estimated from the sampled objects
     */
    public record Week(Map<String, Long> bytes, long requests) {

        public Week {
            bytes = Collections.unmodifiableMap(new TreeMap<>(bytes));
        }

        /** The sum of both. */
        public Week plus(Week other) {
            Map<String, Long> sum = new TreeMap<>(bytes);
            other.bytes.forEach((region, more) -> sum.merge(region, more, Long::sum));
            return new Week(sum, requests + other.requests);
        }
    }

    /**
     * What a cache would avoid.
     *
     * @param repeated share of the bytes whose object had been read at most {@link #HORIZON_DAYS} days before, 0 to 1
     * @param knee index of the size at the knee; -1 if no cache is worth its size
     * @param sizes by ascending size
     */
    public record Shares(double repeated, int knee, List<CacheSize> sizes) {

        /** Nothing is repeated. */
        public static final Shares NONE = new Shares(0, -1, List.of());

        public Shares {
            sizes = List.copyOf(sizes);
        }

        /** Those of a profile whose objects were halved. */
        public static Shares of(ReuseSummary summary, int halvings) {
            if (summary.bytes() == 0) {
                return NONE;
            }
            double repeated = (double) summary.bytesReReadWithin(HORIZON_DAYS) / summary.bytes();
            Optional<MissRatioCurve.Point> knee = summary.bytesByBytes().knee(KNEE);
            List<CacheSize> sizes = new ArrayList<>();
            int index = -1;
            if (knee.isPresent()) {
                for (double factor : FACTORS) {
                    long size = (long) (knee.get().size() * factor);
                    if (size > 0 && size <= Long.MAX_VALUE >> halvings) {
                        index = factor == 1 ? sizes.size() : index;
                        sizes.add(new CacheSize(
                                size << halvings,
                                1 - summary.bytesByBytes().missRatio(size),
                                1 - summary.readsByBytes().missRatio(size)));
                    }
                }
            }
            return new Shares(repeated, index, sizes);
        }
    }

    /**
     * A cache.
     *
     * @param size in bytes
     * @param bytesAvoided share of the bytes read that it avoids, 0 to 1
     * @param readsAvoided share of the reads that it avoids, 0 to 1
     */
    public record CacheSize(long size, double bytesAvoided, double readsAvoided) {}

    /** The size at the knee; empty if no cache is worth its size. */
    public Optional<CacheSize> knee() {
        return shares.knee < 0 ? Optional.empty() : Optional.of(shares.sizes.get(shares.knee));
    }

    /** Share of the objects that count for the shares, 0 to 1. */
    public double sampledPart() {
        return 1.0 / (1L << halvings);
    }

    /** Days whose reads count for the shares, the last final one included. */
    public long historyDays(long through) {
        return Math.max(0, through - Math.max(curveFrom, oldestDay(through)) + 1);
    }

    /** Bytes a month of 730 hours by the region of the reader, if it goes on as in the weeks that count. */
    public Map<String, Double> bytesPerMonth(long through) {
        Map<String, Double> perMonth = new TreeMap<>();
        double factor = monthly(through);
        weeks.forEach((number, week) -> {
            if (number >= oldestWeek(through)) {
                week.bytes().forEach((region, bytes) -> perMonth.merge(region, bytes * factor, Double::sum));
            }
        });
        return perMonth;
    }

    /** Requests a month of 730 hours, if it goes on as in the weeks that count. */
    public double requestsPerMonth(long through) {
        return monthly(through)
                * weeks.entrySet().stream()
                        .filter(week -> week.getKey() >= oldestWeek(through))
                        .mapToLong(week -> week.getValue().requests())
                        .sum();
    }

    /** Number of the week of a day. */
    public static long week(long day) {
        return Math.floorDiv(day, DAYS_PER_WEEK);
    }

    /** Whether it says nothing of the days up to one any more. */
    public boolean isOver(long through) {
        return week(lastDay) < oldestWeek(through);
    }

    /** The same with what was read on another day, and the shares after it. */
    public static PrefixReuse after(
            PrefixReuse before, long day, Week read, long curveFrom, int halvings, Shares shares) {
        Map<Long, Week> weeks = new TreeMap<>(before.weeks);
        weeks.keySet().removeIf(number -> number < oldestWeek(day));
        weeks.merge(week(day), read, Week::plus);
        return new PrefixReuse(before.firstDay, curveFrom, day, halvings, weeks, shares);
    }

    /** Before anything was read on a first day. */
    public static PrefixReuse beginning(long day) {
        return new PrefixReuse(day, day, day, 0, Map.of(), Shares.NONE);
    }

    /** Without anything known of repetitions, which is known from a day on. */
    public PrefixReuse withoutShares(long from) {
        return new PrefixReuse(firstDay, from, lastDay, 0, weeks, Shares.NONE);
    }

    private double monthly(long through) {
        long from = Math.max(firstDay, oldestDay(through));
        return Hour.PER_MONTH / (Hour.PER_DAY * (double) Math.max(1, through - from + 1));
    }

    private static long oldestWeek(long through) {
        return week(through) - WEEKS + 1;
    }

    private static long oldestDay(long through) {
        return oldestWeek(through) * DAYS_PER_WEEK;
    }

    /** Appends it to a row. */
    public void write(RowBuffer row) {
        row.putByte(VERSION);
        row.putLong(firstDay);
        row.putLong(curveFrom);
        row.putLong(lastDay);
        row.putByte(halvings);
        row.putNumber(weeks.size());
        weeks.forEach((number, week) -> {
            row.putLong(number);
            row.putNumber(week.requests());
            row.putNumber(week.bytes().size());
            week.bytes().forEach((region, bytes) -> {
                row.putText(region);
                row.putNumber(bytes);
            });
        });
        DistanceHistogram.putWeight(row, shares.repeated());
        row.putByte(shares.knee());
        row.putNumber(shares.sizes().size());
        for (CacheSize size : shares.sizes()) {
            row.putNumber(size.size());
            DistanceHistogram.putWeight(row, size.bytesAvoided());
            DistanceHistogram.putWeight(row, size.readsAvoided());
        }
    }

    /** Reads what {@link #write} wrote. */
    public static PrefixReuse read(RowBuffer row) {
        int version = row.getByte();
        if (version != VERSION) {
            throw RowBuffer.unknownFormat("repeated reads have", version);
        }
        long firstDay = row.getLong();
        long curveFrom = row.getLong();
        long lastDay = row.getLong();
        int halvings = row.getByte();
        Map<Long, Week> weeks = new TreeMap<>();
        for (long left = row.getNumber(); left > 0; left--) {
            long number = row.getLong();
            long requests = row.getNumber();
            Map<String, Long> bytes = new TreeMap<>();
            for (long regions = row.getNumber(); regions > 0; regions--) {
                bytes.put(row.getText(), row.getNumber());
            }
            weeks.put(number, new Week(bytes, requests));
        }
        double repeated = DistanceHistogram.getWeight(row);
        int knee = row.getByte();
        List<CacheSize> sizes = new ArrayList<>();
        for (long left = row.getNumber(); left > 0; left--) {
            sizes.add(
                    new CacheSize(row.getNumber(), DistanceHistogram.getWeight(row), DistanceHistogram.getWeight(row)));
        }
        return new PrefixReuse(firstDay, curveFrom, lastDay, halvings, weeks, new Shares(repeated, knee, sizes));
    }
}
