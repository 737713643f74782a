package dev.gleaner.analyzer.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.health.StreamFailurePolicy.StreamFailure;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;

class StreamConditionTest {

    private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");

    @Test
    void shouldBeGoodWhileThreadsPoll() {
        assertThat(condition(State.RUNNING, null, Duration.ofSeconds(59))).isEqualTo(good(Duration.ofSeconds(59)));
        assertThat(condition(State.REBALANCING, null, Duration.ZERO)).isEqualTo(good(Duration.ZERO));
    }

    @Test
    void shouldNameAThreadThatHangsAndEndTheProcessOnlyLater() {
        StreamCondition slow = condition(State.RUNNING, null, Duration.ofMinutes(1));
        StreamCondition stalled = condition(State.RUNNING, null, Duration.ofMinutes(5));

        assertThat(slow.problem()).contains("stream thread thread-1 has done nothing for 60 s");
        assertThat(slow.isFinal()).isFalse();
        assertThat(stalled.isFinal()).isTrue();
    }

    @Test
    void shouldNameAFullDiskUntilTheStreamWorksForAWhile() {
        StreamFailure failure = new StreamFailure(NOW.minusSeconds(40), 3, StateDisk.FULL);
        String text =
                "the disk of analyzer.state-dir is full: free space there (stream threads failed 3 times within ten minutes)";

        assertThat(condition(State.REBALANCING, failure, Duration.ZERO).problem())
                .contains(text);
        assertThat(condition(State.RUNNING, failure, Duration.ZERO)).isEqualTo(good(Duration.ZERO));
        assertThat(condition(State.RUNNING, new StreamFailure(NOW.minusSeconds(29), 3, StateDisk.FULL), Duration.ZERO)
                        .problem())
                .contains(text);
    }

    @Test
    void shouldEndTheProcessOfAStreamInError() {
        StreamFailure failure = new StreamFailure(NOW, 6, "IllegalStateException: planted");

        assertThat(condition(State.ERROR, failure, Duration.ZERO))
                .isEqualTo(new StreamCondition(
                        Optional.of("the stream has stopped: IllegalStateException: planted"), true, Duration.ZERO));
        assertThat(condition(State.PENDING_ERROR, failure, Duration.ZERO).isFinal())
                .isFalse();
    }

    @Test
    void shouldWaitAsLongAsKafkaDoesBeforeItTakesThePartitionsAway() {
        WatchdogConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(WatchdogConfig.class)
                .build()
                .getConfigMapping(WatchdogConfig.class);

        assertThat(config.stalled().toMillis())
                .isEqualTo(((Integer) ConsumerConfig.configDef()
                                .defaultValues()
                                .get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG))
                        .longValue());
        assertThat(config.slow()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.report()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.close()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.leastDisk().asLongValue()).isEqualTo(256 << 20);
    }

    private static StreamCondition good(Duration standstill) {
        return new StreamCondition(Optional.empty(), false, standstill);
    }

    private static StreamCondition condition(State state, StreamFailure failure, Duration standstill) {
        return StreamCondition.of(
                state,
                Optional.ofNullable(failure),
                Optional.of(new ThreadProgress.Standstill("thread-1", standstill)),
                NOW,
                Duration.ofMinutes(1),
                Duration.ofMinutes(5));
    }
}
