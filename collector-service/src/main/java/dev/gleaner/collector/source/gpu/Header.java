package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.source.Malformed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A header line of nvidia-smi: which column stands where, and in which unit. Lines are split by hand and not by a CSV
 * library: nothing is quoted, and the name of a process may hold commas.
 */
final class Header {

    private static final Pattern CELL = Pattern.compile("([A-Za-z][A-Za-z0-9_.]*)(?: \\[([^\\]]*)\\])?");

    private static final Set<String> KNOWN = Arrays.stream(Column.values())
            .flatMap(column -> column.names().stream())
            .collect(Collectors.toUnmodifiableSet());

    /** The name of a process, as asked by either of its names. */
    private static final List<String> FREE_TEXT = List.of("process_name", "name");

    private final String line;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> units = new ArrayList<>();
    private final int freeText;

    private Header(String line, List<Matcher> cells) {
        this.line = line;
        for (Matcher cell : cells) {
            places.putIfAbsent(cell.group(1), units.size());
            units.add(Optional.ofNullable(cell.group(2)).orElse(""));
        }
        this.freeText = FREE_TEXT.stream()
                .filter(name -> isOfProcesses() && places.containsKey(name))
                .map(places::get)
                .findFirst()
                .orElse(-1);
    }

    /** The header that this line is, if it is one: every cell could name a column, and one is known. */
    static Optional<Header> of(String line) {
        List<Matcher> cells =
                cells(line).stream().map(CELL::matcher).filter(Matcher::matches).toList();
        boolean known = cells.stream().anyMatch(cell -> KNOWN.contains(cell.group(1)));
        return known && cells.size() == cells(line).size() ? Optional.of(new Header(line, cells)) : Optional.empty();
    }

    /** As it was printed. */
    String line() {
        return line;
    }

    /** Whether lines of processes follow, not of cards. */
    boolean isOfProcesses() {
        return has(Column.PROCESS);
    }

    boolean has(Column column) {
        return column.names().stream().anyMatch(places::containsKey);
    }

    /** Where a column of this name stands, from 0. */
    Optional<Integer> place(String name) {
        return Optional.ofNullable(places.get(name));
    }

    /** What stands in brackets behind the name; empty if nothing does. */
    String unit(int place) {
        return units.get(place);
    }

    /** The cells of a line below this header, one for each column. */
    List<String> split(String text) throws Malformed {
        List<String> cells = cells(text);
        int extra = cells.size() - units.size();
        if (extra > 0 && freeText >= 0) {
            return joined(cells, extra);
        }
        if (extra != 0) {
            throw new Malformed(SmiMessage.of(text)
                    .orElse("the header has " + units.size() + " columns, the line " + cells.size()));
        }
        return cells;
    }

    /** Commas beyond those of the columns are part of the process's name. */
    private List<String> joined(List<String> cells, int extra) {
        List<String> joined = new ArrayList<>(cells.subList(0, freeText));
        joined.add(String.join(",", cells.subList(freeText, freeText + extra + 1)));
        joined.addAll(cells.subList(freeText + extra + 1, cells.size()));
        return joined;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
    }
}
