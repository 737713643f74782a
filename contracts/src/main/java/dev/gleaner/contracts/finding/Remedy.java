package dev.gleaner.contracts.finding;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a finding recommends.
 *
 * @param action {@code stop-instance}, {@code advice}, ...; {@code advice} is for what a person has to do
 * @param parameters of the action, besides the resource
 * @param irreversibleParts effects that an undo does not restore
 */
public record Remedy(
        String action,
        Map<String, String> parameters,
        boolean reversible,
        List<String> irreversibleParts,
        String text) {

    /** The action of a remedy that a person has to carry out. */
    public static final String ADVICE = "advice";

    public Remedy {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        irreversibleParts = List.copyOf(irreversibleParts);
    }

    /** A remedy that a person has to carry out. */
    public static Remedy advice(String text) {
        return new Remedy(ADVICE, Map.of(), false, List.of(), text);
    }
}
