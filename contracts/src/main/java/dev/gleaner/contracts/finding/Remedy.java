package dev.gleaner.contracts.finding;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One way to take the money back.
 *
 * @param action {@code stop-instance}, {@code advice}, ...; {@code advice} is for what no API performs
 * @param parameters what the action needs besides the resource
 * @param irreversibleParts what undoing it does not bring back
 */
public record Remedy(
        String action,
        Map<String, String> parameters,
        boolean reversible,
        List<String> irreversibleParts,
        String text) {

    /** The action of a remedy that no API performs. */
    public static final String ADVICE = "advice";

    public Remedy {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        irreversibleParts = List.copyOf(irreversibleParts);
    }

    /** Something for a person to do. */
    public static Remedy advice(String text) {
        return new Remedy(ADVICE, Map.of(), false, List.of(), text);
    }
}
