package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.VpcNetwork;
import dev.gleaner.contracts.finding.Remedy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an endpoint cuts off is told, and is more than one person or a policy decides alone. */
class CreateS3EndpointTest {

    private static final VpcNetwork PLANNED = new VpcNetwork(Map.of(), List.of("rtb-1"), List.of());

    @Test
    void shouldTellWhatTheUndoDoesNotBringBack() {
        try (AnsweringAws aws = new AnsweringAws()) {
            ActionDefinition<VpcNetwork.Observation> create = CreateS3Endpoint.action(aws.clients());

            assertThat(create.irreversibleEffects(PLANNED, Map.of()))
                    .anyMatch(lost -> lost.contains("connections"))
                    .anyMatch(lost -> lost.contains("aws:SourceIp"));
        }
    }

    /** Whatever a remedy says of itself. */
    @Test
    void shouldNeverCountAsReversible() {
        try (AnsweringAws aws = new AnsweringAws()) {
            assertThat(CreateS3Endpoint.action(aws.clients())
                            .isReversible(new Remedy("create-s3-endpoint", Map.of(), true, List.of(), "")))
                    .isFalse();
        }
    }
}
