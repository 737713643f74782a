package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.EnvironmentTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remedies for an instance with little use.
 *
 * @param nonProduction environments, lower case, that are not production; any other value, or none, is production
 */
record InstanceRemedies(Set<String> nonProduction) {

    private static final List<String> LOST_BY_STOP = List.of(
            "its public IPv4 address, unless it is an elastic one",
            "data that is only in memory or on instance-store volumes",
            "its capacity: a later start can fail for lack of capacity");

    InstanceRemedies {
        nonProduction = Set.copyOf(nonProduction);
    }

    /** For an idle instance. */
    List<Remedy> idle(InstanceFacts facts) {
        if (isOwned(facts)) {
            return List.of(ownersChange(facts));
        }
        if ("instance-store".equals(facts.rootDevice())) {
            return List.of(Remedy.advice("Its root device is an instance store, so that it can't be stopped:"
                    + " save what it holds and terminate it."));
        }
        Remedy stop = new Remedy(
                "stop-instance",
                Map.of(),
                true,
                LOST_BY_STOP,
                "Stop it; its volumes stay and are paid for. Starting it undoes the stop.");
        return isProduction(facts) ? List.of(justification(), stop) : List.of(stop);
    }

    /** For an instance with idle GPUs. */
    List<Remedy> idleGpus(InstanceFacts facts) {
        List<Remedy> remedies = new ArrayList<>(idle(facts));
        if (!isOwned(facts)) {
            remedies.add(
                    new Remedy("schedule-instance", Map.of(), true, LOST_BY_STOP, "Run it only during working hours."));
        }
        return remedies;
    }

    /** For an instance whose idle GPUs are held by a process. */
    Remedy askProcessOwner() {
        return Remedy.advice("A process holds memory of its GPUs without using them: ask its owner to end it.");
    }

    /** For an instance that works at times; the schedule is set only if the times recur by the week. */
    List<Remedy> sporadic(InstanceFacts facts, WeekPattern pattern) {
        if (isOwned(facts)) {
            return List.of(ownersChange(facts));
        }
        String times = pattern.isFullyRecurring() ? pattern.text() : null;
        return List.of(
                new Remedy("schedule-instance", parameters(times), true, LOST_BY_STOP, description(times)),
                Remedy.advice("If what it does is a batch job, run it on a spot instance that ends with the job."));
    }

    boolean isProduction(InstanceFacts facts) {
        return EnvironmentTag.isProduction(facts.environment(), nonProduction);
    }

    private static boolean isOwned(InstanceFacts facts) {
        String owner = facts.owner();
        return owner != null && !owner.isEmpty();
    }

    private static Remedy ownersChange(InstanceFacts facts) {
        return Remedy.advice(
                "It belongs to " + facts.owner() + ", which would replace or start it again: lower the owner's size.");
    }

    private static Remedy justification() {
        return Remedy.advice("Production: keep it until a date with a written reason, or stop it.");
    }

    private static Map<String, String> parameters(@Nullable String times) {
        return times == null ? Map.of() : Map.of("on", times, "zone", "UTC");
    }

    private static String description(@Nullable String times) {
        return times == null
                ? "Run it only when it works. Its work does not repeat weekly, so the hours have to be chosen."
                : "Run it only when it works: " + times + " UTC.";
    }
}
