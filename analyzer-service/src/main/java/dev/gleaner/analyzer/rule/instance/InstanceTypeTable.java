package dev.gleaner.analyzer.rule.instance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A number for each instance type, from a file that names its source and date in its first lines. */
public record InstanceTypeTable(Map<String, Double> numbers) {

    public InstanceTypeTable {
        numbers = Map.copyOf(numbers);
    }

    /** Baseline CPU utilization of burstable types, percent, as in CloudWatch. */
    public static InstanceTypeTable baselines() {
        return read("burstable-baselines.csv");
    }

    /** Number of GPUs of each type. */
    public static InstanceTypeTable gpus() {
        return read("gpus.csv");
    }

    /** The number of a type; empty when the type is null or not in the table. */
    public OptionalDouble of(@Nullable String type) {
        Double number = type == null ? null : numbers.get(type);
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
    }

    private static InstanceTypeTable read(String name) {
        try (InputStream file = Objects.requireNonNull(InstanceTypeTable.class.getResourceAsStream(name), name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return parse(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses lines of type and number; lines that start with {@code #} are comments. */
    static InstanceTypeTable parse(List<String> lines) {
        return new InstanceTypeTable(lines.stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split(",", 2))
                .collect(Collectors.toMap(cells -> cells[0], cells -> Double.valueOf(cells[1].strip()))));
    }
}
