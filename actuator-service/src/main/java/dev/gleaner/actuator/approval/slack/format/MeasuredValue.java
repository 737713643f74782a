package dev.gleaner.actuator.approval.slack.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Formats a measured value with its unit, as {@code format.js} does for the page. */
final class MeasuredValue {

    private static final String PERCENT = "percent";
    private static final String BYTES = "bytes";
    private static final List<String> LARGER = List.of(BYTES, "kB", "MB", "GB", "TB", "PB");
    private static final int STEP = 1000;
    private static final int DECIMALS = 2;

    private MeasuredValue() {}

    /** The value with at most two decimals, large numbers of bytes in larger units, and one thing in the singular: 1 card, 18 TB. */
    static String format(double value, String unit) {
        if (unit.equals(PERCENT)) {
            return number(value) + " %";
        }
        boolean isBytes = unit.equals(BYTES) || unit.startsWith(BYTES + " ");
        if (isBytes && Math.abs(value) >= STEP) {
            int step = 0;
            double scaled = value;
            while (Math.abs(scaled) >= STEP && step < LARGER.size() - 1) {
                scaled /= STEP;
                step++;
            }
            return number(scaled) + " " + LARGER.get(step) + unit.substring(BYTES.length());
        }
        return number(value) + " " + (value == 1 ? unit.replaceFirst("^([a-z]+)s\\b", "$1") : unit);
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
