package dev.gleaner.actuator.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadLettersTest {

    @Test
    void shouldNotRepeatSecrets() {
        assertThat(DeadLetters.redacted("{\"secretAccessKey\": \"abc\", \"id\": \"AKIAABCDEFGHIJKLMNOP\", \"n\": 1}"))
                .isEqualTo("{\"secretAccessKey\": \"***\", \"id\": \"***\", \"n\": 1}");
    }

    @Test
    void shouldLeaveTheRest() {
        assertThat(DeadLetters.redacted("no json at all")).isEqualTo("no json at all");
    }
}
