package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What happened to a resource. A set ordered by time and event id, so that neither order nor repetition leaves a trace;
 * what lies before the last final hour is folded into one statement.
 */
final class FactsHistory {

    private static final Comparator<ResourceEvent> ORDER =
            Comparator.comparingLong(ResourceEvent::time).thenComparing(ResourceEvent::id);

    /** Stands for a change where the number of a listing's facts is written. */
    private static final int CHANGE = 0;

    private static final int FIRST_FACTS = 1;

    private InstanceFacts base;
    private final NavigableSet<ResourceEvent> open = new TreeSet<>(ORDER);
    private boolean changed;

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
    void add(Listing shown) {
        Listing listing = new Listing(shown.time(), known(shown.facts()));
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
            if (resourceEvent.time() <= hour.endMillis()) {
                facts = resourceEvent.after(facts);
            } else if (facts.isWhole()) {
                break;
            } else if (horizon.covers(resourceEvent)) {
                facts = resourceEvent.before(facts);
            }
        }
        return facts;
    }

    /** Whether nothing that is kept changes the tags of the statement about the last final hour. */
    boolean areTagsSettled() {
        InstanceFacts facts = base;
        for (ResourceEvent resourceEvent : open) {
            facts = resourceEvent.after(facts);
            if (!Objects.equals(facts.tags(), base.tags())) {
                return false;
            }
        }
        return true;
    }

    /** Folds what the hour and those before it brought. */
    void close(Hour hour) {
        while (!open.isEmpty() && open.first().time() <= hour.endMillis()) {
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

    /** Whether anything changed since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Writes what is known; facts that several events share are written once. */
    void write(RowBuffer row) {
        List<InstanceFacts> facts = new ArrayList<>();
        facts.add(base);
        for (ResourceEvent event : open) {
            if (event instanceof Listing listing && indexOf(listing.facts(), facts) < 0) {
                facts.add(listing.facts());
            }
        }
        row.putNumber(facts.size());
        for (InstanceFacts one : facts) {
            FactsRow.write(row, one);
        }
        row.putNumber(open.size());
        long before = 0;
        for (ResourceEvent event : open) {
            row.putNumber(event.time() - before);
            before = event.time();
            if (event instanceof Listing listing) {
                row.putNumber(FIRST_FACTS + indexOf(listing.facts(), facts));
            } else {
                row.putNumber(CHANGE);
                FactsRow.write(row, (Change) event);
            }
        }
    }

    /** What {@link #write} wrote. */
    static FactsHistory read(RowBuffer row) {
        return read(row, true);
    }

    /**
     * What {@link #write} wrote.
     *
     * @param hasStopped whether facts of stopped instances follow, which earlier rows do not have
     */
    static FactsHistory read(RowBuffer row, boolean hasStopped) {
        List<InstanceFacts> facts = new ArrayList<>();
        for (long count = row.getNumber(); count > 0; count--) {
            facts.add(FactsRow.readFacts(row, hasStopped));
        }
        FactsHistory history = new FactsHistory(facts.get(0));
        long time = 0;
        for (long count = row.getNumber(); count > 0; count--) {
            time += row.getNumber();
            int code = (int) row.getNumber();
            history.open.add(
                    code == CHANGE ? FactsRow.readChange(row, time) : new Listing(time, facts.get(code - FIRST_FACTS)));
        }
        return history;
    }

    /** The same facts if another listing shows them: they are compared once, and afterwards recognized by identity. */
    private InstanceFacts known(InstanceFacts shown) {
        for (ResourceEvent event : open.descendingSet()) {
            if (event instanceof Listing listing && listing.facts().equals(shown)) {
                return listing.facts();
            }
        }
        return base.equals(shown) ? base : shown;
    }

    @SuppressWarnings("ReferenceEquality") // equal facts are the same object, see known()
    private static int indexOf(InstanceFacts one, List<InstanceFacts> facts) {
        int index = facts.size() - 1;
        while (index >= 0 && facts.get(index) != one) {
            index--;
        }
        return index;
    }

    private void put(ResourceEvent resourceEvent) {
        changed |= open.add(resourceEvent);
    }

    private void remove(ResourceEvent resourceEvent) {
        open.remove(resourceEvent);
        changed = true;
    }

    private List<Listing> listingsIn(Hour hour) {
        ResourceEvent from = new Listing(hour.startMillis() + 1, InstanceFacts.UNKNOWN);
        ResourceEvent until = new Listing(hour.endMillis() + 1, InstanceFacts.UNKNOWN);
        return open.subSet(from, until).stream()
                .filter(Listing.class::isInstance)
                .map(Listing.class::cast)
                .toList();
    }
}
