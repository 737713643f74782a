package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Profile;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Status;

/**
 * Says, reading by reading, that findings about idle cards still hold. An hour is too long to wait for before a host is
 * stopped on which somebody may just have started to train.
 */
record CardWatch(Profile profile, Judges judges, EpisodeShelf episodes, Telling telling) {

    /** Confirms up to the last reading, unless a card did anything since the last judged hour. */
    void confirm() {
        Hour judged = profile.glimpsedCards();
        if (judged != null) {
            judges.rules().stream().filter(Rule::holdsWhileCardsIdle).forEach(rule -> confirm(rule, judged));
        }
    }

    private void confirm(Rule rule, Hour judged) {
        Episode episode = episodes.get(profile.resource(), rule);
        Finding finding = episode.open() != null ? episode.open() : episode.current();
        if (finding != null && finding.status() == Status.OPEN) {
            profile.cardsIdleThrough(judged, rule.hours())
                    .ifPresent(through -> telling.confirmation(finding.id(), new Confirmation(through)));
        }
    }
}
