package dev.gleaner.gpu.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever ends the process or the machine, and when: what was added comes out, in its order; only the one that was out
 * when it ended comes again; what made room is counted; the bound holds.
 */
class DiskBufferLawTest {

    private static final int LIVES = 20;
    private static final int STEPS = 60;
    private static final long ROOMY = 1 << 17;
    private static final long NARROW = 2_000;

    /** Of the number of what waits. */
    private static final long POSITION_BYTES = 64;

    @TempDir
    Path folder;

    private final CountedLosses losses = new CountedLosses();
    private final List<Long> added = new ArrayList<>();
    private final List<Long> came = new ArrayList<>();
    private final Set<Long> done = new HashSet<>();
    private long next;
    private long lives;

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveAllThatWasAddedInOrderAndRepeatOneALifeAtMost(long seed) throws IOException {
        live(new Random(seed), ROOMY, seed % 2 == 0);

        assertThat(withoutRepeats(came))
                .containsExactlyElementsOf(came.stream().distinct().sorted().toList());
        assertThat(came).containsAll(added);
        assertThat((long) came.size() - new HashSet<>(came).size()).isLessThanOrEqualTo(lives);
        assertThat(losses.records()).isZero();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldKeepItsBoundAndCountWhatMadeRoom(long seed) throws IOException {
        live(new Random(seed), NARROW, seed % 2 == 0);

        assertThat(withoutRepeats(came)).isSorted();
        long missing = added.stream().filter(record -> !came.contains(record)).count();
        assertThat(losses.records()).isGreaterThan(0).isGreaterThanOrEqualTo(missing);
    }

    private void live(Random random, long bound, boolean powerLoss) throws IOException {
        for (int life = 0; life < LIVES; life++) {
            lives++;
            DyingDisk disk = new DyingDisk(random, powerLoss);
            disk.dieAfter(1 + random.nextInt(STEPS));
            try {
                DiskBuffer buffer = DiskBuffer.open(folder, bound, losses, disk);
                while (true) {
                    step(buffer, random);
                    assertThat(size()).isLessThanOrEqualTo(bound + POSITION_BYTES);
                }
            } catch (Killed e) {
                // The next life finds what this one left.
            }
        }
        drain(DiskBuffer.open(folder, bound, losses, new UnsyncedDisk()));
    }

    private void step(DiskBuffer buffer, Random random) throws IOException {
        if (random.nextInt(5) < 3) {
            long record = next++;
            buffer.add((record + " " + "x".repeat(random.nextInt(100))).getBytes(UTF_8));
            added.add(record);
        } else {
            take(buffer);
        }
    }

    private void drain(DiskBuffer buffer) throws IOException {
        while (take(buffer)) {
            assertThat(came.size()).isLessThan(LIVES * STEPS * 2);
        }
        assertThat(buffer.waiting()).isZero();
    }

    private boolean take(DiskBuffer buffer) throws IOException {
        Optional<DiskBuffer.Entry> oldest = buffer.oldest();
        if (oldest.isPresent()) {
            long record = Long.parseLong(new String(oldest.get().bytes(), UTF_8).split(" ")[0]);
            assertThat(done).doesNotContain(record);
            came.add(record);
            buffer.acknowledge(oldest.get());
            done.add(record);
        }
        return oldest.isPresent();
    }

    /** One that came twice came the second time right after the first. */
    private static List<Long> withoutRepeats(List<Long> records) {
        List<Long> once = new ArrayList<>();
        for (Long record : records) {
            if (once.isEmpty() || !once.get(once.size() - 1).equals(record)) {
                once.add(record);
            }
        }
        return once;
    }

    private long size() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
