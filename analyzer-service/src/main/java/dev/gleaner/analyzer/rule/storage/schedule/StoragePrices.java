package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Prices of the storage classes of a region. A class of which a price is missing is not used, nor regarded as free. */
public record StoragePrices(Map<StorageClass, ClassPrices> classes) {

    private static final String GB_MONTH = "gb-month";
    private static final double THOUSAND = 1000;

    public StoragePrices {
        classes = Map.copyOf(classes);
    }

    /**
     * The prices of a region.
     *
     * @param prices USD for one unit; empty if the price is not known
     */
    public static StoragePrices of(String region, Function<PriceKey, Optional<BigDecimal>> prices) {
        Map<StorageClass, ClassPrices> classes = new EnumMap<>(StorageClass.class);
        for (StorageClass one : StorageClass.values()) {
            String type = typeOf(one);
            RegionPrices known = new RegionPrices(region, prices);
            classes.put(
                    one,
                    new ClassPrices(
                            known.price(type, GB_MONTH),
                            known.perThousand(type, "1000-put-requests"),
                            known.perThousand(type, "1000-get-requests"),
                            known.price(type, "gb-retrieved"),
                            known.perThousand(type, "1000-restore-requests"),
                            known.perThousand(type, "1000-transitions"),
                            known.perThousand(type, "1000-objects-month"),
                            one == StorageClass.INTELLIGENT_TIERING ? known.price(type + "-ia", GB_MONTH) : null,
                            one == StorageClass.INTELLIGENT_TIERING
                                    ? known.price(type + "-archive-instant", GB_MONTH)
                                    : null));
        }
        return new StoragePrices(classes);
    }

    /** The key of a GB-month in a class. */
    public static PriceKey storageKey(StorageClass storageClass, String region) {
        return key(typeOf(storageClass), region, GB_MONTH);
    }

    private static String typeOf(StorageClass storageClass) {
        return storageClass.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static PriceKey key(String type, String region, String unit) {
        return new PriceKey("s3", type, region, "", "", unit);
    }

    private record RegionPrices(String region, Function<PriceKey, Optional<BigDecimal>> prices) {

        @Nullable
        Double price(String type, String unit) {
            return prices.apply(key(type, region, unit))
                    .map(BigDecimal::doubleValue)
                    .orElse(null);
        }

        @Nullable
        Double perThousand(String type, String unit) {
            Double price = price(type, unit);
            return price == null ? null : price / THOUSAND;
        }
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

    /** Whether the prices of STANDARD are known: without them no schedule can be compared. */
    public boolean hasStandard() {
        return priced(StorageClassTable.bundled()).contains(StorageClass.STANDARD);
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
