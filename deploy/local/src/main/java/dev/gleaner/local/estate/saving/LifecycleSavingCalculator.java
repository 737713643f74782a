package dev.gleaner.local.estate.saving;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The dollars of lifecycle rules. Of a bucket with reports of S3 Inventory they are the cost of a year without a rule, less that of
 * the best rule for each folder, in USD a month. Nobody is known to read these objects, so that they are moved once, at the age at
 * which they have cost as much as the move and one read; each storage class is tried. Of a bucket without reports they are those of the convention by
 * which its prefixes are named. Source of the method: {@code docs/lifecycle.md}.
 *
 * <p>Absent are the dollars of a bucket with rules or other storage classes in these folders, and of one whose reads count.
 */
final class LifecycleSavingCalculator {

    /** 12 months of 730 hours. */
    private static final double HORIZON_DAYS = 365;

    private static final double DAYS_PER_MONTH = HORIZON_DAYS / 12;
    private static final double GIGABYTE = 1L << 30;
    private static final BigDecimal BINARY_GIGABYTE = BigDecimal.valueOf(1L << 30);
    private static final double PER_THOUSAND = 1000;

    /** The least size that S3 moves. Source: Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle". */
    private static final long LEAST_MOVED = 128L << 10;

    /** What the analyzer demands of a rule by default, USD a month. */
    private static final double MINIMUM = 1;

    /** Days of reads from which on the analyzer measures how often objects are read, by default. */
    private static final int READ_HISTORY_DAYS = 30;

    /** Objects up to this age are written again each so many days. */
    private static final int WRITE_DAYS = 30;

    /** Parts of the last month of the horizon; what is written in the other months is as old as its middle. */
    private static final int PARTS_OF_LAST_MONTH = 4;

    /** A folder with a smaller part of the bytes of its bucket has no line of its own in a report. */
    private static final double REPORTED_PART = 0.01;

    private static final int REPORTED_DEPTH = 4;
    private static final String STANDARD = "STANDARD";

    /** Ages in days at which the parts of the age steps begin whose middle stands for their objects. */
    private static final int[] AGES = {
        0, 1, 3, 7, 14, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 365, 395, 455, 545, 730, 1095, 1825, 3650
    };

    /** The steps of the reports' ages, over which objects are spread evenly. */
    private static final int[] STEPS = {
        0, 1, 3, 7, 14, 30, 60, 90, 120, 150, 180, 270, 365, 545, 730, 1095, 1825, 3650, Integer.MAX_VALUE
    };

    /**
     * The classes to which objects may be moved, in the order of transitions. A class that needs a restore is not one of them, as
     * reads of a year have to be known for it.
     */
    private static final List<Candidate> CANDIDATES = List.of(
            new Candidate("s3-standard-ia", 30, false, true),
            new Candidate("s3-intelligent-tiering", 1, true, false),
            new Candidate("s3-glacier-ir", 1, false, true));

    /** The analyzer's conventions by default. */
    private static final List<Convention> CONVENTIONS = List.of(
            new Convention("training-data/", "s3-glacier", false),
            new Convention("experiments/", null, false),
            new Convention("checkpoints/", null, true));

    private final EstateTimeline estateTimeline;
    private final EstatePrices prices;
    private final Instant reported;

    /**
     * A calculator for an estate.
     *
     * @param reported when the reports that are used were created
     */
    LifecycleSavingCalculator(EstateTimeline estateTimeline, Instant reported, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.prices = prices;
        this.reported = reported;
    }

    /** What lifecycle rules of a bucket save. */
    Optional<ExpectedSaving> of(String name) {
        return estate().bucket(name)
                .flatMap(bucket -> bucket.inventory().isEmpty() ? byConvention(bucket) : measured(bucket));
    }

    private Optional<ExpectedSaving> measured(EstateBucket bucket) {
        double bytes = bucket.inventory().stream()
                .mapToDouble(
                        folder -> (double) folder.size() * folder.keys(bucket).size() * (1 + folder.oldVersions()))
                .sum();
        double sum = 0;
        for (StoredFolder folder : bucket.inventory()) {
            if (!isPlain(bucket, folder, bytes)) {
                return Optional.empty();
            }
            // Its objects are read, but for too short a time to know how often: it gets no rule.
            if (!isRead(bucket, folder)) {
                Optional<Double> saving = saving(bucket, folder);
                if (saving.isEmpty()) {
                    return Optional.empty();
                }
                sum += saving.get() < MINIMUM ? 0 : saving.get();
            }
        }
        return Optional.of(ExpectedSaving.between(BigDecimal.ZERO, BigDecimal.valueOf(sum)));
    }

    /** Whether a folder has a line of its own in a report, none of its objects was moved, and no other rule applies to it. */
    private static boolean isPlain(EstateBucket bucket, StoredFolder folder, double bytes) {
        long own = folder.size() * folder.keys(bucket).size() * (1 + folder.oldVersions());
        // It begins with its own prefix.
        long within = bucket.inventory().stream()
                .filter(other -> other.prefix().startsWith(folder.prefix()))
                .count();
        return folder.storageClass().equals(STANDARD)
                && within == 1
                && own >= bytes * REPORTED_PART
                && folder.prefix().chars().filter(letter -> letter == '/').count() <= REPORTED_DEPTH
                && rules(bucket, folder.prefix()).isEmpty();
    }

