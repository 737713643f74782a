package dev.gleaner.collector.source.price;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.resource.PriceKey;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Parses responses of GetProducts. */
final class PriceListParser {

    static final String SOURCE = "price-list";

    private PriceListParser() {}

    /** Prices of the products in the response to this query, as of the day of the request (UTC). */
    static ParsedPrices read(PriceListQuery priceListQuery, List<String> products, LocalDate day) {
        ParsedPrices parsedPrices = new ParsedPrices(SOURCE, priceListQuery.place(), day);
        products.forEach(product -> parsedPrices.take(product, () -> read(priceListQuery, product, parsedPrices)));
        return parsedPrices;
    }

    private static void read(PriceListQuery priceListQuery, String json, ParsedPrices parsedPrices)
            throws InvalidInputException {
        PriceListProduct product = PriceListProduct.read(json);
        Optional<PriceKey> key = priceListQuery.key(product);
        if (key.isPresent()) {
            Optional<PriceListProduct.Rate> rate = product.onDemand(priceListQuery.unit(), parsedPrices.day());
            if (rate.isPresent() && !add(parsedPrices, key.get(), rate.get())) {
                throw new InvalidInputException(
                        "there is another price of " + key.get().text() + " before it");
            }
        }
    }

    private static boolean add(ParsedPrices parsedPrices, PriceKey key, PriceListProduct.Rate rate) {
        return parsedPrices.add(key, rate.amount(), "AWS price list, effective " + rate.effective());
    }
}
