package dev.gleaner.local.feed;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Event;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.Series;
import dev.gleaner.local.estate.stream.MetricStream;
import dev.gleaner.local.estate.trail.Trail;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Brings an estate to life: stand-in, trail, history, and then what is measured from now on. */
final class Feed {

    /** The history ends this long before now, so that the progress of a source (at most 15 minutes behind) can pass it. */
    private static final Duration SETTLED = Duration.ofMinutes(20);

    private static final Duration RECHECKED = Duration.ofHours(24);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final RunFolder folder;
    private final Endpoints endpoints;
    private final AwsClients clients;
    private final Progress progress;
    private final Clock clock;

    Feed(RunFolder folder, Endpoints endpoints, AwsClients clients, Progress progress, Clock clock) {
        this.folder = folder;
        this.endpoints = endpoints;
        this.clients = clients;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Loads the estate, or what is missing of it since an earlier run, and returns the feed of what comes later.
     *
     * @param ownTrail whether the trail is made from the estate; not when a recorded one is read
     */
    Live load(Estate estate, boolean ownTrail) throws IOException, InterruptedException {
        folder.standInIsNotReady();
        FeedState before = start(estate);
        Estate known = withActions(estate, before);
        Replay replay = Replay.endingAt(known, before.end());
        StandIn standIn = new StandIn(clients, progress);
        Identities identities = standIn.build(replay, clock.instant());
        refuseOtherIds(before, identities);
        folder.write(before.with(identities));
        folder.standInIsReady();
        new TrailBucket(clients, progress)
                .fill(ownTrail ? Trail.files(Replay.endingAt(estate, before.end()), identities) : List.of());
        writeTruth(estate, identities);
        Live live = new Live(before.with(identities), replay, identities, standIn, firehose());
        live.loadHistory();
        return live;
    }

    private FeedState start(Estate estate) throws IOException {
        FeedState fresh =
                FeedState.first(Replay.endingAt(estate, clock.instant().minus(SETTLED)));
        FeedState before = folder.state().orElse(fresh);
        if (!before.fingerprint().equals(fresh.fingerprint())) {
            throw new IllegalStateException("the run folder holds estate \"" + before.estate() + "\" (seed "
                    + before.seed() + "), not this one: start with --fresh, or with the options of the first start");
        }
        folder.write(before.loaded(false));
        return before.loaded(false);
    }

    private Estate withActions(Estate estate, FeedState before) {
        if (before.ids().isEmpty()) {
            return estate;
        }
        Identities identities = Identities.of(before.ids());
        Map<String, String> names = new HashMap<>();
        estate.resources().forEach(r -> names.put(identities.arn(r).toString(), r.name()));
        List<Event> actions = AuditedActions.read(endpoints.kafka(), names);
        progress.say("actions applied again " + actions.size());
        return estate.with(actions);
    }

    private static void refuseOtherIds(FeedState before, Identities identities) {
        if (!before.ids().isEmpty() && !before.ids().equals(identities.byName())) {
            throw new IllegalStateException(
                    "the AWS stand-in gave other instance ids than at the first start (another version of moto?):"
                            + " start with --fresh");
        }
    }

    private void writeTruth(Estate estate, Identities identities) throws IOException {
        folder.write("truth.json", arns(estate.truth().open(), identities.arns(estate)));
        folder.write("truth-insufficient.json", arns(estate.truth().insufficient(), identities.arns(estate)));
    }

    private static Map<String, List<String>> arns(Map<String, List<String>> names, Function<String, String> arn) {
        Map<String, List<String>> arns = new TreeMap<>();
        names.forEach(
                (rule, list) -> arns.put(rule, list.stream().map(arn).sorted().toList()));
        return arns;
    }

    private Firehose firehose() throws IOException, InterruptedException {
        new CollectorHealth(endpoints.collector(), progress).await(PATIENCE);
        return new Firehose(endpoints.collector(), folder.firehoseKey(), PATIENCE);
    }

    /** The estate while it lives on. */
    final class Live {

        private FeedState state;
        private final Replay replay;
        private final Identities identities;
        private final StandIn standIn;
        private final MetricFeed metrics;
        private final HourlyPoints hourly;
        private Instant hoursPut = Instant.MIN;

        Live(FeedState state, Replay replay, Identities identities, StandIn standIn, Firehose firehose) {
            this.state = state;
            this.replay = replay;
            this.identities = identities;
            this.standIn = standIn;
            this.metrics = new MetricFeed(new MetricStream(replay, identities), firehose);
            this.hourly = new HourlyPoints(replay, identities, clients);
        }

        void loadHistory() throws IOException, InterruptedException {
            // What runs now says nothing of the past: there the estate's own events do.
            Instant target = measuredUntil();
            Instant from = state.delivered();
            deliver(from, target, resource -> true);
            Instant hour = target.truncatedTo(ChronoUnit.HOURS);
            hourly.put(hour.minus(RECHECKED), hour, resource -> true);
            hoursPut = hour;
            state = state.loaded(true);
            folder.write(state);
            progress.say("loaded");
        }

        /** Delivers what was measured since the last look of the instances that the stand-in says run. */
        void look() throws IOException, InterruptedException {
            Instant target = measuredUntil();
            if (!target.isAfter(state.delivered())) {
                return;
            }
            Set<String> running = standIn.running(state.regions());
            Predicate<Resource> runs = resource -> running.contains(identities.id(resource));
            deliver(state.delivered(), target, runs);
            Instant hour = target.truncatedTo(ChronoUnit.HOURS);
            if (hour.isAfter(hoursPut)) {
                hourly.put(hoursPut, hour, runs);
                hoursPut = hour;
            }
        }

        /** Looks until the thread is interrupted. */
        void liveOn() throws IOException, InterruptedException {
            while (!Thread.currentThread().isInterrupted()) {
                look();
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            }
        }

        FeedState state() {
            return state;
        }

        private void deliver(Instant from, Instant target, Predicate<Resource> running)
                throws IOException, InterruptedException {
            for (Instant at = from; at.isBefore(target); ) {
                Instant next = MetricFeed.step(at, target);
                metrics.deliver(at, next, running);
                state = state.delivered(next);
                folder.write(state);
                progress.part(
                        "metrics",
                        next.getEpochSecond() - from.getEpochSecond(),
                        Duration.between(from, target).toSeconds());
                at = next;
            }
        }

        /** The end of the last period that is over. */
        private Instant measuredUntil() {
            long now = clock.instant().getEpochSecond();
            Instant over = Instant.ofEpochSecond(now - Math.floorMod(now, Series.FIVE_MINUTES));
            return over.isBefore(replay.end()) ? replay.end() : over;
        }
    }
}
