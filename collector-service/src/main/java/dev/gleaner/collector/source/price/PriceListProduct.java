package dev.gleaner.collector.source.price;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.Json;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entry in a response of GetProducts: a product and its terms. */
final class PriceListProduct {

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
        return product.path("productFamily").asText().equals(family);
    }

    /** An attribute; empty if it is absent. */
    String attribute(String name) {
        return product.path("attributes").path(name).asText();
    }

    boolean has(String name, String value) {
        return attribute(name).equals(value);
    }

    /**
     * On-demand price of the first unit by the terms in effect on a day; empty if there are none. Of prices that
     * decrease with usage this is the highest.
     */
    Optional<Rate> onDemand(String unit, LocalDate day) throws InvalidInputException {
        Optional<Rate> inEffect = Optional.empty();
        for (JsonNode term : terms) {
            LocalDate effective = effective(term);
            boolean isLater =
                    inEffect.isEmpty() || effective.isAfter(inEffect.get().effective());
            if (!effective.isAfter(day) && isLater) {
                inEffect = Optional.of(new Rate(amount(first(term, unit)), effective));
            }
        }
        return inEffect;
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

    private static JsonNode first(JsonNode term, String unit) throws InvalidInputException {
        List<JsonNode> first = new ArrayList<>();
        for (JsonNode dimension : term.path("priceDimensions")) {
            if (dimension.path("beginRange").asText("0").equals("0")) {
                first.add(dimension);
            }
        }
        if (first.size() != 1) {
            throw new InvalidInputException("there are " + first.size() + " prices of the first unit");
        }
        if (!first.get(0).path("unit").asText().equals(unit)) {
            throw new InvalidInputException("its price is not by " + unit);
        }
        return first.get(0);
    }

    private static BigDecimal amount(JsonNode dimension) throws InvalidInputException {
        JsonNode perUnit = dimension.path("pricePerUnit");
        if (!perUnit.has(DOLLARS)) {
            throw new InvalidInputException("it is not priced in " + DOLLARS + " but in " + currencies(perUnit));
        }
        return PriceAmountParser.parsePositive(perUnit.path(DOLLARS).asText());
    }

    private static List<String> currencies(JsonNode perUnit) {
        List<String> names = new ArrayList<>();
        perUnit.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * A price in the list.
     *
     * @param amount USD per unit
     * @param effective first day
     */
    record Rate(BigDecimal amount, LocalDate effective) {}
}
