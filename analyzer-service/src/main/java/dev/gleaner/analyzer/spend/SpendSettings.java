package dev.gleaner.analyzer.spend;

import java.util.Optional;

/**
 * How bills are divided.
 *
 * @param serviceTag key of the tag that names what serves predictions
 */
public record SpendSettings(BillCategoryTable categories, String serviceTag) {

    /** By the configuration. */
    public static SpendSettings of(SpendConfig config) {
        return new SpendSettings(BillCategoryTable.read(config.categories()), config.serviceTag());
    }

    /** As it is without configuration. */
    public static SpendSettings defaults() {
        return new SpendSettings(BillCategoryTable.read(Optional.empty()), "service");
    }
}
