package dev.gleaner.collector.source.price;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An entry in a response of GetProducts: a product and its terms. */
final class PriceListProduct {

    /** The field of a product beside its attributes; queries filter by it as by an attribute. */
    static final String FAMILY = "productFamily";

    private static final String DOLLARS = "USD";

    private final JsonNode product;
    private final JsonNode terms;

    private PriceListProduct(JsonNode product, JsonNode terms) {
        this.product = product;
        this.terms = terms;
    }

    /** Parses the JSON text of an entry. */
    static PriceListProduct read(String json) throws InvalidInputException {
        try {
            JsonNode entry = Json.mapper().readTree(json);
            if (!entry.path("product").path("attributes").isObject()) {
                throw new InvalidInputException("there are no product.attributes in it");
            }
            return new PriceListProduct(
                    entry.path("product"), entry.path("terms").path("OnDemand"));
        } catch (JsonProcessingException e) {
            // Jackson's own message would contain the content.
            throw new InvalidInputException("it is not JSON" + at(e.getLocation()));
        }
    }

    private static String at(@Nullable JsonLocation place) {
        return place == null ? "" : " at column " + place.getColumnNr();
    }

    boolean isOf(String family) {
        return has(FAMILY, family);
    }

    /** An attribute, or the family; empty if it is absent. */
    String attribute(String name) {
        return (name.equals(FAMILY) ? product : product.path("attributes"))
                .path(name)
                .asText();
    }

    boolean has(String name, String value) {
        return attribute(name).equals(value);
    }

    /** On-demand prices by the terms in effect on a day; empty if there are none. */
    List<Rate> onDemand(PriceListQuery.Charge charge, LocalDate day) throws InvalidInputException {
        Optional<JsonNode> inEffect = Optional.empty();
        LocalDate since = LocalDate.MIN;
        for (JsonNode term : terms) {
            LocalDate effective = effective(term);
            if (!effective.isAfter(day) && effective.isAfter(since)) {
                inEffect = Optional.of(term);
                since = effective;
            }
        }
        return inEffect.isEmpty() ? List.of() : rates(inEffect.get(), charge, since);
    }

    private static List<Rate> rates(JsonNode term, PriceListQuery.Charge charge, LocalDate effective)
            throws InvalidInputException {
        List<Rate> rates = new ArrayList<>();
        for (Map.Entry<String, List<PriceKey>> tier : charge.keys().entrySet()) {
            Optional<JsonNode> dimension = dimension(term, tier.getKey(), charge.units());
            if (dimension.isPresent()) {
                BigDecimal amount = PriceAmountParser.product(amount(dimension.get()), charge.factor());
                tier.getValue().forEach(key -> rates.add(new Rate(key, amount, effective)));
            }
        }
        return rates;
    }

    private static LocalDate effective(JsonNode term) throws InvalidInputException {
        try {
            return OffsetDateTime.parse(term.path("effectiveDate").asText())
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toLocalDate();
        } catch (DateTimeParseException e) {
            throw new InvalidInputException("an effectiveDate is not a time");
        }
    }

    /** The price from a unit on. Without tiers it is that of the first unit, which there must be. */
    private static Optional<JsonNode> dimension(JsonNode term, String from, Set<String> units)
            throws InvalidInputException {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode dimension : term.path("priceDimensions")) {
            if (dimension.path("beginRange").asText(PriceListQuery.Charge.FIRST).equals(from)) {
                found.add(dimension);
            }
        }
        boolean isFirst = from.equals(PriceListQuery.Charge.FIRST);
        if (found.isEmpty() && !isFirst) {
            return Optional.empty();
        }
        if (found.size() != 1) {
            throw new InvalidInputException(
                    "there are " + found.size() + " prices of " + (isFirst ? "the first unit" : "unit " + from));
        }
        if (!units.contains(found.get(0).path("unit").asText())) {
            throw new InvalidInputException(
                    "its price is not by " + units.stream().sorted().collect(Collectors.joining(" or ")));
        }
        return Optional.of(found.get(0));
    }

    private static BigDecimal amount(JsonNode dimension) throws InvalidInputException {
        JsonNode perUnit = dimension.path("pricePerUnit");
        if (!perUnit.has(DOLLARS)) {
            throw new InvalidInputException("it is not priced in " + DOLLARS + " but in " + currencies(perUnit));
        }
        return PriceAmountParser.parse(perUnit.path(DOLLARS).asText());
    }

    private static List<String> currencies(JsonNode perUnit) {
        List<String> names = new ArrayList<>();
        perUnit.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * A price in the list.
     *
     * @param amount USD per unit of the key; 0 if free of charge
     * @param effective first day
     */
    record Rate(PriceKey key, BigDecimal amount, LocalDate effective) {}
}