    private boolean isRead(EstateBucket bucket, StoredFolder folder) {
        return estate().days() < READ_HISTORY_DAYS
                && estate().reads().stream()
                        .anyMatch(read -> read.bucket().equals(bucket.name())
                                && (read.prefix().startsWith(folder.prefix())
                                        || folder.prefix().startsWith(read.prefix())));
    }

    /** What the best rule for a folder saves a month. A rule for current and old versions has an age and a class for each of them. */
    private Optional<Double> saving(EstateBucket bucket, StoredFolder folder) {
        Map<Boolean, double[]> ages = ages(bucket, folder);
        double saved = 0;
        for (double[] byStep : ages.values()) {
            Optional<Double> best = best(bucket.region(), folder.size(), byStep);
            if (best.isEmpty()) {
                return Optional.empty();
            }
            saved += best.get();
        }
        return Optional.of(saved / 12);
    }

    /** The number of objects by age step: of current versions, and of old ones. */
    private Map<Boolean, double[]> ages(EstateBucket bucket, StoredFolder folder) {
        Map<Boolean, double[]> ages = new TreeMap<>();
        for (Instant written : folder.written(bucket, estateTimeline.end())) {
            for (int version = 0; version <= folder.oldVersions(); version++) {
                Instant modified = written.minus(Duration.ofDays(version));
                if (!modified.isAfter(reported)) {
                    long days = Duration.between(modified, reported).toDays();
                    int step = 0;
                    while (days >= STEPS[step + 1]) {
                        step++;
                    }
                    ages.computeIfAbsent(version == 0, any -> new double[STEPS.length - 1])[step]++;
                }
            }
        }
        return ages;
    }

    /** What is saved in a year by the class that saves most, 0 if none does. */
    private Optional<Double> best(String region, long size, double[] byStep) {
        double best = 0;
        if (size < LEAST_MOVED) {
            return Optional.of(best);
        }
        for (Candidate candidate : CANDIDATES) {
            Optional<ObjectCosts> costs = ObjectCosts.of(prices, region, candidate, size);
            if (costs.isEmpty()) {
                return Optional.empty();
            }
            int age = Math.max(costs.get().breakEvenDays(), candidate.earliestDays());
            double saved = 0;
            for (Cohort cohort : cohorts(byStep)) {
                saved += cohort.objects() * costs.get().saved(cohort, age);
            }
            best = Math.max(best, saved);
        }
        return Optional.of(best);
    }

    /** What is stored, and what is going to be written within the year, each by its age at the beginning and at the end. */
    private static List<Cohort> cohorts(double[] byStep) {
        List<Cohort> cohorts = new ArrayList<>();
        double young = 0;
        for (int step = 0; step < byStep.length; step++) {
            young += STEPS[step] < WRITE_DAYS ? byStep[step] : 0;
            for (int part = 0; part < AGES.length; part++) {
                boolean isLast = part == AGES.length - 1;
                int until = isLast ? Integer.MAX_VALUE : AGES[part + 1];
                if (AGES[part] >= STEPS[step] && until <= STEPS[step + 1]) {
                    double share = isLast ? 1 : (double) (until - AGES[part]) / (STEPS[step + 1] - STEPS[step]);
                    double age = isLast ? AGES[part] : (AGES[part] + until) / 2.0;
                    cohorts.add(new Cohort(byStep[step] * share, age, age + HORIZON_DAYS));
                }
            }
        }
        double written = 0;
        while (written < HORIZON_DAYS - 1e-6) {
            boolean isLastMonth = HORIZON_DAYS - written < DAYS_PER_MONTH + 1e-6;
            double length = isLastMonth ? DAYS_PER_MONTH / PARTS_OF_LAST_MONTH : DAYS_PER_MONTH;
            cohorts.add(new Cohort(young * length / WRITE_DAYS, 0, HORIZON_DAYS - written - length / 2));
            written += length;
        }
        return cohorts;
    }

    private Optional<ExpectedSaving> byConvention(EstateBucket bucket) {
        Optional<BigDecimal> standard = prices.of(bucket.region(), "s3-standard");
        Long bytes = bucket.bytes();
        if (standard.isEmpty() || bytes == null) {
            return Optional.empty();
        }
        BigDecimal greatest = BigDecimal.ZERO;
        BigDecimal sum = BigDecimal.ZERO;
        for (Convention convention : CONVENTIONS) {
            if (convention.isMissing(bucket)) {
                Optional<BigDecimal> after = convention.item() == null
                        ? Optional.of(BigDecimal.ZERO)
                        : prices.of(bucket.region(), convention.item());
                if (after.isEmpty()) {
                    return Optional.empty();
                }
                BigDecimal saved = standard.get().subtract(after.get());
                greatest = greatest.max(saved);
                sum = sum.add(saved);
            }
        }
        BigDecimal gigabytes = BigDecimal.valueOf(bytes).divide(BINARY_GIGABYTE, MathContext.DECIMAL64);
        BigDecimal high = gigabytes.multiply(greatest);
        BigDecimal evenly = gigabytes
                .multiply(sum)
                .divide(BigDecimal.valueOf(bucket.prefixes().size()), MathContext.DECIMAL64)
                .min(high);
        return Optional.of(ExpectedSaving.of(BigDecimal.ZERO, evenly, high));
    }

