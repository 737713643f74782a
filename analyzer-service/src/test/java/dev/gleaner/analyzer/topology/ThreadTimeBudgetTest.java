package dev.gleaner.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class ThreadTimeBudgetTest {

    private static final Duration HOUR_COST = Duration.ofMillis(1);
    private static final List<TaskId> TASKS =
            IntStream.range(0, 32).mapToObj(task -> new TaskId(0, task)).toList();

    private long now;
    private final ThreadTimeBudget budget = new ThreadTimeBudget(() -> now);
    private final int[] evaluated = new int[TASKS.size()];

    @Test
    void shouldEvaluateForAboutATenthOfASecondOverAllTasksOfAThread() {
        for (int round = 0; round < 10; round++) {
            long start = now;
            TASKS.forEach(this::evaluate);

            assertThat(now - start).isBetween(millis(90), millis(140));
        }
    }

    @Test
    void shouldServeAllTasksEqually() {
        for (int round = 0; round < 100; round++) {
            TASKS.forEach(this::evaluate);
        }

        int[] withoutTheFirst = IntStream.of(evaluated).skip(1).toArray();
        assertThat(IntStream.of(withoutTheFirst).max().orElseThrow())
                .isLessThan(2 * IntStream.of(withoutTheFirst).min().orElseThrow());
    }

    @Test
    void shouldReadInputForAsLongAsItEvaluated() {
        TaskId task = TASKS.get(0);
        evaluate(task);
        budget.readInput();

        assertThat(evaluate(task)).isZero();
        now += millis(99);
        assertThat(evaluate(task)).isZero();
        now += millis(1);
        assertThat(evaluate(task)).isEqualTo(100);
    }

    @Test
    void shouldNotPauseWithoutInput() {
        evaluate(TASKS.get(0));

        assertThat(evaluate(TASKS.get(0))).isEqualTo(100);
    }

    @Test
    void shouldEvaluateAnHourOfEachTaskHoweverLongItTakes() {
        for (TaskId task : TASKS) {
            int count = budget.evaluate(task, goesOn -> {
                now += millis(500);
                return goesOn.test(1) ? 2 : 1;
            });

            assertThat(count).isEqualTo(1);
        }
    }

    @Test
    void shouldNotWaitForATaskThatHasNothingDueOrIsLeftOut() {
        TASKS.forEach(this::evaluate);
        TASKS.subList(2, 32).forEach(budget::remove);

        List<Integer> counts = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            now += millis(50);
            counts.add(evaluate(TASKS.get(0)));
        }

        assertThat(counts).filteredOn(count -> count > 0).hasSizeGreaterThan(3);
    }

    private int evaluate(TaskId task) {
        int count = budget.evaluate(task, this::evaluateEndlessly);
        evaluated[task.partition()] += count;
        return count;
    }

    private int evaluateEndlessly(IntPredicate goesOn) {
        int count = 0;
        do {
            now += HOUR_COST.toNanos();
            count++;
        } while (goesOn.test(count));
        return count;
    }

    private static long millis(int millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
