package dev.gleaner.collector.source.price;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.resource.PriceKey;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Reads answers of GetProducts. */
final class PriceListParser {

    static final String SOURCE = "price-list";

    private PriceListParser() {}

    /** What the products of an answer to this question cost, as of the day on which it was asked (UTC). */
    static ParsedPrices read(PriceListQuery offer, List<String> products, LocalDate day) {
        ParsedPrices readout = new ParsedPrices(SOURCE, offer.place(), day);
        products.forEach(product -> readout.take(product, () -> read(offer, product, readout)));
        return readout;
    }

    private static void read(PriceListQuery offer, String json, ParsedPrices readout) throws InvalidInputException {
        PriceListProduct product = PriceListProduct.read(json);
        Optional<PriceKey> key = offer.key(product);
        if (key.isPresent()) {
            Optional<PriceListProduct.Rate> rate = product.onDemand(offer.unit(), readout.day());
            if (rate.isPresent() && !add(readout, key.get(), rate.get())) {
                throw new InvalidInputException(
                        "there is another price of " + key.get().text() + " before it");
            }
        }
    }

    private static boolean add(ParsedPrices readout, PriceKey key, PriceListProduct.Rate rate) {
        return readout.add(key, rate.amount(), "AWS price list, effective " + rate.effective());
    }
}