    /** The enabled rules that concern a prefix or a part of it. */
    private static List<JsonNode> rules(EstateBucket bucket, String prefix) {
        List<JsonNode> rules = new ArrayList<>();
        JsonNode document = bucket.lifecycle();
        if (document != null) {
            document.path("Rules").forEach(rule -> {
                String own = rule.path("Filter")
                        .path("Prefix")
                        .asText(rule.path("Prefix").asText(""));
                boolean concerns = own.startsWith(prefix) || prefix.startsWith(own);
                if (rule.path("Status").asText().equals("Enabled") && concerns) {
                    rules.add(rule);
                }
            });
        }
        return rules;
    }

    private Estate estate() {
        return estateTimeline.estate();
    }

    /**
     * A storage class.
     *
     * @param item the beginning of the names of its prices
     * @param earliestDays least age at which S3 moves objects to it
     * @param hasTiers whether what it costs depends on how long an object was not read, and whether it is monitored
     * @param billsRetrieval whether each byte that is read costs
     */
    private record Candidate(String item, int earliestDays, boolean hasTiers, boolean billsRetrieval) {}

    /**
     * Objects of the same age.
     *
     * @param from their age in days now, or when they are written
     * @param until their age at the end of the year
     */
    private record Cohort(double objects, double from, double until) {}

    /**
     * A convention by the first part of keys.
     *
     * @param item name of the price of the class in which objects end; null if they expire
     * @param ofOldVersions whether it concerns old versions alone
     */
    private record Convention(String prefix, @Nullable String item, boolean ofOldVersions) {

        private boolean isMissing(EstateBucket bucket) {
            return bucket.prefixes().containsKey(prefix)
                    && (!ofOldVersions || bucket.versioning() != null)
                    && rules(bucket, prefix).isEmpty();
        }
    }

    /**
     * What an object costs in Standard and in another class, USD.
     *
     * @param standardDay a day in Standard
     * @param days a day in the class: from the transition on, and from 30 and 90 days after it on
     * @param move its transition
     * @param read one read from there
     */
    private record ObjectCosts(double standardDay, List<Double> days, double move, double read) {

        private static final int[] TIERS = {0, 30, 90};

        static Optional<ObjectCosts> of(EstatePrices prices, String region, Candidate candidate, long size) {
            List<String> items = new ArrayList<>(List.of(
                    "s3-standard",
                    candidate.item(),
                    candidate.item() + (candidate.hasTiers() ? "-infrequent" : ""),
                    candidate.item() + (candidate.hasTiers() ? "-archive" : ""),
                    candidate.item() + "-transition",
                    candidate.item() + "-get"));
            if (candidate.hasTiers()) {
                items.add(candidate.item() + "-monitoring");
            } else if (candidate.billsRetrieval()) {
                items.add(candidate.item() + "-retrieval");
            }
            List<Double> known = items.stream()
                    .flatMap(item -> prices.of(region, item).stream())
                    .map(BigDecimal::doubleValue)
                    .toList();
            if (known.size() < items.size()) {
                return Optional.empty();
            }
            double gigabytes = size / GIGABYTE;
            double day = gigabytes / DAYS_PER_MONTH;
            double monitoring = candidate.hasTiers() ? known.get(6) / PER_THOUSAND / DAYS_PER_MONTH : 0;
            double retrieval = candidate.billsRetrieval() ? gigabytes * known.get(6) : 0;
            return Optional.of(new ObjectCosts(
                    day * known.get(0),
                    List.of(
                            day * known.get(1) + monitoring,
                            day * known.get(2) + monitoring,
                            day * known.get(3) + monitoring),
                    known.get(4) / PER_THOUSAND,
                    known.get(5) / PER_THOUSAND + retrieval));
        }

        /** The age at which it has cost as much in Standard as the transition and one read. */
        int breakEvenDays() {
            return (int) Math.ceil((move + read) / standardDay);
        }

        /** What is saved of an object of a cohort that is moved at an age. */
        double saved(Cohort cohort, int age) {
            double moved = Math.max(cohort.from(), age);
            double stay = cohort.until() - moved;
            if (stay <= 0) {
                return 0;
            }
            double cost = move;
            for (int tier = 0; tier < TIERS.length; tier++) {
                double until = tier + 1 < TIERS.length ? Math.min(stay, TIERS[tier + 1]) : stay;
                cost += Math.max(0, until - TIERS[tier]) * days.get(tier);
            }
            return stay * standardDay - cost;
        }
    }
}
