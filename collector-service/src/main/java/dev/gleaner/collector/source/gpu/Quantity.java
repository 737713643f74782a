package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.source.Malformed;
import java.util.Map;
import java.util.regex.Pattern;

/** A kind of value, with the units in which nvidia-smi prints it; the unit that is not printed is the usual one. */
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

    /** Reads {@code 81559 MiB}, or {@code 81559} below a header with the unit. */
    double read(String cell, String headerUnit) throws Malformed {
        int space = cell.indexOf(' ');
        String number = space < 0 ? cell : cell.substring(0, space);
        String unit = space < 0 ? headerUnit : cell.substring(space + 1).strip();
        Double factor = factors.get(unit);
        if (factor == null || !NUMBER.matcher(number).matches()) {
            throw new Malformed("is no value in " + String.join(", ", units()));
        }
        double value = Double.parseDouble(number) * factor;
        if (value > most) {
            throw new Malformed("is more than " + most);
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
