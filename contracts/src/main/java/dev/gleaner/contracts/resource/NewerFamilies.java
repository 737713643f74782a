package dev.gleaner.contracts.resource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** By which families of EC2 types a family may be replaced, from a file that names its source and date in its first lines. */
public final class NewerFamilies {

    private static final String FILE = "newer-families.csv";

    private final Map<String, List<Family>> byFamily = new HashMap<>();

    private NewerFamilies(List<String> lines) {
        for (String line : lines) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] cells = line.split(",", -1);
                if (cells.length != 4) {
                    throw new IllegalArgumentException("expected FAMILY,GENERATION,PROCESSOR,NEWER but found: " + line);
                }
                byFamily.computeIfAbsent(cells[0], family -> new ArrayList<>())
                        .add(new Family(
                                Generation.valueOf(cells[1].toUpperCase(Locale.ROOT)),
                                Processor.valueOf(cells[2].toUpperCase(Locale.ROOT)),
                                cells[3]));
            }
        }
    }

    /** The families of the file, which is read once. */
    public static NewerFamilies bundled() {
        return Bundled.FAMILIES;
    }

    /** Parses lines of family, its generation, and processor and name of a newer one; lines that start with {@code #} are comments. */
    static NewerFamilies parse(List<String> lines) {
        return new NewerFamilies(lines);
    }

    /** The types of the same size by which a type may be replaced, in the order of the file; empty if none is known. */
    public List<Type> of(String type) {
        int dot = type.indexOf('.');
        return dot < 0
                ? List.of()
                : byFamily.getOrDefault(type.substring(0, dot), List.of()).stream()
                        .map(family ->
                                new Type(family.generation, family.processor, family.newer + type.substring(dot)))
                        .toList();
    }

    private static NewerFamilies read() {
        try (InputStream file = Objects.requireNonNull(NewerFamilies.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return parse(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Family(Generation generation, Processor processor, String newer) {}

    /**
     * A type that may replace another one. Not every family has each size, so that there may be none of this name.
     *
     * @param generation of the replaced type
     * @param processor of this one
     */
    public record Type(Generation generation, Processor processor, String name) {}

    /** How old a family is. */
    public enum Generation {
        /** Its instances run on Xen. */
        PREVIOUS,
        CURRENT
    }

    /** By which a type differs. */
    public enum Processor {
        INTEL,
        AMD,
        /** It executes programs for arm64 only. */
        GRAVITON
    }

    private static final class Bundled {
        static final NewerFamilies FAMILIES = read();
    }
}
