package dev.gleaner.analyzer.profile;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Since when a subject is known, and how far its hours are evaluated; and whether any of its header changed since stored. */
public final class ProfileTimeline {

    private @Nullable Long born;
    private @Nullable Hour first;
    private EvaluatedHours evaluated;
    private boolean inherited;
    private boolean changed;

    /**
     * As it was stored.
     *
     * @param born epoch milliseconds; null if not known
     * @param first number of the first hour; null if none
     */
    public ProfileTimeline(@Nullable Long born, @Nullable Long first, EvaluatedHours evaluated) {
        this.born = born;
        this.first = Hour.stored(first);
        this.evaluated = evaluated;
    }

    /** Something came of this hour. */
    public void seen(Hour hour) {
        if (first == null || hour.isBefore(first)) {
            first = hour;
            changed = true;
        }
    }

    /** It was used in this hour, and so was there at its start. */
    public void usedIn(Hour hour) {
        seen(hour);
        bornBy(hour.startMillis());
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
        if (!hour.equals(evaluated.closed())) {
            evaluated = evaluated.withClosed(hour);
            changed = true;
        }
    }

    /** Hours were evaluated. */
    public void mark(EvaluatedHours hours) {
        evaluated = hours;
        inherited = false;
        changed = true;
    }

    /** Applies what is stored for all subjects of its account and region, and therefore not with this one. */
    public void inherit(EvaluatedHours hours) {
        evaluated = hours;
        inherited = true;
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

    /** How far its hours are evaluated. */
    public EvaluatedHours evaluated() {
        return evaluated;
    }

    /** The same as far as it has to be stored with this subject: nothing if it is stored for all subjects. */
    public EvaluatedHours ownEvaluated() {
        return inherited ? EvaluatedHours.NONE : evaluated;
    }
}
