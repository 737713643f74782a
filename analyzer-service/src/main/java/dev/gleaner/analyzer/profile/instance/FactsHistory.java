package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.BackfillHorizon;
import dev.gleaner.analyzer.profile.Hour;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a resource. A set ordered by time and event id, so that neither order nor repetition leaves a trace;
 * what lies before the last final hour is folded into one statement.
 */
final class FactsHistory {

    private static final Comparator<ResourceEvent> ORDER =
            Comparator.comparingLong(ResourceEvent::time).thenComparing(ResourceEvent::id);

    private InstanceFacts base;
    private final NavigableSet<ResourceEvent> open = new TreeSet<>(ORDER);
    private final Map<String, @Nullable ResourceEvent> changed = new HashMap<>();

    FactsHistory(InstanceFacts base) {
        this.base = base;
    }

    void add(Change change) {
        put(change);
    }

    /**
     * Of the listings of an hour the first and the last stay: the last tells what held at its end, and only the first may
     * be early enough to tell of the time before (see {@link BackfillHorizon}).
     */
    void add(Listing listing) {
        if (open.floor(listing) instanceof Listing same && same.time() == listing.time() && listing.beats(same)) {
            remove(same);
        }
        put(listing);
        List<Listing> listings = listingsIn(Hour.knowing(listing.time()));
        listings.subList(1, Math.max(1, listings.size() - 1)).forEach(this::remove);
    }

    /**
     * What held at the end of an hour. What nothing up to then tells is taken from the first thing after it that does, as
     * far as such things are surely here.
     */
    InstanceFacts asOf(Hour hour, BackfillHorizon horizon) {
        InstanceFacts facts = base;
        for (ResourceEvent resourceEvent : open) {
            if (resourceEvent.time() <= end(hour)) {
                facts = resourceEvent.after(facts);
            } else if (facts.isWhole()) {
                break;
            } else if (horizon.covers(resourceEvent)) {
                facts = resourceEvent.before(facts);
            }
        }
        return facts;
    }

    /** Folds what the hour and those before it brought. */
    void close(Hour hour) {
        while (!open.isEmpty() && open.first().time() <= end(hour)) {
            ResourceEvent first = open.first();
            base = first.after(base);
            remove(first);
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    InstanceFacts base() {
        return base;
    }

    /** Puts back what was stored. */
    void restore(ResourceEvent resourceEvent) {
        open.add(resourceEvent);
    }

    /** Hands out, by key, what changed since the last call; null for what is to be deleted. */
    void drain(BiConsumer<String, @Nullable ResourceEvent> rows) {
        changed.forEach(rows);
        changed.clear();
    }

    private void put(ResourceEvent resourceEvent) {
        if (open.add(resourceEvent)) {
            changed.put(resourceEvent.key(), resourceEvent);
        }
    }

    private void remove(ResourceEvent resourceEvent) {
        open.remove(resourceEvent);
        changed.put(resourceEvent.key(), null);
    }

    private List<Listing> listingsIn(Hour hour) {
        ResourceEvent from = new Listing(hour.start().toEpochMilli() + 1, InstanceFacts.UNKNOWN);
        ResourceEvent until = new Listing(end(hour) + 1, InstanceFacts.UNKNOWN);
        return open.subSet(from, until).stream()
                .filter(Listing.class::isInstance)
                .map(Listing.class::cast)
                .toList();
    }

    private static long end(Hour hour) {
        return hour.end().toEpochMilli();
    }
}
