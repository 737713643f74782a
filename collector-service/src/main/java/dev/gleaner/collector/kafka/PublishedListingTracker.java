package dev.gleaner.collector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Knows what was last published of each listed resource, so that an unchanged listing is published again only after some time. It
 * takes about 100 bytes a resource, and starts without knowledge: after a restart everything is published once. Thread-safe.
 */
public final class PublishedListingTracker {

    /** Beyond the time after which it is due anyway: most kinds of resources are listed at least daily. */
    private static final Duration KEPT_FOR = Duration.ofDays(2);

    private static final long SWEEP_INTERVAL = Duration.ofHours(1).toMillis();

    private final Map<Long, PublishedListing> published = new ConcurrentHashMap<>();
    private final AtomicLong newestChange = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong lastSweep = new AtomicLong(Long.MIN_VALUE);

    /**
     * Publishes those listings of resources that are new or changed, or were last published before the present period. The periods of
     * the resources start at different times, so that they do not all become due at once.
     *
     * @param listed one signal per resource, valid as of its {@code observed_at}
     * @param period time after which an unchanged listing is published again; every listing is published if it is zero
     * @param publisher returns after acknowledgement; if it throws, the next listing of each of the resources is published
     * @return number of published signals
     */
    public int publish(Collection<Signal> listed, Duration period, Consumer<List<Signal>> publisher) {
        ContentHasher hasher = new ContentHasher();
        List<Signal> due = new ArrayList<>();
        List<Listing> listings = new ArrayList<>();
        for (Signal signal : listed) {
            Listing listing = Listing.of(signal, hasher);
            PublishedListing known = published.get(listing.resource());
            if (known == null || listing.isDue(known, period.toMillis())) {
                due.add(signal);
                listings.add(listing);
            }
        }
        send(due, listings, publisher);
        listings.forEach(this::remember);
        sweep(listings, period);
        return due.size();
    }

    private void send(List<Signal> due, List<Listing> listings, Consumer<List<Signal>> publisher) {
        boolean isAcknowledged = false;
        try {
            publisher.accept(due);
            isAcknowledged = true;
        } finally {
            if (!isAcknowledged) {
                // They may be in Kafka nevertheless, instead of those that were published before.
                listings.forEach(listing -> published.remove(listing.resource()));
            }
        }
    }

    /**
     * Notes the changes among signals that are about to be published. The next listing of these resources is published in any case:
     * if a further change is lost, only a listing shows that the published one is no longer true.
     */
    public void markChanged(Collection<Signal> signals) {
        ContentHasher hasher = null;
        for (Signal signal : signals) {
            if (signal.hasChanged()) {
                hasher = hasher == null ? new ContentHasher() : hasher;
                markChanged(hash(signal.getResource(), hasher), signal.getObservedAt());
            }
        }
    }

    /** Number of resources of which anything is known. */
    int size() {
        return published.size();
    }

    private void markChanged(long resource, long time) {
        // First, for a resource that another thread adds at the same time.
        newestChange.accumulateAndGet(time, Math::max);
        published.computeIfPresent(resource, (key, known) -> known.changedAt(time));
    }

    private void remember(Listing listing) {
        published.compute(listing.resource(), (key, known) -> {
            if (known == null) {
                // It may have changed while it was listed: changes of unknown resources are not recorded one by one.
                return new PublishedListing(listing.content(), listing.time(), newestChange.get());
            }
            return listing.time() > known.time()
                    ? new PublishedListing(listing.content(), listing.time(), known.changed())
                    : known.mergedWithOlder(listing);
        });
    }

    private void sweep(List<Listing> listings, Duration period) {
        long now = listings.stream().mapToLong(Listing::time).max().orElse(Long.MIN_VALUE);
        long last = lastSweep.get();
        if (now != Long.MIN_VALUE
                && (last == Long.MIN_VALUE || now - last > SWEEP_INTERVAL)
                && lastSweep.compareAndSet(last, now)) {
            long oldest = now - period.plus(KEPT_FOR).toMillis();
            published.values().removeIf(known -> known.time() < oldest);
        }
    }

    private static long hash(String text, ContentHasher hasher) {
        byte[] bytes = text.getBytes(UTF_8);
        return hasher.hash(bytes, 0, bytes.length);
    }

    /**
     * A listing of a resource.
     *
     * @param resource hash of the ARN
     * @param content hash of everything but the time, with the ARN: two resources with one hash are both published each time
     * @param time for which it is valid
     */
    private record Listing(long resource, long content, long time) {

        static Listing of(Signal signal, ContentHasher hasher) {
            // AWS returns tags in any order, which the deterministic encoding removes.
            byte[] content = SignalCodec.encode(
                    signal.toBuilder().clearObservedAt().clearPlace().build());
            return new Listing(
                    PublishedListingTracker.hash(signal.getResource(), hasher),
                    hasher.hash(content, 0, content.length),
                    signal.getObservedAt());
        }

        /**
         * Whether it has to be published. A listing that was requested before a change was read does not show whether that change is
         * still true, even if it was published after the change.
         */
        boolean isDue(PublishedListing known, long period) {
            return content != known.content()
                    || time < known.time()
                    || known.time() <= known.changed()
                    || period <= 0
                    || period(time, period) != period(known.time(), period);
        }

        private long period(long moment, long length) {
            return Math.floorDiv(moment + Math.floorMod(resource, length), length);
        }
    }

    /**
     * The newest published listing of a resource.
     *
     * @param content hash of its content
     * @param time for which it was valid
     * @param changed time at which the newest change of the resource was read
     */
    private record PublishedListing(long content, long time, long changed) {

        PublishedListing changedAt(long moment) {
            return moment > changed ? new PublishedListing(content, time, moment) : this;
        }

        /** If another listing is not newer, the next one is published, as it is unknown which of the two counts for consumers. */
        PublishedListing mergedWithOlder(Listing listing) {
            return listing.content() == content ? this : changedAt(time);
        }
    }
}
