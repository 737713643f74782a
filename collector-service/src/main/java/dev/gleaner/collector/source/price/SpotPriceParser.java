package dev.gleaner.collector.source.price;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.SpotPrice;

/**
 * Parses responses of DescribeSpotPriceHistory. Each zone has its own price; the lowest is published, so that savings
 * are not overestimated. It is also the price of a new instance that may run in any zone.
 */
final class SpotPriceParser {

    static final String SOURCE = "spot-prices";

    /** Accounts from before 2013 get both descriptions. */
    private static final Set<String> LINUX = Set.of("Linux/UNIX", "Linux/UNIX (Amazon VPC)");

    private final Map<String, Map<String, Entry>> newest = new TreeMap<>();

    private SpotPriceParser() {}

    /** Spot prices of the types in a region, as of the day of the request (UTC). */
    static ParsedPrices read(String region, List<SpotPrice> history, LocalDate day) {
        ParsedPrices parsedPrices = new ParsedPrices(SOURCE, "ec2:DescribeSpotPriceHistory " + region, day);
        SpotPriceParser read = new SpotPriceParser();
        history.forEach(entry -> parsedPrices.take(entry.toString(), () -> read.take(entry)));
        read.newest.forEach((type, zones) ->
                parsedPrices.add(PriceKey.linuxSpot(type, region), lowest(zones.values()), origin(zones.size())));
        return parsedPrices;
    }

    private void take(SpotPrice entry) throws InvalidInputException {
        String type = present(entry.instanceTypeAsString(), "type");
        String zone = present(entry.availabilityZone(), "zone");
        Instant time = present(entry.timestamp(), "time");
        if (LINUX.contains(present(entry.productDescriptionAsString(), "product"))) {
            Entry read = new Entry(time, PriceAmountParser.parsePositive(entry.spotPrice()));
            newest.computeIfAbsent(type, key -> new HashMap<>())
                    .merge(zone, read, (one, other) -> other.time().isAfter(one.time()) ? other : one);
        }
    }

    private static String origin(int zones) {
        return "spot market, " + (zones == 1 ? "one zone" : "lowest of " + zones + " zones");
    }

    private static BigDecimal lowest(Collection<Entry> zones) {
        return zones.stream().map(Entry::amount).min(BigDecimal::compareTo).orElseThrow();
    }

    private static <T> T present(@Nullable T value, String what) throws InvalidInputException {
        if (value == null) {
            throw new InvalidInputException("it has no " + what);
        }
        return value;
    }

    private record Entry(Instant time, BigDecimal amount) {}
}
