package dev.gleaner.analyzer.spend;

import java.time.Duration;
import java.util.Optional;

/**
 * How bills are divided.
 *
 * @param serviceTag key of the tag that names what serves predictions
 * @param interval from one report of the predictions and the changed bills to the next
 * @param months whose bills are computed anew, back from the newest one; predictions are kept for as long
 */
public record SpendSettings(BillCategoryTable categories, String serviceTag, int months, Duration interval) {

    public SpendSettings {
        if (months < 1) {
            throw new IllegalArgumentException("analyzer.spend.months is at least 1");
        }
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("analyzer.spend.interval is more than 0");
        }
    }

    /** By the configuration. */
    public static SpendSettings of(SpendConfig config) {
        return new SpendSettings(
                BillCategoryTable.read(config.categories()), config.serviceTag(), config.months(), config.interval());
    }

    /** As it is without configuration. */
    public static SpendSettings defaults() {
        return new SpendSettings(BillCategoryTable.read(Optional.empty()), "service", 14, Duration.ofSeconds(20));
    }
}
