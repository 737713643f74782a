package dev.gleaner.local.feed;

import dev.gleaner.contracts.json.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How far the feeder is, kept so that a restart goes on where it stopped.
 *
 * @param estate its name
 * @param fingerprint of the estate, so that another one is not fed over it
 * @param end of the history; stays what it was at the first start
 * @param delivered points before this have been delivered
 * @param instances how many there are
 * @param ids instance ids by logical name
 * @param loaded whether the stand-in stands and the history up to {@code end} has been delivered, in this run
 */
record FeedState(
        String estate,
        long seed,
        String fingerprint,
        Instant start,
        Instant end,
        Instant delivered,
        List<String> accounts,
        List<String> regions,
        int instances,
        Map<String, String> ids,
        boolean loaded) {

    /** Before anything was delivered. */
    static FeedState first(Replay replay) {
        Estate estate = replay.estate();
        return new FeedState(
                estate.name(),
                estate.seed(),
                Json.canonicalHash(estate),
                replay.start(),
                replay.end(),
                replay.start(),
                each(estate, Resource::account),
                each(estate, Resource::region),
                estate.resources().size(),
                Map.of(),
                false);
    }

    /** Whether an estate is the one that was fed. */
    boolean isOf(Estate other) {
        return fingerprint.equals(Json.canonicalHash(other));
    }

    /** Said when it is not. */
    String otherEstate() {
        return "the run folder holds estate \"" + estate + "\" (seed " + seed
                + "), not this one: start with --fresh, or with the options of the first start";
    }

    FeedState with(Identities identities) {
        return new FeedState(
                estate,
                seed,
                fingerprint,
                start,
                end,
                delivered,
                accounts,
                regions,
                instances,
                identities.byName(),
                loaded);
    }

    FeedState delivered(Instant until) {
        return new FeedState(estate, seed, fingerprint, start, end, until, accounts, regions, instances, ids, loaded);
    }

    FeedState loaded(boolean isLoaded) {
        return new FeedState(
                estate, seed, fingerprint, start, end, delivered, accounts, regions, instances, ids, isLoaded);
    }

    private static List<String> each(Estate estate, Function<Resource, String> property) {
        return estate.resources().stream().map(property).distinct().sorted().toList();
    }
}
