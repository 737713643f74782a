package dev.gleaner.analyzer.rule.storage.schedule;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prices of the storage classes of a region. A class of which a price is missing is not used, nor regarded as free. */
public record StoragePrices(Map<StorageClass, ClassPrices> classes) {

    public StoragePrices {
        classes = Map.copyOf(classes);
    }

    /** The classes of which every price is known that an object in them can cost. */
    Set<StorageClass> priced(StorageClassTable table) {
        Set<StorageClass> priced = EnumSet.noneOf(StorageClass.class);
        classes.forEach((storageClass, prices) -> {
            if (prices.isComplete(table.terms(storageClass), storageClass != StorageClass.STANDARD)) {
                priced.add(storageClass);
            }
        });
        if (!priced.contains(StorageClass.STANDARD)) {
            priced.removeIf(one -> table.terms(one).standardOverheadBytes() > 0);
        }
        return priced;
    }

    /** These prices, with those of one class replaced; without it if they are null. */
    public StoragePrices with(StorageClass storageClass, @Nullable ClassPrices prices) {
        Map<StorageClass, ClassPrices> changed = new EnumMap<>(StorageClass.class);
        changed.putAll(classes);
        if (prices == null) {
            changed.remove(storageClass);
        } else {
            changed.put(storageClass, prices);
        }
        return new StoragePrices(changed);
    }

    /**
     * Prices of a class in USD; null where unknown. What the class doesn't bill may be null too.
     *
     * @param storage a GB-month; of the frequent tier in a class with tiers
     * @param put a PUT request
     * @param get a GET request
     * @param retrieval a GB that is read
     * @param restore a request that restores an archived object
     * @param transition a transition of an object to this class
     * @param monitoring a month of monitoring an object
     * @param infrequentStorage a GB-month of the infrequent access tier
     * @param archiveStorage a GB-month of the archive instant access tier
     */
    public record ClassPrices(
            @Nullable Double storage,
            @Nullable Double put,
            @Nullable Double get,
            @Nullable Double retrieval,
            @Nullable Double restore,
            @Nullable Double transition,
            @Nullable Double monitoring,
            @Nullable Double infrequentStorage,
            @Nullable Double archiveStorage) {

        private boolean isComplete(StorageClassTable.Terms terms, boolean isTarget) {
            return storage != null
                    && put != null
                    && get != null
                    && (!isTarget || transition != null)
                    && (!terms.billsRetrieval() || retrieval != null)
                    && (!terms.needsRestore() || restore != null)
                    && (!terms.hasTiers()
                            || (monitoring != null && infrequentStorage != null && archiveStorage != null));
        }
    }
}
