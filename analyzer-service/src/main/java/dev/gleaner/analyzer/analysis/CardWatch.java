package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Profile;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Status;
import java.time.Instant;
import java.util.List;

/**
 * Says, reading by reading, that findings about idle cards still hold. An hour is too long to wait for before a host is
 * stopped on which somebody may just have started to train.
 */
record CardWatch(Profile profile, List<Rule<Snapshot>> rules, EpisodeShelf episodes, Telling telling) {

    /** Confirms up to the last reading, unless a card did anything since the last judged hour. */
    void confirm() {
        Hour judged = profile.glimpsedCards();
        if (judged != null) {
            rules.stream().filter(Rule::holdsWhileCardsIdle).forEach(rule -> confirm(rule, judged));
        }
    }

    private Confirmation confirmation(Instant through, Hour judged) {
        return new Confirmation(
                through,
                profile.lastWork(judged).orElse(null),
                profile.lastProcess(judged).orElse(null));
    }

    private void confirm(Rule<Snapshot> rule, Hour judged) {
        Episode episode = episodes.get(new Question(profile.resource(), rule));
        Finding finding = episode.open() != null ? episode.open() : episode.current();
        if (finding != null && finding.status() == Status.OPEN && !episode.isInDoubt()) {
            profile.cardsIdleThrough(judged, rule.hours())
                    .ifPresent(through -> telling.confirmation(finding.id(), confirmation(through, judged)));
        }
    }
}
