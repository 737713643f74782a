package dev.gleaner.actuator.action.schedule;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Parameters of a schedule in a remedy: {@code on}, {@code zone} and {@code lead}. */
public final class ScheduleParameters {

    private static final String ON = "on";
    private static final String ZONE = "zone";
    /** Not a tag, but shown to the approver beside the tag. */
    private static final String STARTS = "(starts)";

    private static final String LEAD = "lead";
    private static final String USUAL_LEAD = "10";
    private static final int LONGEST_LEAD = 120;
    private static final int LONGEST_TAG = 256;

    private ScheduleParameters() {}

    /** Parses the hours. Throws IllegalArgumentException with the reason when they are invalid. */
    public static WeeklyRunHours parse(Map<String, String> parameters) {
        String on = parameters.get(ON);
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
        try {
            parse(parameters);
            parseLead(parameters);
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

    private static WeeklyRunHours checked(WeeklyRunHours hours) {
        if (hours.text().length() > LONGEST_TAG) {
            throw new IllegalArgumentException("the hours are too many to be written into a tag");
        }
        return hours;
    }
}
