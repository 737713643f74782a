package dev.gleaner.analyzer.profile.instance;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a profile without its metrics and what happened lately (JSON). Names are never reused.
 *
 * @param born epoch milliseconds
 * @param first number of the first hour that brought anything
 * @param closed number of the last final hour
 * @param glimpsed number of the last hour judged provisionally
 * @param glimpsedCards number of the last hour judged provisionally by rules that read cards
 * @param cardsAwaited whether that was done before any source of readings had reported
 * @param base what held at the end of the last final hour
 * @param cards names by UUID
 */
record ProfileHeader(
        String resource,
        @Nullable Long born,
        @Nullable Long first,
        @Nullable Long closed,
        @Nullable Long glimpsed,
        @Nullable Long glimpsedCards,
        boolean cardsAwaited,
        InstanceFacts base,
        Map<String, String> cards) {

    ProfileHeader {
        cards = cards == null ? Map.of() : Map.copyOf(cards);
    }

    static ProfileHeader of(String resource) {
        return new ProfileHeader(resource, null, null, null, null, null, false, InstanceFacts.UNKNOWN, Map.of());
    }
}
