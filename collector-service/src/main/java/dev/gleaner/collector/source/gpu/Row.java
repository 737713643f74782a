package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.source.Malformed;
import dev.gleaner.gpu.smi.SmiColumn;
import dev.gleaner.gpu.smi.SmiHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A line below a header. A value that nvidia-smi could not read is absent, never 0. */
record Row(SmiHeader header, List<String> cells) {

    static Row of(SmiHeader header, String line) throws Malformed {
        return new Row(header, cells(header, line));
    }

    /** One for each column; commas beyond those of the columns are part of the process's name. */
    private static List<String> cells(SmiHeader header, String line) throws Malformed {
        List<String> cells = SmiHeader.cells(line);
        int extra = cells.size() - header.width();
        OptionalInt freeText = header.freeText();
        if (extra > 0 && freeText.isPresent()) {
            return joined(cells, freeText.getAsInt(), extra);
        }
        if (extra != 0) {
            throw new Malformed(SmiMessage.of(line)
                    .orElse("the header has " + header.width() + " columns, the line " + cells.size()));
        }
        return cells;
    }

    private static List<String> joined(List<String> cells, int place, int extra) {
        List<String> joined = new ArrayList<>(cells.subList(0, place));
        joined.add(String.join(",", cells.subList(place, place + extra + 1)));
        joined.addAll(cells.subList(place + extra + 1, cells.size()));
        return joined;
    }

    Optional<String> text(SmiColumn column) {
        return place(column).map(cells::get);
    }

    /** The number in the unit of its quantity. */
    Optional<Double> number(SmiColumn column, Quantity quantity) throws Malformed {
        Optional<Integer> place = place(column);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(quantity.read(cells.get(place.get()), header.unit(place.get())));
        } catch (Malformed e) {
            throw new Malformed(column.names().get(0) + " " + e.reason());
        }
    }

    /** Whether a mode is enabled. */
    Optional<Boolean> mode(SmiColumn column) throws Malformed {
        Optional<String> text = text(column);
        if (text.isPresent() && !text.get().equals("Enabled") && !text.get().equals("Disabled")) {
            throw new Malformed(column.names().get(0) + " is neither Enabled nor Disabled");
        }
        return text.map("Enabled"::equals);
    }

    private Optional<Integer> place(SmiColumn column) {
        return column.names().stream()
                .map(header::place)
                .flatMap(Optional::stream)
                .filter(place -> !isAbsent(cells.get(place)))
                .findFirst();
    }

    /** {@code [N/A]}, {@code [Not Supported]} and all else in brackets: drivers have many reasons. */
    private static boolean isAbsent(String cell) {
        return cell.isEmpty()
                || cell.equals("N/A")
                || cell.equals("ERR!")
                || (cell.startsWith("[") && cell.endsWith("]"));
    }
}
