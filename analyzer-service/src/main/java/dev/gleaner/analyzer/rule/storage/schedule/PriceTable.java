package dev.gleaner.analyzer.rule.storage.schedule;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prices by the index of the class. One that is unknown is not a number, so that no sum with it is one either. */
final class PriceTable {

    /** USD for a GB and a day. */
    final double[] storage = unknown();

    /** USD for a PUT request. */
    final double[] put = unknown();

    /** USD for a read, with the request that restores the object if it needs one. */
    final double[] read = unknown();

    /** USD for a GB that is read. */
    final double[] retrieval = unknown();

    /** USD for a transition to the class. */
    final double[] transition = unknown();

    /** USD for a day of monitoring an object. */
    final double[] monitoring = unknown();

    /** USD for a GB and a day that a GB costs less in the infrequent tier than in the frequent one. */
    final double[] infrequentSaving = unknown();

    /** USD for a GB and a day that a GB costs less in the archive tier than in the infrequent one. */
    final double[] archiveSaving = unknown();

    final Set<StorageClass> priced;

    PriceTable(StorageClassTable table, StoragePrices prices) {
        priced = Set.copyOf(prices.priced(table));
        prices.classes().forEach((storageClass, amounts) -> {
            if (priced.contains(storageClass)) {
                set(storageClass.index(), amounts, table.terms(storageClass));
            }
        });
    }

    private void set(int index, StoragePrices.ClassPrices prices, StorageClassTable.Terms terms) {
        storage[index] = number(prices.storage()) / S3BillingUnits.DAYS_A_MONTH;
        put[index] = number(prices.put());
        read[index] = number(prices.get()) + (terms.needsRestore() ? number(prices.restore()) : 0);
        retrieval[index] = terms.billsRetrieval() ? number(prices.retrieval()) : 0;
        transition[index] = number(prices.transition());
        monitoring[index] = terms.hasTiers() ? number(prices.monitoring()) / S3BillingUnits.DAYS_A_MONTH : 0;
        double infrequent = terms.hasTiers() ? number(prices.infrequentStorage()) / S3BillingUnits.DAYS_A_MONTH : 0;
        double archive = terms.hasTiers() ? number(prices.archiveStorage()) / S3BillingUnits.DAYS_A_MONTH : 0;
        infrequentSaving[index] = terms.hasTiers() ? storage[index] - infrequent : 0;
        archiveSaving[index] = infrequent - archive;
    }

    private static double[] unknown() {
        double[] numbers = new double[StorageClass.count()];
        Arrays.fill(numbers, Double.NaN);
        return numbers;
    }

    private static double number(@Nullable Double price) {
        return price == null ? Double.NaN : price;
    }
}
