package dev.gleaner.analyzer.topology;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Divides the time of a stream thread between its input and the evaluation of due hours, and the latter between its tasks.
 * In a round each task with due hours evaluates once, all together for about 100 ms. Then input is read for as long as that
 * took, unless there is none. It determines only when hours are evaluated. Not thread-safe: all tasks of a thread share one.
 */
public final class ThreadTimeBudget {

    private static final long ROUND = Duration.ofMillis(100).toNanos();

    private final LongSupplier nanoTime;
    private final Set<TaskId> dueTasks = new HashSet<>();
    private final Set<TaskId> servedTasks = new HashSet<>();
    private long roundTime;
    private long lastEnd;
    private boolean hasReadInput;

    ThreadTimeBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastEnd = nanoTime.getAsLong();
    }

    /** One for each thread that asks for it, by the clock of the machine. */
    public static ThreadLocal<ThreadTimeBudget> ofEachThread() {
        return ThreadLocal.withInitial(() -> new ThreadTimeBudget(System::nanoTime));
    }

    /** Records that a task of this thread has read input. */
    void readInput() {
        hasReadInput = true;
    }

    /** Records that a task has no due hours, or is closed. */
    void remove(TaskId task) {
        dueTasks.remove(task);
        servedTasks.remove(task);
    }

    /**
     * Evaluates due hours of a task, if it is its turn; returns how many.
     *
     * @param evaluator evaluates at least one hour, and another one as long as its argument is true
     */
    int evaluate(TaskId task, ToIntFunction<IntPredicate> evaluator) {
        long start = nanoTime.getAsLong();
        dueTasks.add(task);
        if (isRoundOver(start)) {
            if (hasReadInput && start - lastEnd < roundTime) {
                return 0;
            }
            servedTasks.clear();
            roundTime = 0;
        }
        if (servedTasks.contains(task)) {
            return 0;
        }
        long share = Math.max(0, ROUND - roundTime) / (dueTasks.size() - servedTasks.size());
        int count = evaluator.applyAsInt(evaluated -> nanoTime.getAsLong() - start < share);
        servedTasks.add(task);
        lastEnd = nanoTime.getAsLong();
        roundTime += lastEnd - start;
        hasReadInput = false;
        return count;
    }

    /** Kafka Streams may leave out a task for a while, as after an error. The others do not wait for it. */
    private boolean isRoundOver(long now) {
        return servedTasks.containsAll(dueTasks) || now - lastEnd >= ROUND;
    }
}
