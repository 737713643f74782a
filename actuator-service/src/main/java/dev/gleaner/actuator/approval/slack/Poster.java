package dev.gleaner.actuator.approval.slack;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Posts once, as far as can be told. */
final class Poster {

    private Poster() {}

    /**
     * What an attempt came to.
     *
     * @param isFound whether it was there already, and may show what was to be told then
     */
    record Outcome(Posted posted, boolean isFound) {}

    /** Posts it, unless an earlier attempt did. */
    static Uni<Outcome> post(MessageChannel to, Attempt attempt, Envelope envelope) {
        return find(to, Optional.of(attempt).filter(Attempt::isOpen), envelope)
                .flatMap(found -> found.map(posted -> Uni.createFrom().item(new Outcome(posted, true)))
                        .orElseGet(() -> to.post(envelope).map(posted -> new Outcome(posted, false))));
    }

    /** What an attempt posted that was begun and not ended. */
    static Uni<Optional<Posted>> find(MessageChannel to, Optional<Attempt> open, Envelope envelope) {
        return open.map(attempt -> to.find(envelope, attempt.since()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }
}
