package dev.gleaner.actuator.action.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The way of an object down the storage classes to its end.
 *
 * @param unit name of the field that holds the days
 * @param transitions as the API lists them, in any order
 */
record Schedule(String unit, JsonNode transitions) {

    /** From warm to cold; S3 moves objects only to the right. */
    private static final List<String> DOWNWARDS =
            List.of("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE");

    private static final Set<String> INFREQUENT = Set.of("STANDARD_IA", "ONEZONE_IA");
    private static final Set<String> ARCHIVES = Set.of("GLACIER_IR", "GLACIER", "DEEP_ARCHIVE");
    private static final int LEAST_DAYS = 30;

    /** Throws {@link RefusedRule} at the first step that S3 does not take. */
    void check(JsonNode expiration) {
        List<Step> steps = steps();
        steps.forEach(Schedule::checkAlone);
        for (int i = 1; i < steps.size(); i++) {
            checkMove(steps.get(i - 1), steps.get(i));
        }
        for (Step infrequent : steps) {
            steps.forEach(archive -> checkArchive(infrequent, archive));
        }
        if (!expiration.isMissingNode()) {
            checkEnd(days(expiration, unit, "an expiration"), steps);
        }
    }

    /** A positive number of days. */
    static int days(JsonNode owner, String unit, String what) {
        int days = owner.path(unit).asInt();
        RefusedRule.unless(days > 0, what + " needs a positive " + unit);
        return days;
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        transitions.forEach(transition -> {
            String storageClass = transition.path("StorageClass").asText();
            steps.add(new Step(days(transition, unit, "a transition"), storageClass));
        });
        steps.sort(Comparator.comparingInt(Step::days));
        return steps;
    }

    private static void checkAlone(Step step) {
        RefusedRule.unless(DOWNWARDS.contains(step.storageClass()), "objects can't be moved to " + step.storageClass());
        RefusedRule.unless(
                !INFREQUENT.contains(step.storageClass()) || step.days() >= LEAST_DAYS,
                step.storageClass() + " takes objects after " + LEAST_DAYS + " days at the earliest, not "
                        + step.days());
    }

    private static void checkMove(Step from, Step to) {
        boolean down = DOWNWARDS.indexOf(from.storageClass()) < DOWNWARDS.indexOf(to.storageClass());
        boolean skipped =
                from.storageClass().equals("ONEZONE_IA") && to.storageClass().equals("GLACIER_IR");
        RefusedRule.unless(
                down && !skipped && from.days() < to.days(),
                "S3 does not move objects from " + from.storageClass() + " after " + from.days() + " days to "
                        + to.storageClass() + " after " + to.days());
    }

    private static void checkArchive(Step infrequent, Step archive) {
        RefusedRule.unless(
                !INFREQUENT.contains(infrequent.storageClass())
                        || !ARCHIVES.contains(archive.storageClass())
                        || archive.days() >= infrequent.days() + LEAST_DAYS,
                archive.storageClass() + " has to come at least " + LEAST_DAYS + " days after "
                        + infrequent.storageClass());
    }

    private static void checkEnd(int end, List<Step> steps) {
        steps.forEach(step -> RefusedRule.unless(
                step.days() < end,
                "an expiration after " + end + " days has to come after the transition to " + step.storageClass()));
    }

    private record Step(int days, String storageClass) {}
}
