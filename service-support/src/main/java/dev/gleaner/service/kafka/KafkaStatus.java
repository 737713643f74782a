package dev.gleaner.service.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is known of Kafka.
 *
 * @param lastAnswer when Kafka answered last
 * @param problem what is wrong; empty when nothing is
 * @param missing topics that Kafka does not have
 */
record KafkaStatus(Optional<Instant> lastAnswer, Optional<String> problem, List<String> missing) {

    static final KafkaStatus UNKNOWN =
            new KafkaStatus(Optional.empty(), Optional.of("Kafka was not asked yet"), List.of());

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

    /** Kafka is there, and does not let the service in or see its topics. */
    static KafkaStatus ofRefusal(Instant now) {
        return new KafkaStatus(Optional.of(now), Optional.of("Kafka refuses this service"), List.of());
    }

    /** From now on, until Kafka answers again. */
    KafkaStatus withoutAnswer() {
        return new KafkaStatus(lastAnswer, Optional.of(SILENT), List.of());
    }

    boolean isSilent() {
        return problem.filter(SILENT::equals).isPresent();
    }
}
