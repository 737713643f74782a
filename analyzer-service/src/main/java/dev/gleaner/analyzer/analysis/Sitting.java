package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.Episodes;
import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Profile;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.rule.Rule;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Judges the due hours of one resource in their order. */
final class Sitting {

    private final Profile profile;
    private final Bounds bounds;
    private final Judges judges;
    private final Telling telling;
    private final Map<Rule, Episode> episodes = new HashMap<>();

    Sitting(Profile profile, Bounds bounds, Judges judges, EpisodeShelf shelf, Telling telling) {
        this.profile = profile;
        this.bounds = bounds;
        this.judges = judges;
        this.telling = telling;
        judges.rules().forEach(rule -> episodes.put(rule, shelf.get(profile.resource(), rule)));
    }

    /** Judges at most that many hours for good; says how many it were. */
    int settle(int limit) {
        Hour last = bounds.closed();
        Hour next = profile.next();
        int judged = 0;
        while (judged < limit && last != null && next != null && !last.isBefore(next)) {
            profile.close(next, judges.daysKept());
            judge(next, Episodes::settle, rule -> true);
            next = next.plus(1);
            judged++;
        }
        return judged;
    }

    /** Whether all hours that can be final are. */
    boolean isSettled() {
        Hour last = bounds.closed();
        Hour next = profile.next();
        return last == null || next == null || last.isBefore(next);
    }

    /**
     * Judges the newest hour provisionally, unless that was done or the resource was not there yet; by the rules that read
     * cards once all readings of that hour have come.
     */
    void glimpse() {
        Hour newest = bounds.glimpse();
        if (newest == null || isBeforeAll(newest)) {
            return;
        }
        if (isNew(newest, profile.glimpsed())) {
            judge(newest, Episodes::glimpse, rule -> !rule.readsCards());
            profile.glimpse(newest);
        }
        if (isNew(newest, profile.glimpsedCards()) && !bounds.awaitsCards(newest)) {
            judge(newest, Episodes::glimpse, Rule::readsCards);
            profile.glimpseCards(newest);
        }
    }

    private boolean isBeforeAll(Hour hour) {
        Hour first = profile.first();
        return first == null || hour.isBefore(first);
    }

    private static boolean isNew(Hour hour, @Nullable Hour glimpsed) {
        return glimpsed == null || glimpsed.isBefore(hour);
    }

    /** Whether nothing more will ever be said of it. */
    boolean isOver() {
        return profile.isOver()
                && episodes.values().stream().allMatch(episode -> episode.open() == null && episode.current() == null);
    }

    void save(EpisodeShelf shelf) {
        episodes.forEach((rule, episode) -> shelf.put(profile.resource(), rule, episode));
    }

    private void judge(Hour hour, Step step, Predicate<Rule> which) {
        Snapshot snapshot = profile.at(hour, bounds.horizon());
        episodes.replaceAll((rule, episode) ->
                which.test(rule) ? step.take(episode, judges.judge(rule, snapshot, bounds), telling) : episode);
    }

    private interface Step {
        Episode take(Episode episode, Judgement judgement, Telling telling);
    }
}
