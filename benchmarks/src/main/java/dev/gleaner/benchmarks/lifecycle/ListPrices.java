package dev.gleaner.benchmarks.lifecycle;

import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices.ClassPrices;
import java.util.Map;

/**
 * Prices of us-east-1 in USD. Source: priced estimates of infracost from AWS's price list, 2026 (GLACIER_IR and its transitions: third-
 * party copies of the S3 pricing page, 2026).
 */
final class ListPrices {

    static final StoragePrices US_EAST_1 = new StoragePrices(Map.of(
            StorageClass.STANDARD, new ClassPrices(0.023, 5e-6, 4e-7, null, null, null, null, null, null),
            StorageClass.STANDARD_IA, new ClassPrices(0.0125, 1e-5, 1e-6, 0.01, null, 1e-5, null, null, null),
            StorageClass.INTELLIGENT_TIERING,
                    new ClassPrices(0.023, 5e-6, 4e-7, null, null, 1e-5, 2.5e-6, 0.0125, 0.004),
            StorageClass.GLACIER_IR, new ClassPrices(0.004, 2e-5, 1e-5, 0.03, null, 2e-5, null, null, null),
            StorageClass.GLACIER, new ClassPrices(0.0036, 3e-5, 4e-7, 0.01, 5e-5, 3e-5, null, null, null),
            StorageClass.DEEP_ARCHIVE, new ClassPrices(0.00099, 5e-5, 4e-7, 0.02, 1e-4, 5e-5, null, null, null)));

    private ListPrices() {}
}
