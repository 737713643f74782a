package dev.gleaner.local.runtime.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Waits until conditions hold, in their order, and hold again a second later: what one part has done may be work that the
 * next one has not seen yet.
 */
public final class ReadinessWaiter {

    /** Long enough for a transaction to commit: the second look comes after two of these. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Duration patience;
    private final Duration pause;
    private final Runnable look;
    private final Consumer<String> progress;

    /**
     * @param patience how long the same may be missing: a slow machine gets the time that it needs while anything moves
     * @param look at what must not happen meanwhile, such as a program's end: throws
     * @param progress where a person sees what is missing
     */
    public ReadinessWaiter(Duration patience, Runnable look, Consumer<String> progress) {
        this(patience, PAUSE, look, progress);
    }

    ReadinessWaiter(Duration patience, Duration pause, Runnable look, Consumer<String> progress) {
        this.patience = patience;
        this.pause = pause;
        this.look = look;
        this.progress = progress;
    }

    /** What is missing when patience ends; empty as soon as all conditions hold. */
    public List<Missing> awaitAll(List<? extends ReadinessCondition> conditions) {
        List<Missing> before = List.of();
        Instant moved = Instant.now();
        while (true) {
            look.run();
            List<Missing> missing = firstMissing(conditions);
            if (missing.isEmpty()) {
                pause();
                pause();
                missing = firstMissing(conditions);
            }
            if (missing.isEmpty()) {
                return List.of();
            }
            if (!missing.equals(before)) {
                before = missing;
                moved = Instant.now();
            } else if (moved.plus(patience).isBefore(Instant.now())) {
                return all(conditions);
            }
            progress.accept(missing.get(0).what());
            pause();
        }
    }

    /** Something that was waited for in vain, and the program whose log tells more. */
    public record Missing(String what, String culprit) {}

    private static List<Missing> firstMissing(List<? extends ReadinessCondition> conditions) {
        for (ReadinessCondition condition : conditions) {
            List<Missing> missing = all(List.of(condition));
            if (!missing.isEmpty()) {
                return missing;
            }
        }
        return List.of();
    }

    private static List<Missing> all(List<? extends ReadinessCondition> conditions) {
        List<Missing> missing = new ArrayList<>();
        for (ReadinessCondition condition : conditions) {
            condition.missing().ifPresent(what -> missing.add(new Missing(what, condition.culprit())));
        }
        return missing;
    }

    private void pause() {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
