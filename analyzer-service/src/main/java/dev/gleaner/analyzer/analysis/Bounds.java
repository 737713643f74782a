package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.profile.Horizon;
import dev.gleaner.analyzer.profile.Hour;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What can be judged of one place. As long as it stays the same there is nothing new to judge there, so it tells of
 * nothing beyond the hour to judge: most sources are ahead of the slowest one most of the time.
 *
 * @param wanted what has to be known
 * @param ended the newest hour that has ended for every need; null as long as one of them never reported
 * @param closed the newest hour of which nothing is taken in any more; null when there is none
 * @param glimpse the newest hour to judge provisionally; null when there is none
 * @param horizon up to when what came before the first reports is surely here
 * @param cards the newest hour up to the glimpse whose readings of cards are complete; null where none ever came
 * @param needs the newest hour up to the glimpse for which each need that reported is complete
 */
record Bounds(
        Place place,
        Needs wanted,
        @Nullable Hour ended,
        @Nullable Hour closed,
        @Nullable Hour glimpse,
        Horizon horizon,
        @Nullable Hour cards,
        Map<Need, Hour> needs) {

    private static final Set<String> CARDS = Set.of("gpu", "gpu-dcgm");

    static Bounds of(Place place, Collection<Reach> reaches, Timing timing, Needs wanted) {
        Map<Need, Long> needs = new EnumMap<>(Need.class);
        long stalled = Long.MIN_VALUE;
        boolean moved = false;
        for (Reach reach : reaches) {
            stalled = reach.moved() >= timing.giveUp().toMillis() ? Math.max(stalled, reach.through()) : stalled;
            Need need = Need.served(reach.source());
            if (need != null && wanted.all().contains(need)) {
                needs.merge(need, reach.through(), Math::max);
                moved |= reach.moved() >= timing.patience().toMillis();
            }
        }
        boolean whole = needs.size() == wanted.all().size();
        Hour ended = whole ? Hour.endedAt(least(needs)) : null;
        Hour glimpse = ended == null && moved ? Hour.endedAt(most(needs)) : ended;
        Hour closed = closed(whole ? least(needs) : Long.MIN_VALUE, stalled, timing);
        return new Bounds(
                place,
                wanted,
                ended,
                closed,
                glimpse,
                horizon(reaches, wanted),
                cards(reaches, glimpse),
                hours(needs, glimpse));
    }

    /**
     * Of what no inventory has shown: it is not judged, and nothing of an hour is taken in any more once everything else
     * would have been given up, so that what never turns up does not grow for ever.
     *
     * @param closed the newest hour that is closed anywhere
     */
    static Bounds nowhere(@Nullable Hour closed, Timing timing, Needs wanted) {
        Hour givenUp = closed == null ? null : closed.plus(-timing.giveUp().toHours());
        return new Bounds(Place.NOWHERE, wanted, null, givenUp, null, Horizon.NONE, null, Map.of());
    }

    /** Whether readings of cards come here, but have not all come up to the end of an hour. */
    boolean awaitsCards(Hour hour) {
        return cards != null && cards.isBefore(hour);
    }

    /** Whether any source of readings of cards has reported. */
    boolean readsCards() {
        return cards != null;
    }

    private static @Nullable Hour cards(Collection<Reach> reaches, @Nullable Hour glimpse) {
        return reaches.stream()
                .filter(reach -> CARDS.contains(reach.source()))
                .map(Reach::through)
                .max(Long::compare)
                .map(through -> hour(through, glimpse))
                .orElse(null);
    }

    /** The needs that are not complete to the end of an hour. */
    List<Need> missing(Hour hour) {
        return wanted.all().stream()
                .sorted()
                .filter(need -> !needs.containsKey(need) || needs.get(need).isBefore(hour))
                .toList();
    }

    /**
     * An hour is final by what is needed or, much later, by whatever has moved on for long: not by a first report, as
     * the others may be about to come.
     */
    private static @Nullable Hour closed(long needed, long stalled, Timing timing) {
        long givenUp = stalled == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : stalled - timing.giveUp().toMillis();
        long complete = Math.max(needed, givenUp);
        return complete == Long.MIN_VALUE
                ? null
                : Hour.endedAt(complete - timing.lateness().toMillis());
    }

    private static Horizon horizon(Collection<Reach> reaches, Needs wanted) {
        return new Horizon(
                first(reaches, reach -> Need.served(reach.source()) == wanted.listings()),
                first(reaches, reach -> Need.served(reach.source()) == Need.TRAIL));
    }

    private static long first(Collection<Reach> reaches, Predicate<Reach> which) {
        return reaches.stream().filter(which).mapToLong(Reach::first).min().orElse(Long.MIN_VALUE);
    }

    /** All that is judged is judged by the hour. */
    private static Map<Need, Hour> hours(Map<Need, Long> needs, @Nullable Hour glimpse) {
        Map<Need, Hour> hours = new EnumMap<>(Need.class);
        needs.forEach((need, through) -> hours.put(need, hour(through, glimpse)));
        return hours;
    }

    private static Hour hour(long through, @Nullable Hour latest) {
        Hour ended = Hour.endedAt(through);
        return latest != null && latest.isBefore(ended) ? latest : ended;
    }

    private static long least(Map<Need, Long> needs) {
        return needs.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    private static long most(Map<Need, Long> needs) {
        return needs.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    }
}
