package dev.gleaner.analyzer.profile.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckpointHistoryTest {

    private static final Hour FIRST = new Hour(20_000L * Hour.PER_DAY);
    private static final long START = FIRST.number() * 60;
    private static final int PAUSE = 360;
    private static final HostLaunch ON_DEMAND = new HostLaunch("g5.xlarge", "", "Linux/UNIX", "default");
    private static final HostLaunch SPOT = new HostLaunch("g5.xlarge", "spot", "Linux/UNIX", "default");

    @Test
    void shouldTellHowFarCheckpointsAreApart() {
        CheckpointHistory history = new CheckpointHistory();
        // A checkpoint of two minutes, gaps of 8, 9 and 40 minutes, a pause of 7 hours, and a gap of 10 minutes.
        for (int minute : new int[] {0, 1, 9, 18, 58, 478, 488}) {
            history.put("lake/run/", START + minute, ON_DEMAND);
        }

        assertThat(history.runs(FIRST.plus(23), 24, PAUSE))
                .containsExactly(new CheckpointSpacing("lake/run/", 6, 68, 40, 10));
    }

    @Test
    void shouldLookAtTheWindowAlone() {
        CheckpointHistory history = new CheckpointHistory();
        for (int minute : new int[] {59, 65, 70, 125}) {
            history.put("lake/run/", START + minute, ON_DEMAND);
        }

        assertThat(history.runs(FIRST.plus(1), 1, PAUSE))
                .containsExactly(new CheckpointSpacing("lake/run/", 2, 5, 5, 5));
        assertThat(history.runs(FIRST.plus(40), 2, PAUSE)).isEmpty();
        assertThat(history.launch(FIRST.plus(40), 2)).isEqualTo(HostLaunch.UNKNOWN);
    }

    /** Both ends of a gap are known by their minute only: 12 minutes on the clock may have been 11 and a second. */
    @Test
    void shouldExceedALimitOnlyForCertain() {
        assertThat(new CheckpointSpacing("r", 2, 11, 11, 11).exceeds(10)).isFalse();
        assertThat(new CheckpointSpacing("r", 2, 12, 12, 12).exceeds(10)).isTrue();
    }

    @Test
    void shouldKnowTheNewestLaunchThatIsTold() {
        CheckpointHistory history = new CheckpointHistory();
        history.put("r", START + 70, SPOT);
        history.put("r", START + 10, ON_DEMAND);
        history.put("r", START + 80, HostLaunch.UNKNOWN);

        assertThat(history.launch(FIRST.plus(2), 24)).isEqualTo(SPOT);
        assertThat(history.launch(FIRST, 24)).isEqualTo(ON_DEMAND);
    }

    @Test
    void shouldConcludeNothingFromMoreRunsThanItKeeps() {
        CheckpointHistory history = new CheckpointHistory();
        IntStream.range(0, CheckpointHistory.RUNS).forEach(run -> history.put("run-" + run, START, ON_DEMAND));
        assertThat(history.hasAllRuns(FIRST, 1)).isTrue();

        history.put("one more", START, ON_DEMAND);

        assertThat(history.hasAllRuns(FIRST, 1)).isFalse();
        assertThat(history.hasAllRuns(FIRST.plus(1), 1)).isTrue();
        assertThat(history.runs(FIRST, 1, PAUSE)).hasSize(CheckpointHistory.RUNS);
    }

    @SeededTest(40)
    void shouldDependNeitherOnOrderNorOnRepetition(long seed) {
        Random random = new Random(seed);
        List<Write> writes = writes(random);
        CheckpointHistory inOrder = history(writes);
        List<Write> shuffled = new ArrayList<>(writes);
        writes.stream().filter(write -> random.nextBoolean()).forEach(shuffled::add);
        Collections.shuffle(shuffled, random);

        assertSame(inOrder, history(shuffled));
    }

    @SeededTest(40)
    void shouldBeTheSameAfterItWasStored(long seed) {
        Random random = new Random(seed);
        Map<String, byte[]> rows = new TreeMap<>();
        CheckpointHistory history = new CheckpointHistory();
        for (Write write : writes(random)) {
            history.put(write.run(), write.minute(), write.launch());
            if (random.nextInt(10) == 0) {
                history = storedAndRead(history, rows);
            }
        }

        assertSame(history, storedAndRead(history, rows));

        CheckpointHistory later = storedAndRead(history, rows);
        later.forgetBefore(FIRST.day() + 1);
        assertSame(later, storedAndRead(later, rows));
        later.forgetBefore(FIRST.day() + 100);
        storedAndRead(later, rows);
        assertThat(rows).isEmpty();
        assertThat(later.isEmpty()).isTrue();
    }

    /** The same from the sorted times themselves. */
    @SeededTest(40)
    void shouldMeasureEachGapOfARun(long seed) {
        Random random = new Random(seed);
        TreeSet<Long> minutes = new TreeSet<>();
        CheckpointHistory history = new CheckpointHistory();
        for (int write = 0; write < 50; write++) {
            long minute = START + random.nextInt(3 * 24 * 60);
            minutes.add(minute);
            history.put("r", minute, ON_DEMAND);
        }
        long longest = 0;
        long training = 0;
        Long before = null;
        for (long minute : minutes) {
            if (before != null && minute - before <= PAUSE) {
                training += minute - before;
                longest = Math.max(longest, minute - before == 1 ? 0 : minute - before);
            }
            before = minute;
        }

        CheckpointSpacing spacing = history.runs(FIRST.plus(72), 100, PAUSE).get(0);

        assertThat(spacing.longestGap()).isEqualTo((int) longest);
        assertThat(spacing.trainingMinutes()).isEqualTo(training);
    }

    private static List<Write> writes(Random random) {
        List<Write> writes = new ArrayList<>();
        int runs = 1 + random.nextInt(25);
        for (int write = 0; write < 400; write++) {
            writes.add(new Write(
                    "run-" + random.nextInt(runs),
                    START + random.nextInt(48 * 60),
                    List.of(ON_DEMAND, SPOT, HostLaunch.UNKNOWN).get(random.nextInt(3))));
        }
        return writes;
    }

    private static CheckpointHistory history(List<Write> writes) {
        CheckpointHistory history = new CheckpointHistory();
        writes.forEach(write -> history.put(write.run(), write.minute(), write.launch()));
        return history;
    }

    private static CheckpointHistory storedAndRead(CheckpointHistory history, Map<String, byte[]> rows) {
        history.drain((name, row) -> {
            if (row == null) {
                rows.remove(name);
            } else {
                rows.put(name, row);
            }
        });
        CheckpointHistory read = new CheckpointHistory();
        rows.forEach(read::restore);
        return read;
    }

    private static void assertSame(CheckpointHistory one, CheckpointHistory other) {
        for (int hour = 0; hour < 50; hour++) {
            for (int back : new int[] {1, 7, 48}) {
                Hour last = FIRST.plus(hour);
                assertThat(other.runs(last, back, PAUSE)).isEqualTo(one.runs(last, back, PAUSE));
                assertThat(other.launch(last, back)).isEqualTo(one.launch(last, back));
                assertThat(other.hasAllRuns(last, back)).isEqualTo(one.hasAllRuns(last, back));
            }
        }
    }

    private record Write(String run, long minute, HostLaunch launch) {}
}
