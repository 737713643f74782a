package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.analysis.Tally.Fate;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Intake;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.Profile;
import dev.gleaner.analyzer.profile.Profiles;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.Progress;
import dev.gleaner.contracts.signal.Signal;
import dev.gleaner.contracts.signal.SourceProgress;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the analyzer does with one partition: folds signals into profiles, and judges the hours that progress makes
 * due. It knows neither Kafka nor a clock; whoever drives it decides when it judges, which changes nothing of what it
 * says for good. Not thread-safe.
 */
public final class Analysis {

    private final Judges judges;
    private final Telling telling;
    private final Tally tally;
    private final Profiles profiles;
    private final EpisodeShelf episodes;
    private final Frontier frontier;
    private final Backlog backlog = new Backlog();
    private @Nullable Instant judged;

    /** Goes on from what is on the shelves; keeps at most that many profiles decoded. */
    public Analysis(Shelves shelves, Judges judges, Timing timing, int cached, Telling telling, Tally tally) {
        this.judges = judges;
        this.telling = telling;
        this.tally = tally;
        this.profiles = new Profiles(shelves, cached);
        this.episodes = new EpisodeShelf(
                shelves.episodes(), cached * Math.max(1, judges.rules().size()));
        this.frontier = new Frontier(shelves.progress(), timing);
        resume();
    }

    /**
     * Takes a signal in.
     *
     * @throws MalformedSignalException when it can't be one; nothing has changed then
     */
    public void accept(Signal signal) throws MalformedSignalException {
        if (signal.hasProgress()) {
            advance(signal.getProgress());
            return;
        }
        Arn resource = resource(signal);
        if (!isInstance(resource) || !Intake.isKept(signal)) {
            tally.add(Fate.IGNORED, 1);
            return;
        }
        Intake.check(signal);
        fold(resource, signal);
    }

    /** Judges at most about that many hours that are due; says how many it were, 0 when nothing is due. */
    public int judge(int limit) {
        int count = 0;
        for (String next = backlog.first(); next != null && count < limit; next = backlog.first()) {
            count += judge(next, limit - count);
        }
        if (backlog.first() == null) {
            Hour ended = frontier.ended();
            judged = ended == null ? null : ended.end();
        }
        return count;
    }

    /** How far everything is. */
    public Standing standing() {
        return new Standing(frontier.reaches(), judged, backlog.due(frontier::bounds));
    }

    private void resume() {
        profiles.forEachHeader(profile -> {
            Hour next = profile.next();
            if (next != null) {
                backlog.put(Place.of(Arn.parse(profile.resource())), profile.resource(), next);
            }
        });
        frontier.reaches().forEach(reach -> backlog.enqueue(reach.place()));
    }

    private void advance(Progress progress) {
        Set<Place> moved = new HashSet<>();
        for (SourceProgress report : progress.getSourcesList()) {
            frontier.advance(report).ifPresent(moved::add);
        }
        moved.forEach(backlog::enqueue);
    }

    private void fold(Arn resource, Signal signal) {
        Place place = Place.of(resource);
        Profile profile = profiles.of(resource.toString());
        int late = Intake.fold(
                profile, signal, judges.cards(), frontier.bounds(place).closed());
        tally.add(Fate.LATE, late);
        tally.add(Fate.FOLDED, 1);
        Hour next = profile.next();
        if (next == null) {
            profiles.delete(profile);
        } else {
            backlog.put(place, profile.resource(), next);
            profiles.save(profile);
        }
        if (signal.hasGpu()) {
            new CardWatch(profile, judges, episodes, telling).confirm();
        }
    }

    private int judge(String resource, int limit) {
        Place place = Place.of(Arn.parse(resource));
        Profile profile = profiles.of(resource);
        Sitting sitting = new Sitting(profile, frontier.bounds(place), judges, episodes, telling);
        int judged = sitting.settle(limit);
        if (sitting.isSettled()) {
            sitting.glimpse();
            backlog.done(resource);
            judged++;
        }
        keep(place, profile, sitting);
        return judged;
    }

    private void keep(Place place, Profile profile, Sitting sitting) {
        profiles.save(profile);
        Hour next = profile.next();
        if (sitting.isOver()) {
            episodes.delete(profile.resource());
            profiles.delete(profile);
            backlog.remove(place, profile.resource());
        } else {
            sitting.save(episodes);
            if (next != null) {
                backlog.put(place, profile.resource(), next);
            }
        }
    }

    private static boolean isInstance(Arn resource) {
        return resource.service().equals("ec2") && resource.resource().equals("instance/" + resource.id());
    }

    private static Arn resource(Signal signal) throws MalformedSignalException {
        String resource = signal.getResource();
        try {
            Arn arn = Arn.parse(resource);
            if (resource.indexOf('\n') < 0) {
                return arn;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: a key that is no ARN is said below.
        }
        throw new MalformedSignalException("a signal needs the ARN of a resource");
    }
}
