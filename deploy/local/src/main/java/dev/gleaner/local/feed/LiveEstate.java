package dev.gleaner.local.feed;

import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.Series;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Predicate;

/** An estate whose cloud stands: its history is delivered, then what is measured as time goes on. */
final class LiveEstate {

    /** What is looked at again before an action: the last day of CloudWatch. */
    private static final Duration RECHECKED = Duration.ofHours(24);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final FeedFolder folder;
    private final Replay replay;
    private final Identities identities;
    private final Cloud cloud;
    private final MetricFeed metrics;
    private final CardFeed cards;
    private final ProgressLine progress;
    private final Clock clock;
    private FeedState state;
    private Instant hoursPut = Instant.MIN;
    private Instant cardsRead = Instant.MIN;

    LiveEstate(
            FeedFolder folder,
            FeedState state,
            Replay replay,
            Identities identities,
            Cloud cloud,
            MetricFeed metrics,
            CardFeed cards,
            ProgressLine progress,
            Clock clock) {
        this.folder = folder;
        this.state = state;
        this.replay = replay;
        this.identities = identities;
        this.cloud = cloud;
        this.metrics = metrics;
        this.cards = cards;
        this.progress = progress;
        this.clock = clock;
    }

    FeedState state() {
        return state;
    }

    /** Delivers all points up to now that were not delivered before, and the last day's hours to CloudWatch. */
    void loadHistory() throws IOException, InterruptedException {
        // What runs now says nothing of the past: there the estate's own events do.
        Instant target = measuredUntil();
        cardsRead = cardsFrom(state.delivered(), target);
        deliver(target, resource -> true);
        hoursPut = target.truncatedTo(ChronoUnit.HOURS).minus(RECHECKED);
        putHours(target, resource -> true);
        state = state.loaded(true);
        folder.write(state);
        progress.say("loaded");
    }

    /** Delivers what was measured since the last look, of the instances that the cloud says run; cards each minute. */
    void look() throws IOException, InterruptedException {
        Instant target = measuredUntil();
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        boolean hasCards = !replay.estate().cards().isEmpty();
        if (target.isAfter(state.delivered()) || (hasCards && minute.isAfter(cardsRead))) {
            Set<String> running = cloud.running(replay, clock.instant());
            Predicate<Resource> runs = resource -> running.contains(identities.id(resource));
            deliver(target, runs);
            readCards(minute, runs);
            putHours(target, runs);
        }
    }

    /** Looks until the thread is interrupted. */
    void liveOn() throws IOException, InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            look();
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private void deliver(Instant target, Predicate<Resource> running) throws IOException, InterruptedException {
        Instant from = state.delivered();
        for (Instant at = from; at.isBefore(target); ) {
            Instant next = MetricFeed.step(at, target);
            metrics.deliver(at, next, running);
            if (!next.isBefore(target)) {
                readCardsByTheHour(next, running);
            } else if (next.equals(next.truncatedTo(ChronoUnit.DAYS))) {
                readCards(next, running);
            }
            state = state.delivered(next);
            folder.write(state);
            progress.part(
                    "metrics",
                    Duration.between(from, next).toSeconds(),
                    Duration.between(from, target).toSeconds());
            at = next;
        }
    }

    /**
     * The newest hours go one by one: what a host has to say of an hour is to be there before another one's readings tell that
     * the hour is over. An earlier hour that is judged too soon is corrected with the next one; after the newest, none comes for long.
     */
    private void readCardsByTheHour(Instant until, Predicate<Resource> running)
            throws IOException, InterruptedException {
        while (cardsRead.isBefore(until)) {
            readCards(MetricFeed.step(cardsRead, until), running);
        }
    }

    private void readCards(Instant until, Predicate<Resource> running) throws IOException, InterruptedException {
        if (until.isAfter(cardsRead)) {
            cards.deliver(cardsRead, until, running);
            cardsRead = until;
        }
    }

    /** Cards go by the day: a day of which a part was delivered when the feeder was stopped goes again. */
    private static Instant cardsFrom(Instant from, Instant target) {
        return from.isBefore(target.minus(Duration.ofHours(1))) ? from.truncatedTo(ChronoUnit.DAYS) : from;
    }

    private void putHours(Instant target, Predicate<Resource> running) {
        Instant hour = target.truncatedTo(ChronoUnit.HOURS);
        if (hour.isAfter(hoursPut)) {
            cloud.measured(replay, identities, hoursPut, hour, running);
            hoursPut = hour;
        }
    }

    /** The end of the last period that is over. */
    private Instant measuredUntil() {
        long now = clock.instant().getEpochSecond();
        Instant over = Instant.ofEpochSecond(now - Math.floorMod(now, Series.FIVE_MINUTES));
        return over.isBefore(replay.end()) ? replay.end() : over;
    }
}
