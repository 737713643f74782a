package dev.gleaner.collector.source.gpu;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A MIG instance of a card.
 *
 * @param profile {@code 3g.40gb}; empty when it was not told
 */
record DcgmInstance(String profile, DcgmValues values) {

    private static final Pattern SLICES = Pattern.compile("(\\d{1,2})g\\..*");

    /** How many of its card's slices it has. */
    Optional<Double> slices() {
        Matcher slices = SLICES.matcher(profile);
        return slices.matches() ? Optional.of(Double.valueOf(slices.group(1))) : Optional.empty();
    }

    /** Its work in slices, by 100. */
    Optional<Double> work() {
        return slices().flatMap(slices -> values.get(DcgmField.ENGINES).map(engines -> engines * slices));
    }
}
