package dev.gleaner.actuator.action.schedule;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.Json;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a schedule: {@code on}, {@code zone} and {@code lead} of a remedy. The approver enters {@code hours} and
 * {@code zone} for a remedy without {@code on}, and may enter them instead of what the remedy proposes.
 */
public final class ScheduleParameters {

    /** Hours that a rule proposes, in the form of {@link WeeklyRunHours#parse}. */
    public static final String ON = "on";

    /** Hours that the approver enters, in the form of {@link WeeklyRunHours#parse}. */
    public static final String HOURS = EnteredParameter.HOURS;

    /** Time zone of the hours: an IANA name. Of entered hours UTC if the approver names none. */
    public static final String ZONE = EnteredParameter.ZONE;

    /** Valid hours, for messages about invalid ones. */
    public static final String EXAMPLE = "Mon-Fri 09:00-17:00";

    private static final String UTC = "UTC";
    /** Not a tag, but shown to the approver beside the tag. */
    private static final String STARTS = "(starts)";

    private static final String LEAD = "lead";
    private static final String USUAL_LEAD = "10";
    private static final int LONGEST_LEAD = 120;
    private static final int LONGEST_TAG = 256;

    private ScheduleParameters() {}

    /** Parses the hours. Throws IllegalArgumentException with the reason when they are invalid. */
    public static WeeklyRunHours parse(Map<String, String> parameters) {
        String on = parameters.getOrDefault(HOURS, parameters.get(ON));
        String zone = parameters.get(ZONE);
        if (on == null || on.isBlank()) {
            throw new IllegalArgumentException(
                    "the hours at which it runs are not set: its work does not repeat weekly");
        }
        if (zone == null || zone.isBlank()) {
            throw new IllegalArgumentException("a schedule names its time zone");
        }
        return checked(WeeklyRunHours.parse(on, zone));
    }

    /** Whether the approver has to enter the hours: neither the rule nor the approver has named them. */
    static boolean areHoursMissing(Map<String, String> parameters) {
        return !parameters.containsKey(ON)
                && !parameters.containsKey(HOURS)
                && problem(() -> parseLead(parameters)).isEmpty();
    }

    /**
     * What the approver enters where the remedy has no hours, and may enter instead of the hours that it has. Invalid parameters
     * of a remedy are not for an approver to correct.
     */
    static List<EnteredParameter> entered(Map<String, String> parameters) {
        boolean areMissing = areHoursMissing(parameters);
        if (!areMissing && problem(parameters).isPresent()) {
            return List.of();
        }
        return List.of(
                new EnteredParameter(
                        HOURS,
                        areMissing,
                        "Hours of the week at which it runs; it is started "
                                + parseLead(parameters).toMinutes() + " minutes before them.",
                        EXAMPLE,
                        parameters.get(ON)),
                new EnteredParameter(
                        ZONE,
                        false,
                        "Time zone of the hours, an IANA name; UTC if none is entered. In a zone with summer time the hours"
                                + " follow its clocks, in UTC they do not.",
                        "Europe/Berlin",
                        areMissing ? null : parameters.get(ZONE)));
    }

    /**
     * Checks a time zone that an approver entered; UTC when it is null or blank. Throws IllegalArgumentException with an example
     * when it is invalid.
     */
    public static String enterZone(@Nullable String zone) {
        String named = zone == null || zone.isBlank() ? UTC : zone.strip();
        if (!ZoneId.getAvailableZoneIds().contains(named)) {
            throw new IllegalArgumentException(
                    "there is no time zone '" + named + "'; enter an IANA name, for example Europe/Berlin");
        }
        return named;
    }

    /**
     * Checks hours that an approver entered and returns them in their one form, so that equal hours are equal texts. Throws
     * IllegalArgumentException with the reason and an example when they are invalid.
     */
    public static String enterHours(String hours, String zone) {
        try {
            WeeklyRunHours parsed = checked(WeeklyRunHours.parse(hours.strip(), zone));
            requirePauses(parsed, parseLead(Map.of()));
            return parsed.shortForm();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(wrong.getMessage() + "; enter hours like '" + EXAMPLE + "'", wrong);
        }
    }

    /**
     * Time by which the instance is started before its hours, so that jobs at the beginning of the hours find it running:
     * {@code lead} in minutes, by default ten. Throws IllegalArgumentException with the reason when it is invalid.
     */
    public static Duration parseLead(Map<String, String> parameters) {
        String lead = parameters.getOrDefault(LEAD, USUAL_LEAD);
        if (!lead.matches("\\d{1,3}") || Integer.parseInt(lead) > LONGEST_LEAD) {
            throw new IllegalArgumentException(
                    "the lead of a schedule is 0 to " + LONGEST_LEAD + " minutes, not " + lead);
        }
        return Duration.ofMinutes(Integer.parseInt(lead));
    }

    /**
     * When the instance is started, for a person; empty when it is started at the beginning of its hours, or the parameters
     * are invalid.
     */
    public static Optional<String> start(Map<String, String> parameters) {
        return problem(parameters).isPresent()
                ? Optional.empty()
                : Optional.of(parseLead(parameters).toMinutes())
                        .filter(minutes -> minutes > 0)
                        .map(minutes -> minutes + " minutes before its hours");
    }

    /** The value of the tag. */
    static String tag(ActionOrder order) {
        return parse(order.parameters()).text();
    }

    /** Why the parameters are invalid; empty when they are valid. */
    static Optional<String> problem(Map<String, String> parameters) {
        return problem(() -> requirePauses(parse(parameters), parseLead(parameters)));
    }

    private static Optional<String> problem(Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
    }

    static DocumentChange change(ResourceSnapshot planned, Map<String, String> parameters) {
        Optional<String> problem = problem(parameters);
        if (problem.isPresent()) {
            return DocumentChange.impossible(Json.tree(planned.tags()), problem.get());
        }
        Map<String, String> after = new TreeMap<>(planned.tags());
        after.put(GleanerTagKeys.SCHEDULE, parse(parameters).text());
        start(parameters).ifPresent(start -> after.put(STARTS, start));
        return DocumentChange.of(Json.tree(planned.tags()), Json.tree(after));
    }

    /** An instance that is started again before each stop would never stop. */
    private static void requirePauses(WeeklyRunHours hours, Duration lead) {
        if (!hours.hasPauseLongerThan(lead)) {
            throw new IllegalArgumentException("the instance would never stop: it is started " + lead.toMinutes()
                    + " minutes before its hours, and no pause between them is longer");
        }
    }

    private static WeeklyRunHours checked(WeeklyRunHours hours) {
        if (hours.text().length() > LONGEST_TAG) {
            throw new IllegalArgumentException("the hours are too many to be written into a tag");
        }
        return hours;
    }
}
