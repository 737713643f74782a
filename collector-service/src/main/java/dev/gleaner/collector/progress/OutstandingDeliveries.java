package dev.gleaner.collector.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that were received and are not in Kafka yet: those being published, and those that failed and will be sent
 * again. Their scopes are not complete beyond the oldest data of these deliveries. Not thread-safe.
 */
final class OutstandingDeliveries {

    /** More than an hour of a busy stream; each takes a few hundred bytes. */
    static final int LIMIT = 10_000;

    private final Duration repeatedFor;
    private final Map<String, Entry> entries = new HashMap<>();

    /** Of deliveries above the limit only their effect on each scope and its expiry are kept. */
    private final Map<SourceScope, Rest> rest = new HashMap<>();

    /** Waits this long for a failed delivery to be sent again. */
    OutstandingDeliveries(Duration repeatedFor) {
        this.repeatedFor = repeatedFor;
    }

    /**
     * Adds a delivery before it is published.
     *
     * @param complete time up to which a scope is already complete; older data is late in any case
     */
    void begin(PushedDelivery delivery, Function<SourceScope, Optional<Instant>> complete) {
        Entry entry = entries.computeIfAbsent(key(delivery), key -> new Entry(delivery));
        entry.inFlight++;
        delivery.oldest().forEach((sourceScope, oldest) -> {
            Instant before = oldest.minusMillis(1);
            Instant hold = complete.apply(sourceScope).filter(before::isBefore).orElse(before);
            entry.holds.merge(sourceScope, hold, OutstandingDeliveries::earlier);
        });
    }

    /** Removes a delivery that Kafka has acknowledged. */
    void markAcknowledged(PushedDelivery delivery) {
        entries.remove(key(delivery));
        entries.values().removeIf(entry -> entry.inFlight == 0 && delivery.follows(entry.delivery));
    }

    /** Records that a delivery failed and will be sent again, unless a second copy of it succeeded meanwhile. */
    void markFailed(PushedDelivery delivery, Instant now) {
        Entry entry = entries.get(key(delivery));
        if (entry == null) {
            return;
        }
        entry.inFlight--;
        entry.failed = entry.failed == null ? now : entry.failed;
        if (entry.inFlight == 0 && entries.size() > LIMIT) {
            entries.remove(key(delivery));
            entry.holds.forEach(
                    (sourceScope, hold) -> rest.merge(sourceScope, new Rest(hold, now.plus(repeatedFor)), Rest::merge));
        }
    }

    /** Removes and returns the deliveries that are no longer sent again. */
    List<PushedDelivery> removeExpired(Instant now) {
        List<PushedDelivery> over = new ArrayList<>();
        entries.values().removeIf(entry -> {
            boolean gone = entry.isGivenUp(now.minus(repeatedFor));
            if (gone) {
                over.add(entry.delivery);
            }
            return gone;
        });
        rest.values().removeIf(held -> !held.until().isAfter(now));
        return over;
    }

    /** Upper limit of a scope's progress; empty if no delivery limits it. */
    Optional<Instant> completenessLimit(SourceScope sourceScope) {
        return Stream.concat(
                        entries.values().stream()
                                .map(entry -> entry.holds.get(sourceScope))
                                .filter(Objects::nonNull),
                        Optional.ofNullable(rest.get(sourceScope)).map(Rest::hold).stream())
                .min(Comparator.naturalOrder());
    }

    /** Number of outstanding deliveries of a source, without those above the limit. */
    long count(String source) {
        return entries.values().stream()
                .filter(entry -> entry.delivery.source().equals(source))
                .count();
    }

    /** Whether any delivery is being published. */
    boolean isBusy() {
        return entries.values().stream().anyMatch(entry -> entry.inFlight > 0);
    }

    private static String key(PushedDelivery delivery) {
        return delivery.source() + " " + delivery.id();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static final class Entry {
        private final PushedDelivery delivery;
        private final Map<SourceScope, Instant> holds = new HashMap<>();
        private int inFlight;
        private @Nullable Instant failed;

        Entry(PushedDelivery delivery) {
            this.delivery = delivery;
        }

        boolean isGivenUp(Instant latest) {
            return inFlight == 0 && failed != null && !failed.isAfter(latest);
        }
    }

    private record Rest(Instant hold, Instant until) {

        Rest merge(Rest other) {
            return new Rest(earlier(hold, other.hold), until.isAfter(other.until) ? until : other.until);
        }
    }
}
