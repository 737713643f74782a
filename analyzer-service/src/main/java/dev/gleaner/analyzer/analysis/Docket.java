package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.Profiles;
import dev.gleaner.analyzer.profile.Subject;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The subjects of one kind in one partition, and which of them have hours to judge. */
final class Docket<T extends Subject> {

    private final Kind<T> kind;
    private final Frontier frontier;
    private final EpisodeShelf episodes;
    private final Telling telling;
    private final Profiles<T> subjects;
    private final Backlog backlog = new Backlog();
    private final Map<Place, Bounds> judged = new HashMap<>();

    /** Goes on from what is on the shelves; keeps at most that many subjects decoded. */
    Docket(Kind<T> kind, Shelves shelves, Frontier frontier, EpisodeShelf episodes, int cached, Telling telling) {
        this.kind = kind;
        this.frontier = frontier;
        this.episodes = episodes;
        this.telling = telling;
        this.subjects = new Profiles<>(kind.form(), shelves, cached);
        subjects.forEachHeader(subject -> wait(kind.place(subject), subject));
    }

    /** Whether it keeps anything of a signal; throws when it does and the signal can't be one. */
    boolean takes(Arn resource, Signal signal) throws MalformedSignalException {
        boolean takes = kind.key(resource).isPresent() && kind.keeps(signal);
        if (takes) {
            kind.check(signal);
        }
        return takes;
    }

    /** Folds a signal that it takes; says how many of its parts came too late. */
    int fold(Arn resource, Signal signal) {
        T subject = subjects.of(kind.key(resource).orElseThrow());
        Place before = kind.place(subject);
        int late = kind.fold(subject, signal, closed(subject, signal));
        Place place = kind.place(subject);
        if (!place.equals(before)) {
            backlog.remove(before, subject.key());
        }
        if (subject.next() == null) {
            subjects.delete(subject);
        } else {
            wait(place, subject);
            subjects.save(subject);
            if (subject.glimpsed() == null) {
                backlog.putNew(place, subject.key());
            }
        }
        kind.confirm(subject, signal, episodes, telling);
        return late;
    }

    /** Everything in that place has hours to judge if anything moved there by an hour, else what came since then. */
    void enqueue(Place place) {
        Bounds now = bounds(place);
        if (now.equals(judged.put(place, now))) {
            backlog.enqueueNew(place);
        } else {
            backlog.enqueue(place);
        }
    }

    /** Judges at most about that many hours that are due; says how many it were, 0 when nothing is due. */
    int judge(int limit) {
        int count = 0;
        for (String next = backlog.first(); next != null && count < limit; next = backlog.first()) {
            count += judge(next, limit - count);
        }
        return count;
    }

    /** How many hours wait to be judged. */
    long due() {
        return backlog.due(this::bounds);
    }

    /** Whether nothing is due. */
    boolean isIdle() {
        return backlog.first() == null;
    }

    /** Whether there is nothing to judge, ever. */
    boolean isEmpty() {
        return backlog.isEmpty();
    }

    /** The newest hour that has ended everywhere; null when there is none. */
    @Nullable
    Hour ended() {
        return frontier.ended(kind.needs());
    }

    private int judge(String key, int limit) {
        T subject = subjects.of(key);
        Place place = kind.place(subject);
        Sitting<T> sitting = new Sitting<>(kind, subject, bounds(place), episodes, telling);
        int judged = sitting.settle(limit);
        if (sitting.isSettled()) {
            sitting.glimpse();
            backlog.done(key);
            judged++;
        }
        subjects.save(subject);
        sitting.save();
        if (sitting.isOver()) {
            subjects.delete(subject);
            backlog.remove(place, key);
        } else {
            wait(place, subject);
        }
        return judged;
    }

    private void wait(Place place, T subject) {
        Hour next = subject.next();
        if (next != null) {
            backlog.put(place, subject.key(), next);
        }
    }

    /** Late is what its sources are past, and what was judged where the subject was before. */
    private @Nullable Hour closed(T subject, Signal signal) {
        Hour due = bounds(kind.place(subject, signal)).closed();
        Hour closed = subject.closed();
        return due == null || (closed != null && due.isBefore(closed)) ? closed : due;
    }

    private Bounds bounds(Place place) {
        return frontier.bounds(place, kind.needs());
    }
}
