package dev.gleaner.gpu.smi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A header line of nvidia-smi: the columns with their units. Lines are not split by a CSV library, as nothing is quoted and the
 * name of a process may contain commas.
 */
public final class SmiHeader {

    private static final Pattern CELL = Pattern.compile("([A-Za-z][A-Za-z0-9_.]*)(?: \\[([^\\]]*)\\])?");

    private static final Set<String> KNOWN = Arrays.stream(SmiColumn.values())
            .flatMap(column -> column.names().stream())
            .collect(Collectors.toUnmodifiableSet());

    /** Names of the column with the name of a process. */
    private static final List<String> FREE_TEXT = List.of("process_name", "name");

    private final String line;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<String> units = new ArrayList<>();
    private final int freeText;

    private SmiHeader(String line, List<Matcher> cells) {
        this.line = line;
        for (Matcher cell : cells) {
            indexes.putIfAbsent(cell.group(1), units.size());
            units.add(Optional.ofNullable(cell.group(2)).orElse(""));
        }
        this.freeText = FREE_TEXT.stream()
                .filter(name -> isOfProcesses() && indexes.containsKey(name))
                .map(indexes::get)
                .findFirst()
                .orElse(-1);
    }

    /** Parses a header line; empty when a cell cannot be the name of a column, or no name is known. */
    public static Optional<SmiHeader> of(String line) {
        List<Matcher> cells =
                cells(line).stream().map(CELL::matcher).filter(Matcher::matches).toList();
        boolean known = cells.stream().anyMatch(cell -> KNOWN.contains(cell.group(1)));
        return known && cells.size() == cells(line).size() ? Optional.of(new SmiHeader(line, cells)) : Optional.empty();
    }

    /** The line as printed. */
    public String line() {
        return line;
    }

    /** Whether the lines after it are about processes instead of GPUs. */
    public boolean isOfProcesses() {
        return has(SmiColumn.PROCESS);
    }

    /** Whether it has a column under one of its names. */
    public boolean has(SmiColumn column) {
        return column.names().stream().anyMatch(indexes::containsKey);
    }

    /** Index of the column of a name. */
    public Optional<Integer> indexOf(String name) {
        return Optional.ofNullable(indexes.get(name));
    }

    /** The unit in brackets after the name of a column; empty if there is none. */
    public String unit(int index) {
        return units.get(index);
    }

    /** Number of columns. */
    public int width() {
        return units.size();
    }

    /** Index of the name of a process, which may contain commas; empty in a header of GPUs. */
    public OptionalInt freeText() {
        return freeText < 0 ? OptionalInt.empty() : OptionalInt.of(freeText);
    }

    /** The cells between the commas of a line. */
    public static List<String> cells(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
    }
}
