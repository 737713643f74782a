package dev.gleaner.actuator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnreadableRecordPublisherTest {

    @Test
    void shouldNotRepeatSecrets() {
        assertThat(UnreadableRecordPublisher.redacted(
                        "{\"secretAccessKey\": \"abc\", \"id\": \"AKIAABCDEFGHIJKLMNOP\", \"n\": 1}"))
                .isEqualTo("{\"secretAccessKey\": \"***\", \"id\": \"***\", \"n\": 1}");
    }

    @Test
    void shouldLeaveTheRest() {
        assertThat(UnreadableRecordPublisher.redacted("no json at all")).isEqualTo("no json at all");
    }
}
