package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.analysis.Tally.Fate;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the analyzer does with one partition: folds signals into profiles, and judges the hours that progress makes
 * due. It knows neither Kafka nor a clock; whoever drives it decides when it judges, which changes nothing of what it
 * says for good. Not thread-safe.
 */
public final class Analysis {

    private final Tally tally;
    private final Frontier frontier;
    private final List<Docket<?>> dockets;
    private @Nullable Instant judged;

    /** Goes on from what is on the shelves; keeps at most that many subjects of each kind decoded. */
    public Analysis(Shelves shelves, Kinds kinds, Timing timing, int cached, Telling telling, Tally tally) {
        this.tally = tally;
        this.frontier = new Frontier(shelves.progress(), timing);
        EpisodeShelf episodes = new EpisodeShelf(shelves.episodes(), cached * Math.max(1, kinds.rules()));
        this.dockets = kinds.all().stream()
                .<Docket<?>>map(kind -> new Docket<>(kind, shelves, frontier, episodes, cached, telling))
                .toList();
        frontier.reaches().forEach(reach -> enqueue(reach.place()));
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
        List<Docket<?>> takers = new ArrayList<>(1);
        for (Docket<?> docket : dockets) {
            if (docket.takes(resource, signal)) {
                takers.add(docket);
            }
        }
        int late = 0;
        for (Docket<?> taker : takers) {
            late = Math.max(late, taker.fold(resource, signal));
        }
        tally.add(Fate.LATE, late);
        tally.add(takers.isEmpty() ? Fate.IGNORED : Fate.FOLDED, 1);
    }

    /** Judges at most about that many hours that are due; says how many it were, 0 when nothing is due. */
    public int judge(int limit) {
        int count = 0;
        for (Docket<?> docket : dockets) {
            count += count < limit ? docket.judge(limit - count) : 0;
        }
        if (dockets.stream().allMatch(Docket::isIdle)) {
            judged = ended();
        }
        return count;
    }

    /** How far everything is. */
    public Standing standing() {
        return new Standing(
                frontier.reaches(),
                judged,
                dockets.stream().mapToLong(Docket::due).sum());
    }

    private void advance(Progress progress) {
        Set<Place> moved = new HashSet<>();
        for (SourceProgress report : progress.getSourcesList()) {
            frontier.advance(report).ifPresent(moved::add);
        }
        moved.forEach(this::enqueue);
    }

    private void enqueue(Place place) {
        for (Docket<?> docket : dockets) {
            docket.enqueue(place);
            docket.enqueue(Place.NOWHERE);
        }
    }

    /** The slowest kind counts; where there is nothing to judge, whatever has ended is judged. */
    private @Nullable Instant ended() {
        boolean nothing = dockets.stream().allMatch(Docket::isEmpty);
        return dockets.stream()
                .filter(docket -> nothing || !docket.isEmpty())
                .map(Docket::ended)
                .filter(Objects::nonNull)
                .min(nothing ? Comparator.reverseOrder() : Comparator.naturalOrder())
                .map(Hour::end)
                .orElse(null);
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
