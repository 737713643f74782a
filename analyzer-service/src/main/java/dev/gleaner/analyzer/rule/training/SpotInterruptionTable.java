package dev.gleaner.analyzer.rule.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How often Spot instances on Linux were interrupted in the last month, by region and type. AWS publishes the share of the interrupted
 * instances as one of five ranges (Amazon EC2 Spot Instance Advisor).
 *
 * @param rates interruptions an hour, by region and type
 */
public record SpotInterruptionTable(Map<Key, Double> rates) {

    private static final String BUNDLED = "spot-interruptions.json";
    private static final double PERCENT = 100;

    public SpotInterruptionTable {
        rates = Collections.unmodifiableMap(new HashMap<>(rates));
    }

    /**
     * The table of a file, or of the one that is part of the analyzer.
     *
     * @param highestRate interruptions an hour of the range that has no upper end
     */
    static SpotInterruptionTable read(Optional<Path> file, double highestRate) {
        try (InputStream input = file.isPresent()
                ? Files.newInputStream(file.get())
                : Objects.requireNonNull(SpotInterruptionTable.class.getResourceAsStream(BUNDLED), BUNDLED)) {
            return parse(Json.read(input.readAllBytes(), JsonNode.class), highestRate);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "interruption frequencies cannot be read: "
                            + file.map(Path::toString).orElse(BUNDLED),
                    e);
        }
    }

    /**
     * Parses what Spot Instance Advisor shows. A type counts with the upper end of its range: a share p of the instances of a month is
     * -ln(1 - p) / 730 interruptions an hour.
     */
    static SpotInterruptionTable parse(JsonNode advisor, double highestRate) {
        Map<Integer, Double> ranges = new HashMap<>();
        for (JsonNode range : advisor.path("ranges")) {
            double share = range.path("max").asDouble(PERCENT) / PERCENT;
            ranges.put(range.path("index").asInt(-1), share < 1 ? -Math.log1p(-share) / Hour.PER_MONTH : highestRate);
        }
        Map<Key, Double> rates = new HashMap<>();
        for (Map.Entry<String, JsonNode> region : advisor.path("spot_advisor").properties()) {
            for (Map.Entry<String, JsonNode> type :
                    region.getValue().path("Linux").properties()) {
                Double rate = ranges.get(type.getValue().path("r").asInt(-1));
                if (rate != null) {
                    rates.put(new Key(region.getKey(), type.getKey()), rate);
                }
            }
        }
        if (rates.isEmpty()) {
            throw new IllegalArgumentException("no interruption frequencies: ranges and spot_advisor are needed");
        }
        return new SpotInterruptionTable(rates);
    }

    /** Interruptions an hour of a type in a region; empty if AWS does not tell them. */
    OptionalDouble of(String region, String type) {
        Double rate = rates.get(new Key(region, type));
        return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }

    /** A type in a region. */
    public record Key(String region, String type) {}
}
