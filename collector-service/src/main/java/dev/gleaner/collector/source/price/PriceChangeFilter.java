package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which of the prices that were read are worth telling: those that moved, and those that were confirmed after a month, so
 * that they don't look old. A price a reading would let the topic grow with time alone. A start tells all once again.
 */
final class PriceChangeFilter {

    /** Well below the 90 days after which a price is said to be old. */
    private static final int CONFIRMED_DAYS = 30;

    private final BigDecimal part;
    private final Map<PriceKey, Price> markPublished = new ConcurrentHashMap<>();

    /** Where a price has moved when it did by this part of what was told. */
    PriceChangeFilter(BigDecimal part) {
        this.part = part;
    }

    /** Those to tell. */
    List<Price> selectNew(Collection<Price> read) {
        return read.stream().filter(this::isNew).toList();
    }

    /** They have been told. */
    void markPublished(Collection<Price> prices) {
        prices.forEach(price -> markPublished.put(price.key(), price));
    }

    private boolean isNew(Price price) {
        Price before = markPublished.get(price.key());
        if (before == null || !price.validFrom().isBefore(before.validFrom().plusDays(CONFIRMED_DAYS))) {
            return true;
        }
        BigDecimal moved = price.amount().subtract(before.amount()).abs();
        return moved.signum() > 0 && moved.compareTo(before.amount().multiply(part)) >= 0;
    }
}
