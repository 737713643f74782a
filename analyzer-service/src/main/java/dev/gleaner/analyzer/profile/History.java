package dev.gleaner.analyzer.profile;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What happened to a resource. A set ordered by time and event id, so that neither order nor repetition leaves a trace;
 * what lies before the last final hour is folded into one statement.
 */
final class History {

    private static final Comparator<Happening> ORDER =
            Comparator.comparingLong(Happening::time).thenComparing(Happening::id);

    private Facts base;
    private final NavigableSet<Happening> open = new TreeSet<>(ORDER);

    History(Facts base, List<Change> changes, List<Listing> listings) {
        this.base = base;
        open.addAll(changes);
        open.addAll(listings);
    }

    boolean add(Change change) {
        return open.add(change);
    }

    /** Of the listings of an hour only the best stays. */
    boolean add(Listing listing) {
        Hour hour = Hour.knowing(listing.time());
        for (Listing other : listings()) {
            if (Hour.knowing(other.time()).equals(hour)) {
                return listing.beats(other) && open.remove(other) && open.add(listing);
            }
        }
        return open.add(listing);
    }

    /**
     * What held at the end of an hour. What nothing up to then tells is taken from the first thing after it that does, as
     * far as such things are surely here.
     */
    Facts asOf(Hour hour, Horizon horizon) {
        Facts facts = base;
        for (Happening happening : open) {
            if (happening.time() <= end(hour)) {
                facts = happening.after(facts);
            } else if (horizon.covers(happening)) {
                facts = happening.before(facts);
            }
        }
        return facts;
    }

    /** Folds what the hour and those before it brought; says whether there was anything. */
    boolean close(Hour hour) {
        boolean changed = false;
        while (!open.isEmpty() && open.first().time() <= end(hour)) {
            base = open.pollFirst().after(base);
            changed = true;
        }
        return changed;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    Facts base() {
        return base;
    }

    List<Change> changes() {
        return open.stream()
                .filter(Change.class::isInstance)
                .map(Change.class::cast)
                .toList();
    }

    List<Listing> listings() {
        return open.stream()
                .filter(Listing.class::isInstance)
                .map(Listing.class::cast)
                .toList();
    }

    private static long end(Hour hour) {
        return hour.end().toEpochMilli();
    }
}
