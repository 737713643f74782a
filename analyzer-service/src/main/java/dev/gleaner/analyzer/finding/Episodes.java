package dev.gleaner.analyzer.finding;

import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Status;
import java.time.Instant;
import java.util.Objects;

/**
 * Turns judgements of hours into findings. Final judgements alone decide on episodes, their ids and their versions; what
 * is said provisionally leaves no trace in them.
 */
public final class Episodes {

    private Episodes() {}

    /** Takes the final judgement of the next hour. */
    public static Episode settle(Episode episode, Judgement judgement, Telling telling) {
        return judgement.isNothing() ? resolve(episode, judgement, telling) : open(episode, judgement, telling);
    }

    /** Takes the provisional judgement of the newest hour. */
    public static Episode glimpse(Episode episode, Judgement judgement, Telling telling) {
        Finding open = episode.open();
        if (open != null) {
            if (judgement.isFound() && open.status() == Status.OPEN) {
                confirm(open, judgement, telling);
            }
            return withdraw(episode, judgement.at(), telling);
        }
        if (judgement.isNothing()) {
            return withdraw(episode, judgement.at(), telling);
        }
        return surmise(episode, judgement, telling);
    }

    private static Episode resolve(Episode episode, Judgement judgement, Telling telling) {
        Episode ended = episode.withNotUntil(judgement.at());
        Finding open = episode.open();
        if (open == null) {
            return ended;
        }
        telling.finding(as(open, Status.RESOLVED, open.version() + 1, judgement.at()));
        return ended.withOpen(null);
    }

    private static Episode open(Episode episode, Judgement judgement, Telling telling) {
        Finding open = episode.open();
        // An episode that nothing came before starts with its first hour.
        Instant start = Objects.requireNonNullElse(
                open != null ? open.openedAt() : episode.notUntil(),
                judgement.seen().hour().start());
        String id =
                FindingId.ofEpisode(judgement.rule().name(), judgement.seen().resource(), start);
        Finding finding = judgement.finding(id, open == null ? 1 : open.version() + 1, false, start);
        if (open != null && !Materiality.differ(open, finding)) {
            return episode;
        }
        telling.finding(finding);
        return withdraw(episode, judgement.at(), telling).withOpen(finding);
    }

    private static Episode surmise(Episode episode, Judgement judgement, Telling telling) {
        Finding current = episode.current();
        String id =
                FindingId.ofCurrent(judgement.rule().name(), judgement.seen().resource());
        Instant openedAt = current == null ? judgement.at() : current.openedAt();
        Finding finding = judgement.finding(id, episode.currentVersion() + 1, true, openedAt);
        if (judgement.isFound()) {
            confirm(finding, judgement, telling);
        }
        if (current != null && !Materiality.differ(current, finding)) {
            return episode;
        }
        telling.finding(finding);
        return episode.withCurrent(finding);
    }

    private static Episode withdraw(Episode episode, Instant at, Telling telling) {
        Finding current = episode.current();
        if (current == null) {
            return episode;
        }
        int version = episode.currentVersion() + 1;
        Instant time = at.isAfter(current.updatedAt()) ? at : current.updatedAt();
        telling.finding(as(current, Status.WITHDRAWN, version, time));
        return episode.withoutCurrent(version);
    }

    private static void confirm(Finding finding, Judgement judgement, Telling telling) {
        telling.confirmation(finding.id(), new Confirmation(judgement.at()));
    }

    private static Finding as(Finding last, Status status, int version, Instant at) {
        return new Finding(
                last.id(),
                version,
                last.rule(),
                last.step(),
                status,
                last.provisional(),
                last.resource(),
                last.account(),
                last.region(),
                last.owner(),
                last.openedAt(),
                at,
                last.window(),
                last.evidence(),
                last.missing(),
                last.saving(),
                last.effort(),
                last.remedies(),
                last.exemption());
    }
}
