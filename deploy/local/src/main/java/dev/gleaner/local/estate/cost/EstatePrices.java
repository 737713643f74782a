package dev.gleaner.local.estate.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The prices by which an estate computes its expected savings and its bill, in USD, from {@code estate/prices.csv}, which names the
 * source and date of each.
 */
public final class EstatePrices {

    /** The unit of Amazon's monthly prices. */
    public static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(730);

    private static final String FILE = "/estate/prices.csv";
    private static final int REGION = 0;
    private static final int ITEM = 1;
    private static final int USD = 3;
    private static final int SOURCE = 4;
    private static final int DATE = 5;

    private final Map<String, SourcedPrice> byRegionAndItem;

    private EstatePrices(Map<String, SourcedPrice> byRegionAndItem) {
        this.byRegionAndItem = Map.copyOf(byRegionAndItem);
    }

    /** Reads the shipped table. */
    public static EstatePrices read() {
        try (InputStream file = Objects.requireNonNull(EstatePrices.class.getResourceAsStream(FILE), FILE)) {
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EstatePrices parse(List<String> lines) {
        Map<String, SourcedPrice> prices = new TreeMap<>();
        lines.stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("region,"))
                .map(line -> line.split(",", -1))
                .forEach(row -> prices.put(
                        key(row[REGION], row[ITEM]),
                        new SourcedPrice(new BigDecimal(row[USD]), row[SOURCE], LocalDate.parse(row[DATE]))));
        return new EstatePrices(prices);
    }

    /** The item of an hour of a Spot instance of a type. */
    public static String spot(String type) {
        return type + "-spot";
    }

    /** The price of an item in a region; empty if it is unknown. */
    public Optional<BigDecimal> of(String region, String item) {
        return sourced(region, item).map(SourcedPrice::usd);
    }

    /** The price of an item in a region with its source and date; empty if it is unknown. */
    public Optional<SourcedPrice> sourced(String region, String item) {
        return Optional.ofNullable(byRegionAndItem.get(key(region, item)));
    }

    private static String key(String region, String item) {
        return region + " " + item;
    }

    /** A price in USD, where it was read, and of which day it is. */
    public record SourcedPrice(BigDecimal usd, String source, LocalDate date) {}
}
