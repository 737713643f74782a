package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.Episodes;
import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the due hours of one subject in their order. */
final class Sitting<T extends Subject> {

    private final Kind<T> kind;
    private final T subject;
    private final Bounds bounds;
    private final EpisodeShelf shelf;
    private final Telling telling;
    private final Map<Question, Episode> episodes = new HashMap<>();

    Sitting(Kind<T> kind, T subject, Bounds bounds, EpisodeShelf shelf, Telling telling) {
        this.kind = kind;
        this.subject = subject;
        this.bounds = bounds;
        this.shelf = shelf;
        this.telling = telling;
        kind.questions(subject).forEach(this::episode);
    }

    /** Judges at most that many hours for good; says how many it were. */
    int settle(int limit) {
        int judged = 0;
        for (Hour next = due(); judged < limit && next != null; next = due()) {
            kind.settle(subject, next, bounds).forEach(judgement -> take(judgement, Episodes::settle));
            judged++;
        }
        return judged;
    }

    /** Whether all hours that can be final are. */
    boolean isSettled() {
        return due() == null;
    }

    /** Judges the newest hour provisionally. */
    void glimpse() {
        Hour newest = bounds.glimpse();
        if (newest != null) {
            kind.glimpse(subject, newest, bounds).forEach(judgement -> take(judgement, Episodes::glimpse));
        }
    }

    /** Whether nothing more will ever be said of it. */
    boolean isOver() {
        return subject.isOver() && episodes.values().stream().allMatch(Episode::saysNothing);
    }

    /** Keeps what was said. Of what is not asked about any more only the count of versions stays, for when it comes back. */
    void save() {
        Set<Question> asked = isOver() ? Set.of() : Set.copyOf(kind.questions(subject));
        episodes.forEach((question, episode) -> {
            boolean forgotten = episode.saysNothing() && !asked.contains(question);
            shelf.put(question, forgotten ? episode.forgotten() : episode);
        });
    }

    private @Nullable Hour due() {
        Hour last = bounds.closed();
        Hour next = subject.next();
        return last == null || next == null || last.isBefore(next) ? null : next;
    }

    private Episode episode(Question question) {
        return episodes.computeIfAbsent(question, shelf::get);
    }

    private void take(Judgement judgement, Step step) {
        Question question = new Question(judgement.seen().resource(), judgement.rule());
        episodes.put(question, step.take(episode(question), judgement, telling));
    }

    private interface Step {
        Episode take(Episode episode, Judgement judgement, Telling telling);
    }
}
