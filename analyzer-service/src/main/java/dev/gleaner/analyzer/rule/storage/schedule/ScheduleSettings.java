package dev.gleaner.analyzer.rule.storage.schedule;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the optimiser may choose from, and over which time it counts.
 *
 * @param horizonMonths months over which costs are summed
 * @param days ages at which transitions may be made, ascending
 * @param classes storage classes that may be used
 * @param sizes sizes in bytes above which objects may be moved. The least size that S3 moves by default is always tried too; lower
 *     ones count only in a bucket with {@code varies_by_storage_class}, for archives that need a restore
 * @param writeDays age in days up to which objects count as written at the present rate; one of the age steps
 * @param restoreHistoryDays days of recorded reads without which no archive is used that needs a restore
 */
public record ScheduleSettings(
        int horizonMonths,
        List<Integer> days,
        Set<StorageClass> classes,
        List<Long> sizes,
        int writeDays,
        int restoreHistoryDays) {

    private static final int YEAR = 12;

    public ScheduleSettings {
        days = days.stream().distinct().sorted().toList();
        classes = Set.copyOf(classes);
        sizes = sizes.stream().distinct().sorted().toList();
        AgeBins.of(writeDays);
        if (horizonMonths < 1 || days.isEmpty()) {
            throw new IllegalArgumentException("a month and an age are the least to choose from");
        }
    }

    /**
     * A year; the age steps of the inventory and those that are 30 days after one of them; all classes but ONEZONE_IA, which
     * keeps objects in a single zone.
     */
    public static ScheduleSettings defaults() {
        return new ScheduleSettings(
                YEAR,
                List.of(1, 3, 7, 14, 30, 60, 90, 120, 150, 180, 210, 270, 300, 365, 395, 545, 730, 1095, 1825, 3650),
                EnumSet.complementOf(EnumSet.of(StorageClass.STANDARD, StorageClass.ONEZONE_IA)),
                List.of(16_384L, 32_768L, 65_536L, 262_144L, 1_048_576L),
                30,
                (int) Math.round(YEAR * S3BillingUnits.DAYS_A_MONTH));
    }

    /** Days of a month of 730 hours. */
    public static double daysOfMonth() {
        return S3BillingUnits.DAYS_A_MONTH;
    }

    double horizonDays() {
        return horizonMonths * S3BillingUnits.DAYS_A_MONTH;
    }
}
