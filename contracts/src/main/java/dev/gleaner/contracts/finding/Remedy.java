package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a finding recommends.
 *
 * @param action {@code stop-instance}, {@code advice}, ...; {@code advice} is for what a person has to do
 * @param parameters of the action, besides the resource
 * @param irreversibleParts effects that an undo does not restore
 * @param idleness what must still hold of an instance when the remedy is carried out; absent if whoever does so has to use limits of its
 *     own
 * @param saving what it saves, where that is not what its finding says; absent elsewhere
 */
public record Remedy(
        String action,
        Map<String, String> parameters,
        boolean reversible,
        List<String> irreversibleParts,
        String text,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable IdlenessLimits idleness,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Saving saving) {

    /** The action of a remedy that a person has to carry out. */
    public static final String ADVICE = "advice";

    public Remedy {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        irreversibleParts = List.copyOf(irreversibleParts);
    }

    /** A remedy for which whoever carries it out uses limits of its own. */
    public Remedy(
            String action,
            Map<String, String> parameters,
            boolean reversible,
            List<String> irreversibleParts,
            String text) {
        this(action, parameters, reversible, irreversibleParts, text, null, null);
    }

    /**
     * A remedy of an action that can be undone if its undo can restore everything.
     *
     * @param irreversibleParts those of this target
     */
    public static Remedy of(
            RemedyAction action, Map<String, String> parameters, List<String> irreversibleParts, String text) {
        return new Remedy(action.id(), parameters, action.isRestorable(), irreversibleParts, text);
    }

    /** The same if the target loses what any target loses. */
    public static Remedy of(RemedyAction action, Map<String, String> parameters, String text) {
        return of(action, parameters, action.losses(), text);
    }

    /** A remedy that a person has to carry out. */
    public static Remedy advice(String text) {
        return new Remedy(ADVICE, Map.of(), false, List.of(), text);
    }

    /** Whether a person has to carry it out, as no action does. */
    @JsonIgnore
    public boolean isAdvice() {
        return action.equals(ADVICE);
    }

    /** The same remedy on condition that this still holds. */
    public Remedy whileIdle(@Nullable IdlenessLimits limits) {
        return new Remedy(action, parameters, reversible, irreversibleParts, text, limits, saving);
    }

    /**
     * The same remedy, which saves something else than its finding says.
     *
     * @param own null if it saves what its finding says
     */
    public Remedy withSaving(@Nullable Saving own) {
        return new Remedy(action, parameters, reversible, irreversibleParts, text, idleness, own);
    }

    /**
     * What it saves.
     *
     * @param ofFinding what its finding says
     */
    public Saving savingOr(Saving ofFinding) {
        return saving == null ? ofFinding : saving;
    }

    /** Whether the other one asks for the same, whatever must still hold and whatever it saves. */
    public boolean isSameAs(Remedy other) {
        return whileIdle(null).withSaving(null).equals(other.whileIdle(null).withSaving(null));
    }
}
