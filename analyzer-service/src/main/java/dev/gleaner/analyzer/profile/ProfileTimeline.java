package dev.gleaner.analyzer.profile;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Since when a subject is known, and how far its hours are judged; and whether any of its header changed since stored. */
public final class ProfileTimeline {

    private @Nullable Long born;
    private @Nullable Hour first;
    private @Nullable Hour closed;
    private @Nullable Hour lastProvisional;
    private boolean changed;

    /** As it was stored: epoch milliseconds, and numbers of hours. */
    public ProfileTimeline(@Nullable Long born, @Nullable Long first, @Nullable Long closed, @Nullable Long glimpsed) {
        this.born = born;
        this.first = Hour.stored(first);
        this.closed = Hour.stored(closed);
        this.lastProvisional = Hour.stored(glimpsed);
    }

    /** Something came of this hour. */
    public void seen(Hour hour) {
        if (first == null || hour.isBefore(first)) {
            first = hour;
            changed = true;
        }
    }

    /** It was there at this moment, epoch milliseconds. */
    public void bornBy(long millis) {
        if (born == null || millis < born) {
            born = millis;
            changed = true;
        }
    }

    /** An hour is final. */
    public void close(Hour hour) {
        closed = hour;
        changed = true;
    }

    /** An hour was judged provisionally. */
    public void markProvisional(Hour hour) {
        lastProvisional = hour;
        changed = true;
    }

    /** Something else of the header changed. */
    public void change() {
        changed = true;
    }

    /** Whether anything of the header changed since the last call. */
    public boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** The earliest moment that it is known to have been there. */
    public Optional<Instant> born() {
        return Optional.ofNullable(born).map(Instant::ofEpochMilli);
    }

    /** The same in epoch milliseconds, to store. */
    public @Nullable Long bornMillis() {
        return born;
    }

    /** The first hour that brought anything; null as long as nothing is known. */
    public @Nullable Hour first() {
        return first;
    }

    /** The last final hour. */
    public @Nullable Hour closed() {
        return closed;
    }

    /** The last hour that was judged provisionally. */
    public @Nullable Hour lastProvisional() {
        return lastProvisional;
    }
}
