package dev.gleaner.systemtests.crash.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaltOrdersTest {

    private static final HaltOrders.Order FIRST = order("one", "round-1", 0, "a|stop");
    private static final HaltOrders.Order BESIDE = order("two", "round-1", 1, "b|stop");
    private static final HaltOrders.Order LATER = order("three", "round-2", 0, "c|stop");

    @TempDir
    Path folder;

    @Test
    void shouldGiveEachOrderToOneProcess() {
        process().replaceAll(List.of(FIRST));

        assertThat(process().claim("CLAIMED", List.of("a|stop"))).containsExactly(FIRST);
        assertThat(process().claim("CLAIMED", List.of("a|stop"))).isEmpty();
        assertThat(process().isTaken(FIRST)).isTrue();
    }

    @Test
    void shouldSkipPassesBeforeALaterStep() {
        process().replaceAll(List.of(BESIDE));
        HaltOrders process = process();

        assertThat(process.claim("CLAIMED", List.of("b|stop"))).isEmpty();
        assertThat(process.claim("CLAIMED", List.of("b|stop"))).containsExactly(BESIDE);
    }

    @Test
    void shouldNotBeginARoundBeforeThePreviousOneIsOver() throws IOException {
        HaltOrders process = process();
        process.replaceAll(List.of(FIRST, LATER));
        assertThat(process.claim("CLAIMED", List.of("c|stop"))).isEmpty();

        process.begin("round-1");
        assertThat(process.isOver("round-1")).isFalse();
        age("round-1", 10);

        assertThat(process.isOver("round-1")).isTrue();
        assertThat(process.claim("CLAIMED", List.of("a|stop"))).isEmpty();
        assertThat(process.claim("CLAIMED", List.of("c|stop"))).containsExactly(LATER);
    }

    /** A late action would halt the process that was restarted in the meantime. */
    @Test
    void shouldGiveNoOrderBetweenTwoRounds() throws IOException {
        HaltOrders process = process();
        process.replaceAll(List.of(FIRST, LATER));
        process.begin("round-1");
        age("round-1", 4);

        assertThat(process.claim("CLAIMED", List.of("a|stop", "c|stop"))).isEmpty();
    }

    private HaltOrders process() {
        return new HaltOrders(folder);
    }

    private void age(String round, long seconds) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve(round), FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private static HaltOrders.Order order(String id, String round, int passes, String subject) {
        return new HaltOrders.Order(id, round, passes, HaltPoint.CLAIMED, subject);
    }
}
