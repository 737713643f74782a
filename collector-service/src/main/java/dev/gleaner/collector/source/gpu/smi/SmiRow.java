package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.gpu.smi.SmiColumn;
import dev.gleaner.gpu.smi.SmiHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line below a header. A value that nvidia-smi could not read is absent, never 0. */
record SmiRow(SmiHeader header, List<String> cells) {

    static SmiRow of(SmiHeader header, String line) throws InvalidInputException {
        return new SmiRow(header, cells(header, line));
    }

    /** One cell per column; further commas are part of the process name. */
    private static List<String> cells(SmiHeader header, String line) throws InvalidInputException {
        List<String> cells = SmiHeader.cells(line);
        int extra = cells.size() - header.width();
        OptionalInt freeText = header.freeText();
        if (extra > 0 && freeText.isPresent()) {
            return joined(cells, freeText.getAsInt(), extra);
        }
        if (extra != 0) {
            throw new InvalidInputException(ErrorMessage.of(line)
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
    Optional<Double> number(SmiColumn column, Quantity quantity) throws InvalidInputException {
        Optional<Integer> place = place(column);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(quantity.read(cells.get(place.get()), header.unit(place.get())));
        } catch (InvalidInputException e) {
            throw new InvalidInputException(column.names().get(0) + " " + e.reason());
        }
    }

    /** Whether a mode is enabled. */
    Optional<Boolean> mode(SmiColumn column) throws InvalidInputException {
        Optional<String> text = text(column);
        if (text.isPresent() && !text.get().equals("Enabled") && !text.get().equals("Disabled")) {
            throw new InvalidInputException(column.names().get(0) + " is neither Enabled nor Disabled");
        }
        return text.map("Enabled"::equals);
    }

    private Optional<Integer> place(SmiColumn column) {
        return column.names().stream()
                .map(header::indexOf)
                .flatMap(Optional::stream)
                .filter(place -> !isAbsent(cells.get(place)))
                .findFirst();
    }

    /** {@code [N/A]}, {@code [Not Supported]} or any other text in brackets. */
    private static boolean isAbsent(String cell) {
        return cell.isEmpty()
                || cell.equals("N/A")
                || cell.equals("ERR!")
                || (cell.startsWith("[") && cell.endsWith("]"));
    }

    /** A quantity with the units that nvidia-smi prints; without a unit the usual one is assumed. */
    enum Quantity {
        PERCENT(100, Map.of("%", 1.0, "", 1.0)),
        BYTES(
                Double.MAX_VALUE,
                Map.of("MiB", 1048576.0, "", 1048576.0, "KiB", 1024.0, "GiB", 1073741824.0, "bytes", 1.0, "B", 1.0)),
        WATTS(Double.MAX_VALUE, Map.of("W", 1.0, "", 1.0)),
        MEGAHERTZ(Double.MAX_VALUE, Map.of("MHz", 1.0, "", 1.0));

        private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(?:\\.\\d{1,18})?");

        private final double most;
        private final Map<String, Double> factors;

        Quantity(double most, Map<String, Double> factors) {
            this.most = most;
            this.factors = factors;
        }

        /** Parses {@code 81559 MiB}, or {@code 81559} below a header with the unit. */
        double read(String cell, String headerUnit) throws InvalidInputException {
            int space = cell.indexOf(' ');
            String number = space < 0 ? cell : cell.substring(0, space);
            String unit = space < 0 ? headerUnit : cell.substring(space + 1).strip();
            Double factor = factors.get(unit);
            if (factor == null || !NUMBER.matcher(number).matches()) {
                throw new InvalidInputException("is no value in " + String.join(", ", units()));
            }
            double value = Double.parseDouble(number) * factor;
            if (value > most) {
                throw new InvalidInputException("is more than " + most);
            }
            return value;
        }

        private Iterable<String> units() {
            return factors.keySet().stream()
                    .filter(unit -> !unit.isEmpty())
                    .sorted()
                    .toList();
        }
    }

    /** Messages that nvidia-smi prints instead of values, with instructions. */
    static final class ErrorMessage {

        private static final Pattern FIELD =
                Pattern.compile("Field \"([A-Za-z0-9_.-]{1,100})\" is not a valid field.*");

        private ErrorMessage() {}

        /** The instruction for this line, if it is such a message. */
        static Optional<String> of(String line) {
            Matcher field = FIELD.matcher(line);
            if (field.matches()) {
                return Optional.of("nvidia-smi does not know the field " + field.group(1)
                        + ": ask only for those that nvidia-smi --help-query-gpu lists");
            }
            if (line.startsWith("No devices were found")) {
                return Optional.of("nvidia-smi found no devices: is there a GPU, and its driver loaded?");
            }
            if (line.startsWith("NVIDIA-SMI has failed")) {
                return Optional.of("nvidia-smi could not reach the driver");
            }
            return Optional.empty();
        }
    }
}
