package dev.gleaner.local.ready;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BillsReadConditionTest {

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-18T12:00:00Z"));
    private boolean isLoaded;
    private Optional<String> metrics = Optional.empty();
    private final BillsReadCondition condition = new BillsReadCondition(this::state, () -> metrics, clock);

    @Test
    void shouldWaitForTheSecondReadingAfterTheDelivery() {
        readAgo("3.2");
        assertThat(condition.missing()).contains("the newest bill to be read");
        isLoaded = true;
        assertThat(condition.missing()).as("read before the delivery").isPresent();
        clock.advance(Duration.ofSeconds(5));
        readAgo("1.0");
        assertThat(condition.missing()).as("may have begun before it").isPresent();
        clock.advance(Duration.ofSeconds(1));
        readAgo("2.1");
        assertThat(condition.missing()).as("the same").isPresent();
        clock.advance(Duration.ofSeconds(4));
        readAgo("0.5");

        assertThat(condition.missing()).isEmpty();
    }

    @Test
    void shouldWaitWhileTheCollectorHasReadNoBill() {
        isLoaded = true;
        for (String answer : List.of("NaN", "")) {
            readAgo(answer);
            assertThat(condition.missing()).isPresent();
        }
        metrics = Optional.empty();
        assertThat(condition.missing()).isPresent();
    }

    private void readAgo(String seconds) {
        metrics = Optional.of("gleaner_collector_lag_seconds{source=\"flow-logs\"} 900.5\n"
                + "gleaner_collector_lag_seconds{source=\"billing\"} " + seconds + "\n");
    }

    private Optional<EstateState> state() {
        return Optional.of(new EstateState(clock.instant(), List.of(), List.of(), Map.of(), 0, isLoaded));
    }
}
