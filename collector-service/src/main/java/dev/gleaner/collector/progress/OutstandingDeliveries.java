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
 * Deliveries that have been received and are not in Kafka: those that are being published, and those that could not be and
 * will be sent again. None of their stretches is complete beyond the oldest that they hold. Not thread-safe.
 */
final class OutstandingDeliveries {

    /** More than an hour of a busy stream; each takes a few hundred bytes. */
    static final int LIMIT = 10_000;

    private final Duration repeatedFor;
    private final Map<String, Entry> entries = new HashMap<>();

    /** Of the deliveries above the limit one knows only how far they hold each stretch back, and until when. */
    private final Map<SourceScope, Rest> rest = new HashMap<>();

    /** Waits so long for a delivery to be sent again. */
    OutstandingDeliveries(Duration repeatedFor) {
        this.repeatedFor = repeatedFor;
    }

    /**
     * A delivery is going to be published.
     *
     * @param complete how far a stretch is complete: what is older than that comes too late in any case
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

    /** All of it is in Kafka. */
    void markAcknowledged(PushedDelivery delivery) {
        entries.remove(key(delivery));
        entries.values().removeIf(entry -> entry.inFlight == 0 && delivery.follows(entry.delivery));
    }

    /** It could not be published, and will be sent again; unless it was taken meanwhile, sent twice at a time. */
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

    /** Forgets what nobody sends any more, and returns it. */
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

    /** How far a stretch can be complete at most; empty where nothing holds it back. */
    Optional<Instant> completenessLimit(SourceScope sourceScope) {
        return Stream.concat(
                        entries.values().stream()
                                .map(entry -> entry.holds.get(sourceScope))
                                .filter(Objects::nonNull),
                        Optional.ofNullable(rest.get(sourceScope)).map(Rest::hold).stream())
                .min(Comparator.naturalOrder());
    }

    /** How many there are of a source, without those above the limit. */
    long count(String source) {
        return entries.values().stream()
                .filter(entry -> entry.delivery.source().equals(source))
                .count();
    }

    /** Whether anything is being published. */
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
