package dev.gleaner.analyzer.cost;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.util.List;

/** A source of prices. */
public interface PriceSource {

    /** All prices of a key, whatever the day from which they are valid. */
    List<Price> pricesOf(PriceKey key);
}
