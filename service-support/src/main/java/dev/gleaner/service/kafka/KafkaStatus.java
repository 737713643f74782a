package dev.gleaner.service.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The state of Kafka.
 *
 * @param lastAnswer time of the last response
 * @param problem for a person; empty when there is none
 * @param missing topics that Kafka does not have
 */
record KafkaStatus(Optional<Instant> lastAnswer, Optional<String> problem, List<String> missing) {

    static final KafkaStatus UNKNOWN =
            new KafkaStatus(Optional.empty(), Optional.of("Kafka was not queried yet"), List.of());

    private static final String SILENT = "Kafka does not answer";

    KafkaStatus {
        missing = List.copyOf(missing);
    }

    static KafkaStatus ofAnswer(Instant now) {
        return new KafkaStatus(Optional.of(now), Optional.empty(), List.of());
    }

    static KafkaStatus ofMissingTopics(Collection<String> topics, Instant now) {
        return new KafkaStatus(
                Optional.of(now),
                Optional.of("topics are missing"),
                topics.stream().sorted().toList());
    }

    /** Kafka responds, but denies the service access or the right to see its topics. */
    static KafkaStatus ofRefusal(Instant now) {
        return new KafkaStatus(Optional.of(now), Optional.of("Kafka refuses this service"), List.of());
    }

    /** The state while Kafka does not respond. */
    KafkaStatus withoutAnswer() {
        return new KafkaStatus(lastAnswer, Optional.of(SILENT), List.of());
    }

    boolean isSilent() {
        return problem.filter(SILENT::equals).isPresent();
    }
}
