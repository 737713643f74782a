package dev.gleaner.local.feed;

import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The progress of the feeder, from which a restart continues.
 *
 * @param estate its name
 * @param fingerprint hash of the estate, by which another estate is rejected
 * @param end of the history; the same at every start
 * @param delivered points before this time have been delivered
 * @param measured regions by account in which instances emit metrics up to the end of the history
 * @param instances the number of instances
 * @param ids instance ids by logical name
 * @param loaded whether this process has built the estate and delivered the history up to {@code end}
 */
record FeederState(
        String estate,
        long seed,
        String fingerprint,
        Instant start,
        Instant end,
        Instant delivered,
        List<String> accounts,
        List<String> regions,
        Map<String, List<String>> measured,
        int instances,
        Map<String, String> ids,
        boolean loaded) {

    private static final Duration RECENT = Duration.ofHours(1);

    /** The state before the first delivery. */
    static FeederState first(EstateTimeline estateTimeline) {
        Estate estate = estateTimeline.estate();
        return new FeederState(
                estate.name(),
                estate.seed(),
                Json.canonicalHash(estate),
                estateTimeline.start(),
                estateTimeline.end(),
                estateTimeline.start(),
                each(estate, EstateInstance::account),
                each(estate, EstateInstance::region),
                measured(estateTimeline),
                estate.instances().size(),
                Map.of(),
                false);
    }

    /** Whether this is the state of an estate. */
    boolean isForEstate(Estate other) {
        return fingerprint.equals(Json.canonicalHash(other));
    }

    /** The message for another estate. */
    String otherEstate() {
        return "the run folder contains estate \"" + estate + "\" (seed " + seed
                + "), not this one: use --fresh, or the options of the first start";
    }

    FeederState with(EstateIdentities identities) {
        return with(delivered, identities.byName(), loaded);
    }

    FeederState delivered(Instant until) {
        return with(until, ids, loaded);
    }

    FeederState loaded(boolean isLoaded) {
        return with(delivered, ids, isLoaded);
    }

    private FeederState with(Instant until, Map<String, String> names, boolean isLoaded) {
        return new FeederState(
                estate, seed, fingerprint, start, end, until, accounts, regions, measured, instances, names, isLoaded);
    }

    /** Without series, or without an instance that has run recently, no metric stream reaches the end. */
    private static Map<String, List<String>> measured(EstateTimeline estateTimeline) {
        Map<String, Set<String>> measured = new TreeMap<>();
        for (EstateInstance estateInstance : estateTimeline.estate().instances()) {
            if (!estateTimeline
                    .points(estateInstance, estateTimeline.end().minus(RECENT), estateTimeline.end())
                    .isEmpty()) {
                measured.computeIfAbsent(estateInstance.account(), account -> new TreeSet<>())
                        .add(estateInstance.region());
            }
        }
        Map<String, List<String>> lists = new TreeMap<>();
        measured.forEach((account, regions) -> lists.put(account, List.copyOf(regions)));
        return lists;
    }

    private static List<String> each(Estate estate, Function<EstateInstance, String> property) {
        return estate.instances().stream().map(property).distinct().sorted().toList();
    }
}
