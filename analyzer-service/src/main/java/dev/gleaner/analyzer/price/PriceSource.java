package dev.gleaner.analyzer.price;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.util.List;

/** Somewhere that prices are known. */
public interface PriceSource {

    /** All prices of that key, whenever they are valid from. */
    List<Price> pricesOf(PriceKey key);
}
