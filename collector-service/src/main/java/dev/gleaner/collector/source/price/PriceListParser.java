package dev.gleaner.collector.source.price;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Parses responses of GetProducts. */
final class PriceListParser {

    static final String SOURCE = "price-list";

    private PriceListParser() {}

    /** Prices of the products in the response to this query, as of the day of the request (UTC). */
    static ParsedPrices read(PriceListQuery priceListQuery, List<String> products, LocalDate day) {
        ParsedPrices parsedPrices = new ParsedPrices(SOURCE, priceListQuery.place(), day);
        Map<PriceKey, Map<BigDecimal, List<PriceListProduct.Rate>>> tally = new LinkedHashMap<>();
        products.forEach(
                product -> parsedPrices.take(product, () -> read(priceListQuery, product, parsedPrices, tally)));
        tally.values().forEach(byAmount -> add(parsedPrices, mostFrequent(byAmount)));
        return parsedPrices;
    }

    private static void read(
            PriceListQuery priceListQuery,
            String json,
            ParsedPrices parsedPrices,
            Map<PriceKey, Map<BigDecimal, List<PriceListProduct.Rate>>> tally)
            throws InvalidInputException {
        PriceListProduct product = PriceListProduct.read(json);
        Optional<PriceListQuery.Charge> charge = priceListQuery.charge(product);
        if (charge.isEmpty()) {
            return;
        }
        boolean isOnly = charge.get().selection() == PriceListQuery.Selection.ONLY;
        for (PriceListProduct.Rate rate : product.onDemand(charge.get(), parsedPrices.day())) {
            if (isOnly) {
                addOnly(parsedPrices, rate);
            } else if (rate.amount().signum() > 0) {
                tally.computeIfAbsent(rate.key(), key -> new TreeMap<>())
                        .computeIfAbsent(rate.amount(), amount -> new ArrayList<>())
                        .add(rate);
            }
        }
    }

    private static void addOnly(ParsedPrices parsedPrices, PriceListProduct.Rate rate) throws InvalidInputException {
        PriceAmountParser.requirePositive(rate.amount());
        if (!add(parsedPrices, rate)) {
            throw new InvalidInputException(
                    "there is another price of " + rate.key().text() + " before it");
        }
    }

    /** Of equally frequent prices the lowest, with which a finding claims least; of its products the latest. */
    private static PriceListProduct.Rate mostFrequent(Map<BigDecimal, List<PriceListProduct.Rate>> byAmount) {
        List<PriceListProduct.Rate> most = List.of();
        for (List<PriceListProduct.Rate> rates : byAmount.values()) {
            most = rates.size() > most.size() ? rates : most;
        }
        return Collections.max(most, Comparator.comparing(PriceListProduct.Rate::effective));
    }

    private static boolean add(ParsedPrices parsedPrices, PriceListProduct.Rate rate) {
        return parsedPrices.add(rate.key(), rate.amount(), "AWS price list, effective " + rate.effective());
    }
}
