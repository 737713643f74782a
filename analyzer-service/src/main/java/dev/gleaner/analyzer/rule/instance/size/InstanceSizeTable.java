package dev.gleaner.analyzer.rule.instance.size;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What EC2 types have, from a file that names its source and date in its first lines. Bare metal is not in it. */
public final class InstanceSizeTable {

    private static final String FILE = "instance-sizes.csv";
    private static final Comparator<InstanceSize> LARGEST_FIRST = Comparator.comparingInt(InstanceSize::cpus)
            .thenComparingInt(InstanceSize::memoryMib)
            .reversed();

    private final Map<String, InstanceSize> byType;
    private final Map<String, List<InstanceSize>> byFamily;

    private InstanceSizeTable(Collection<InstanceSize> sizes) {
        this.byType = sizes.stream().collect(Collectors.toMap(InstanceSize::type, Function.identity()));
        this.byFamily = sizes.stream().sorted(LARGEST_FIRST).collect(Collectors.groupingBy(InstanceSize::family));
    }

    /** The sizes that are part of the analyzer, which are read once. */
    public static InstanceSizeTable bundled() {
        return Bundled.TABLE;
    }

    private static InstanceSizeTable read() {
        try (InputStream file = Objects.requireNonNull(InstanceSizeTable.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return parse(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The size of a type; empty when the type is null or not in the table. */
    public Optional<InstanceSize> of(@Nullable String type) {
        return type == null ? Optional.empty() : Optional.ofNullable(byType.get(type));
    }

    /** Sizes of the same family with fewer vCPUs, the largest first. */
    List<InstanceSize> smaller(InstanceSize size) {
        return byFamily.getOrDefault(size.family(), List.of()).stream()
                .filter(other -> other.cpus() < size.cpus())
                .toList();
    }

    /** All sizes. */
    public Collection<InstanceSize> all() {
        return byType.values();
    }

    /**
     * Parses lines of type, vCPUs, memory, architecture and network, and of types with GPUs their number, memory and name; lines
     * that start with {@code #} are comments.
     */
    static InstanceSizeTable parse(List<String> lines) {
        return new InstanceSizeTable(lines.stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> size(line.split(",", -1)))
                .toList());
    }

    private static InstanceSize size(String[] cells) {
        if (cells.length != 5 && cells.length != 8) {
            throw new IllegalArgumentException(
                    "expected TYPE,CPUS,MEMORY,ARCHITECTURE,NETWORK[,GPUS,GPU_MEMORY,GPU] but found: "
                            + String.join(",", cells));
        }
        InstanceSize.Gpus gpus = cells.length == 5
                ? InstanceSize.Gpus.NONE
                : new InstanceSize.Gpus(Integer.parseInt(cells[5]), Integer.parseInt(cells[6]), cells[7]);
        return new InstanceSize(
                cells[0],
                Integer.parseInt(cells[1]),
                Integer.parseInt(cells[2]),
                cells[3],
                cells[4].isEmpty() ? -1 : Integer.parseInt(cells[4]),
                gpus);
    }

    private static final class Bundled {
        static final InstanceSizeTable TABLE = read();
    }
}
