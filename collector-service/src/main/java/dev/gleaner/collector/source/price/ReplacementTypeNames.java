package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.resource.NewerFamilies;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Names of the types by which an instance of a type may be replaced: the next smaller sizes of its family, and its size
 * in newer families. Not every family has each size; the price list has no product for a name that no type has. Names of sizes: Amazon EC2 Instance Types, naming conventions, 2026-11.
 */
final class ReplacementTypeNames {

    /** Size and its number of {@code large} units, the smallest first. */
    private static final List<Size> SIZES = Stream.concat(
                    Stream.of(new Size("medium", 0.5), new Size("large", 1), new Size("xlarge", 2)),
                    IntStream.of(2, 3, 4, 6, 8, 9, 10, 12, 16, 18, 24, 32, 48, 56, 64, 96, 112)
                            .mapToObj(times -> new Size(times + "xlarge", 2.0 * times)))
            .toList();

    /** Where the same processors and GPUs have a next smaller size, it is at least that part of a size; c1 and m1 are exceptions. */
    private static final double SMALLEST_PART = 1 / 3.0;

    private record Size(String name, double units) {}

    private ReplacementTypeNames() {}

    /** These types, and for each the names that its next smaller type and those of newer families may have. */
    static Set<String> withReplacements(Set<String> types) {
        return types.stream()
                .flatMap(type ->
                        Stream.of(Stream.of(type), smaller(type), newer(type)).flatMap(Function.identity()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> newer(String type) {
        return NewerFamilies.bundled().of(type).stream().map(NewerFamilies.Type::name);
    }

    private static Stream<String> smaller(String type) {
        int dot = type.indexOf('.');
        String family = type.substring(0, dot + 1);
        String name = type.substring(dot + 1);
        return SIZES.stream()
                .filter(size -> size.name().equals(name))
                .flatMap(size -> SIZES.stream()
                        .filter(other -> other.units() < size.units() && other.units() >= SMALLEST_PART * size.units()))
                .map(other -> family + other.name());
    }
}
