package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccountTest {

    private static final Ports PORTS = Ports.from(20000);

    @Test
    void shouldNeverActOnARealAccount() {
        assertThat(new Account("prod", List.of("eu-west-1")).actuatorSettings(PORTS))
                .containsEntry("actuator.dry-run", "true")
                .doesNotContainKey("actuator.aws.endpoint");
    }

    @Test
    void shouldActOnTheStandInAlone() {
        assertThat(new StandIn(List.of("--estate", "small")).actuatorSettings(PORTS))
                .containsEntry("actuator.dry-run", "false")
                .containsEntry("actuator.aws.endpoint", "http://127.0.0.1:20003");
    }
}
