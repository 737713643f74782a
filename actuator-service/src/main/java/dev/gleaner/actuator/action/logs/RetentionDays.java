package dev.gleaner.actuator.action.logs;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How long a remedy wants a log group to keep its events, if CloudWatch Logs takes it. */
final class RetentionDays {

    /** The remedy's parameter that holds the days. */
    static final String PARAMETER = "days";

    /** Source: Amazon CloudWatch Logs API Reference, "PutRetentionPolicy", retentionInDays. */
    private static final Set<String> TAKEN = Set.of(
            "1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1096", "1827",
            "2192", "2557", "2922", "3288", "3653");

    private RetentionDays() {}

    /** The days of a remedy; empty when it names none that CloudWatch Logs takes. */
    static Optional<Integer> of(Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get(PARAMETER))
                .filter(TAKEN::contains)
                .map(Integer::valueOf);
    }

    /** Why a remedy can't be put; empty when it can. */
    static Optional<String> problem(Map<String, String> parameters) {
        return of(parameters).isPresent()
                ? Optional.empty()
                : Optional.of("CloudWatch Logs takes no retention of " + parameters.get(PARAMETER) + " days");
    }
}
