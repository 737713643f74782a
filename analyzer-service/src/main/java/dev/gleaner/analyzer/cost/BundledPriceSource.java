package dev.gleaner.analyzer.cost;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Prices that are part of the analyzer; their source and date are in the first lines of their file, or in their row. */
public final class BundledPriceSource implements PriceSource {

    private static final String INSTANCES = "ec2-linux-on-demand-us-east-1.csv";
    private static final String OTHERS = "storage-logs-and-transfer.csv";
    private static final String REGION = "us-east-1";
    private static final String SOURCE = "# Source: ";
    private static final String DATE = "# Date: ";

    private final Map<PriceKey, List<Price>> prices;

    private BundledPriceSource(Map<PriceKey, List<Price>> prices) {
        this.prices = Map.copyOf(prices);
    }

    /**
     * EC2 on demand with Linux in us-east-1, and storage, logs and transfer in us-east-1, us-west-2 and eu-west-1 as far as
     * a source states them; docs/sources.md lists those that are missing.
     */
    public static BundledPriceSource bundled() {
        Map<PriceKey, List<Price>> prices = new HashMap<>(parse(lines(INSTANCES)).prices);
        prices.putAll(parseRows(lines(OTHERS)).prices);
        return new BundledPriceSource(prices);
    }

    @Override
    public List<Price> pricesOf(PriceKey key) {
        return prices.getOrDefault(key, List.of());
    }

    static BundledPriceSource parse(List<String> lines) {
        String source = head(lines, SOURCE);
        LocalDate date = LocalDate.parse(head(lines, DATE));
        Map<PriceKey, List<Price>> prices = new HashMap<>();
        for (String line : lines) {
            if (!line.startsWith("#") && !line.isBlank()) {
                Price price = price(line, date, source);
                prices.put(price.key(), List.of(price));
            }
        }
        return new BundledPriceSource(prices);
    }

    /** Parses rows of service, type, region, unit, amount, date and source. */
    static BundledPriceSource parseRows(List<String> lines) {
        Map<PriceKey, List<Price>> prices = new HashMap<>();
        for (String line : lines) {
            if (!line.startsWith("#") && !line.isBlank()) {
                Price price = row(line.split(",", 7));
                prices.put(price.key(), List.of(price));
            }
        }
        return new BundledPriceSource(prices);
    }

    private static Price row(String[] cells) {
        if (cells.length != 7) {
            throw new IllegalArgumentException(
                    "expected SERVICE,TYPE,REGION,UNIT,AMOUNT,DATE,SOURCE but found: " + String.join(",", cells));
        }
        PriceKey key = new PriceKey(cells[0], cells[1], cells[2], "", "", cells[3]);
        return new Price(key, new BigDecimal(cells[4]), LocalDate.parse(cells[5]), cells[6].strip());
    }

    private static List<String> lines(String name) {
        try (InputStream file = Objects.requireNonNull(BundledPriceSource.class.getResourceAsStream(name), name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Price price(String line, LocalDate date, String source) {
        int comma = line.indexOf(',');
        if (comma < 0) {
            throw new IllegalArgumentException("expected TYPE,AMOUNT but found: " + line);
        }
        PriceKey key = PriceKey.linuxOnDemand(line.substring(0, comma), REGION);
        return new Price(key, new BigDecimal(line.substring(comma + 1).strip()), date, source);
    }

    private static String head(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the price file has no line " + name));
    }
}
