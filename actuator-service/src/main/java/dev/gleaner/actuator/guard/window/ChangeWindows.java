package dev.gleaner.actuator.guard.window;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When may be acted. An environment about which no window says anything is always open, but for the blackouts, which are
 * for all.
 */
public record ChangeWindows(List<ChangeWindow> windows, List<Blackout> blackouts) {

    /** More openings than that in a blackout are not looked through: it stays closed, and is looked at again then. */
    private static final int STEPS = 1000;

    private static final Duration YEAR = Duration.ofDays(365);

    public ChangeWindows {
        windows = List.copyOf(windows);
        blackouts = List.copyOf(blackouts);
    }

    /** The blackouts alone, for what has its own hours. */
    public ChangeWindows blackoutsOnly() {
        return new ChangeWindows(List.of(), blackouts);
    }

    /** From when on a target may be acted on that counts as of all of these environments: when it may be in each of them. */
    public Instant openingInAll(Instant now, Set<String> environments) {
        Instant time = now;
        for (int step = 0; step < STEPS; step++) {
            Instant next = time;
            for (String environment : environments) {
                next = opening(next, environment);
            }
            if (next.equals(time)) {
                return time;
            }
            time = next;
        }
        return now.plus(YEAR);
    }

    /** From when on targets of this environment may be acted on: now, or the next opening. */
    public Instant opening(Instant now, @Nullable String environment) {
        List<ChangeWindow> about =
                windows.stream().filter(window -> window.isAbout(environment)).toList();
        Instant time = now;
        for (int step = 0; step < STEPS; step++) {
            Instant next = next(about, time);
            if (next.equals(time)) {
                return time;
            }
            if (next.equals(Instant.MAX)) {
                return now.plus(YEAR);
            }
            time = next;
        }
        return time;
    }

    /** The same time when it is open then; else one before which it surely is not. */
    private Instant next(List<ChangeWindow> about, Instant time) {
        return blackouts.stream()
                .filter(blackout -> blackout.covers(time))
                .map(Blackout::end)
                .max(Comparator.naturalOrder())
                .orElseGet(() -> about.isEmpty() || about.stream().anyMatch(window -> window.isOpen(time))
                        ? time
                        : about.stream()
                                .map(window -> window.opensAfter(time))
                                .min(Comparator.naturalOrder())
                                .orElse(time));
    }
}
