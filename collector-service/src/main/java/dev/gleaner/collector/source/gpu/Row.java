package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.source.Malformed;
import java.util.List;
import java.util.Optional;

/** A line below a header. A value that nvidia-smi could not read is absent, never 0. */
record Row(Header header, List<String> cells) {

    static Row of(Header header, String line) throws Malformed {
        return new Row(header, header.split(line));
    }

    Optional<String> text(Column column) {
        return place(column).map(cells::get);
    }

    /** The number in the unit of its quantity. */
    Optional<Double> number(Column column, Quantity quantity) throws Malformed {
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
    Optional<Boolean> mode(Column column) throws Malformed {
        Optional<String> text = text(column);
        if (text.isPresent() && !text.get().equals("Enabled") && !text.get().equals("Disabled")) {
            throw new Malformed(column.names().get(0) + " is neither Enabled nor Disabled");
        }
        return text.map("Enabled"::equals);
    }

    private Optional<Integer> place(Column column) {
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
