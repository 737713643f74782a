package dev.gleaner.analyzer.health;

import dev.gleaner.analyzer.health.StreamFailurePolicy.StreamFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What a check of the stream found.
 *
 * @param problem for a person; empty when the stream works
 * @param isFinal whether it cannot end by itself, so that the process has to
 * @param standstill how long the slowest stream thread has made no progress
 */
record StreamCondition(Optional<String> problem, boolean isFinal, Duration standstill) {

    static final StreamCondition GOOD = new StreamCondition(Optional.empty(), false, Duration.ZERO);

    /** Time after a failure in which another one is likely, so that the stream does not count as working. */
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    /**
     * Judges the stream.
     *
     * @param failure the last one of a thread
     * @param slowest the thread that has made no progress for longest
     */
    static StreamCondition of(
            KafkaStreams.State state,
            Optional<StreamFailure> failure,
            Optional<ThreadProgress.Standstill> slowest,
            Instant now,
            Duration slow,
            Duration stalled) {
        Duration standstill = slowest.map(ThreadProgress.Standstill::duration).orElse(Duration.ZERO);
        if (state == KafkaStreams.State.ERROR || state == KafkaStreams.State.PENDING_ERROR) {
            String reason = failure.map(StreamFailure::reason).orElse("see the log");
            return new StreamCondition(
                    Optional.of("the stream has stopped: " + reason), state == KafkaStreams.State.ERROR, standstill);
        }
        Optional<String> hanging = slowest.filter(thread -> thread.duration().compareTo(slow) >= 0)
                .map(thread -> "stream thread " + thread.thread() + " has done nothing for "
                        + thread.duration().toSeconds() + " s");
        Optional<String> failing = failure.filter(last -> state != KafkaStreams.State.RUNNING
                        || now.isBefore(last.at().plus(RECOVERY)))
                .map(last -> last.reason() + " (stream threads failed " + last.count() + " times within ten minutes)");
        return new StreamCondition(hanging.or(() -> failing), standstill.compareTo(stalled) >= 0, standstill);
    }
}
