package dev.gleaner.local.runtime.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Waits until all conditions hold, in their order, and hold again a second later, since the output of one process may
 * be input that the next one has not read yet.
 */
public final class ReadinessWaiter {

    /** Between two checks of a single program, which starts within seconds. */
    private static final Duration PROGRAM_PAUSE = Duration.ofMillis(50);

    /** Long enough for a transaction to commit; the conditions are checked again after two pauses. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Duration patience;
    private final Duration pause;
    private final Runnable livenessCheck;
    private final Consumer<String> progress;

    /**
     * @param patience how long the missing conditions may stay the same; progress extends the time on a slow machine
     * @param livenessCheck throws if waiting is futile, such as after the end of a process
     * @param progress receives the description of the first missing condition
     */
    public ReadinessWaiter(Duration patience, Runnable livenessCheck, Consumer<String> progress) {
        this(patience, PAUSE, livenessCheck, progress);
    }

    /**
     * As the other one, with a pause of one's own between two checks: a short one where programs only have to start.
     */
    public ReadinessWaiter(Duration patience, Duration pause, Runnable livenessCheck, Consumer<String> progress) {
        this.patience = patience;
        this.pause = pause;
        this.livenessCheck = livenessCheck;
        this.progress = progress;
    }

    /** Waits until a program is ready; false once it has ended, or is not ready within the limit. */
    public static boolean awaitReady(Process program, BooleanSupplier isReady, Duration limit) {
        Instant deadline = Instant.now().plus(limit);
        while (!isReady.getAsBoolean()) {
            if (!program.isAlive() || Instant.now().isAfter(deadline)) {
                return false;
            }
            sleep(PROGRAM_PAUSE);
        }
        return true;
    }

    /** The missing conditions at the end of the patience; empty as soon as all conditions hold. */
    public List<Missing> awaitAll(List<? extends ReadinessCondition> conditions) {
        List<Missing> before = List.of();
        Instant changed = Instant.now();
        while (true) {
            livenessCheck.run();
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
                changed = Instant.now();
            } else if (changed.plus(patience).isBefore(Instant.now())) {
                return all(conditions);
            }
            progress.accept(missing.get(0).what());
            pause();
        }
    }

    /** A condition that does not hold, and the process whose log explains it. */
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
        sleep(pause);
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
