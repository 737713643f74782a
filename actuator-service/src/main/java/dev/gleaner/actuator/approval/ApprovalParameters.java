package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.action.instance.LocalDataLossConsent;
import dev.gleaner.actuator.action.schedule.ScheduleParameters;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a person entered with an approval: checked and in one form, so that the same meaning is the same text. It completes the
 * plan that was shown; the completed plan has its own hash, by which decisions and actions are found.
 *
 * @param values parameters by name
 */
public record ApprovalParameters(Map<String, String> values) {

    private static final Set<String> KNOWN =
            Set.of(ScheduleParameters.HOURS, ScheduleParameters.ZONE, LocalDataLossConsent.NAME);

    public ApprovalParameters {
        values = Map.copyOf(values);
    }

    /** Checks what was entered; throws {@link DecisionNotAcceptedException} with the reason if it is invalid. */
    public static ApprovalParameters parse(Map<String, @Nullable String> entered) {
        entered.forEach((name, value) -> {
            if (!KNOWN.contains(name)) {
                throw invalid(name, "there is no parameter " + name + "; there are " + names(KNOWN));
            }
            if (value == null) {
                throw invalid(name, "the parameter " + name + " has no value");
            }
        });
        Map<String, String> values = new TreeMap<>();
        String hours = entered.get(ScheduleParameters.HOURS);
        if (hours != null) {
            values.putAll(hours(hours, entered.get(ScheduleParameters.ZONE)));
        } else if (entered.containsKey(ScheduleParameters.ZONE)) {
            throw invalid(ScheduleParameters.ZONE, "the parameter zone belongs to hours, which are missing");
        }
        if (entered.containsKey(LocalDataLossConsent.NAME)) {
            values.putAll(localData(entered));
        }
        return new ApprovalParameters(values);
    }

    private static Map<String, String> localData(Map<String, @Nullable String> entered) {
        Map<String, String> statement = LocalDataLossConsent.of(entered);
        if (statement.isEmpty()) {
            throw invalid(
                    LocalDataLossConsent.NAME,
                    "localData: its only value is " + GleanerTagKeys.SCRATCH + ": a stop may lose the local data");
        }
        return statement;
    }

    private static Map<String, String> hours(String hours, @Nullable String zone) {
        String checked = check(ScheduleParameters.ZONE, () -> ScheduleParameters.enterZone(zone));
        return Map.of(
                ScheduleParameters.ZONE,
                checked,
                ScheduleParameters.HOURS,
                check(ScheduleParameters.HOURS, () -> ScheduleParameters.enterHours(hours, checked)));
    }

    private static String check(String name, Supplier<String> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException wrong) {
            throw invalid(name, name + ": " + wrong.getMessage());
        }
    }

    /** What of these parameters of an action was entered by its approver, in a few words; empty if nothing was. */
    public static Optional<String> describe(Map<String, String> parameters) {
        List<String> entered = new ArrayList<>();
        if (parameters.containsKey(ScheduleParameters.HOURS)) {
            entered.add("hours " + parameters.get(ScheduleParameters.HOURS) + " "
                    + parameters.get(ScheduleParameters.ZONE));
        }
        if (LocalDataLossConsent.isIn(parameters)) {
            entered.add("its local data is scratch");
        }
        return entered.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", entered));
    }

    /** Whether nothing was entered. */
    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Hash of the plan that was shown, completed by what was entered for a remedy; the hash itself if nothing was. */
    String complete(String plan, int remedy) {
        return isEmpty() ? plan : Json.canonicalHash(Map.of("plan", plan, "remedy", remedy, "parameters", values));
    }

    /** The remedy with what was entered, which replaces what it proposes. */
    Remedy complete(Remedy remedy) {
        Map<String, String> completed = new HashMap<>(remedy.parameters());
        completed.putAll(values);
        return new Remedy(
                remedy.action(),
                completed,
                remedy.reversible(),
                remedy.irreversibleParts(),
                remedy.text(),
                remedy.idleness(),
                remedy.saving());
    }

    /**
     * Throws {@link DecisionNotAcceptedException} unless exactly that was entered which the action takes. A rule of the policy
     * enters nothing.
     */
    void requireFor(String action, List<EnteredParameter> taken, DecisionMaker decisionMaker) {
        if (decisionMaker.isPolicy() && !isEmpty()) {
            throw invalid(values.keySet().iterator().next(), "only a person enters parameters");
        }
        Set<String> names = taken.stream().map(EnteredParameter::name).collect(Collectors.toSet());
        values.keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw invalid(
                            name,
                            "this plan does not take the parameter " + name + ": "
                                    + (names.isEmpty() ? action + " is complete" : action + " takes " + names(names)));
                });
        for (EnteredParameter parameter : taken) {
            if (parameter.required() && !values.containsKey(parameter.name())) {
                throw invalid(
                        parameter.name(),
                        action + " needs the parameter " + parameter.name() + ": " + parameter.text()
                                + " For example {\"parameters\":{\"" + parameter.name() + "\":\"" + parameter.example()
                                + "\"}}");
            }
        }
    }

    /**
     * Whether these are the parameters of the remedy, completed by nothing but what an approver enters. Entered hours have
     * their own zone, whatever zone the remedy proposes.
     */
    static boolean isCompletion(Remedy remedy, Map<String, String> parameters) {
        Map<String, String> proposed = new HashMap<>(remedy.parameters());
        Map<String, String> given = new HashMap<>(parameters);
        given.remove(LocalDataLossConsent.NAME);
        if (given.remove(ScheduleParameters.HOURS) != null) {
            given.remove(ScheduleParameters.ZONE);
            proposed.remove(ScheduleParameters.ZONE);
        }
        return proposed.equals(given);
    }

    private static String names(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(" and "));
    }

    private static DecisionNotAcceptedException invalid(String name, String text) {
        return DecisionNotAcceptedException.parameter(name, text);
    }
}
