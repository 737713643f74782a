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
 * A header line of nvidia-smi: which column stands where, and in which unit. Lines are split by hand and not by a CSV
 * library: nothing is quoted, and the name of a process may hold commas.
 */
public final class SmiHeader {

    private static final Pattern CELL = Pattern.compile("([A-Za-z][A-Za-z0-9_.]*)(?: \\[([^\\]]*)\\])?");

    private static final Set<String> KNOWN = Arrays.stream(SmiColumn.values())
            .flatMap(column -> column.names().stream())
            .collect(Collectors.toUnmodifiableSet());

    /** The name of a process, as asked by either of its names. */
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

    /** The header that this line is, if it is one: every cell could name a column, and one is known. */
    public static Optional<SmiHeader> of(String line) {
        List<Matcher> cells =
                cells(line).stream().map(CELL::matcher).filter(Matcher::matches).toList();
        boolean known = cells.stream().anyMatch(cell -> KNOWN.contains(cell.group(1)));
        return known && cells.size() == cells(line).size() ? Optional.of(new SmiHeader(line, cells)) : Optional.empty();
    }

    /** As it was printed. */
    public String line() {
        return line;
    }

    /** Whether lines of processes follow, not of cards. */
    public boolean isOfProcesses() {
        return has(SmiColumn.PROCESS);
    }

    /** Whether one of the names of this column stands there. */
    public boolean has(SmiColumn column) {
        return column.names().stream().anyMatch(indexes::containsKey);
    }

    /** Where a column of this name stands, from 0. */
    public Optional<Integer> indexOf(String name) {
        return Optional.ofNullable(indexes.get(name));
    }

    /** What stands in brackets behind the name; empty if nothing does. */
    public String unit(int place) {
        return units.get(place);
    }

    /** How many columns there are. */
    public int width() {
        return units.size();
    }

    /** Where the name of a process stands, which may hold commas; absent above lines of cards. */
    public OptionalInt freeText() {
        return freeText < 0 ? OptionalInt.empty() : OptionalInt.of(freeText);
    }

    /** What stands between the commas of a line. */
    public static List<String> cells(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
    }
}
