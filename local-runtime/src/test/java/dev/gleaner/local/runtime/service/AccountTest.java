package dev.gleaner.local.runtime.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountTest {

    private static final RunPorts PORTS = RunPorts.from(20000);

    @Test
    void shouldNeverActOnARealAccount() {
        assertThat(account().actuatorSettings(PORTS))
                .containsEntry("actuator.dry-run", "true")
                .doesNotContainKey("actuator.aws.endpoint");
    }

    @Test
    void shouldSpendNoMoreThanWasAgreedTo() {
        assertThat(account().collectorSettings(PORTS)).containsEntry("collector.get-metric-data.budget", "1.50");
    }

    @Test
    void shouldRequestThePastWhoseCostWasShown() {
        assertThat(account().collectorSettings(PORTS))
                .containsEntry("collector.get-metric-data.days", "14")
                .containsEntry("collector.get-metric-data.history.days", "62");
    }

    /** A source that cannot be read must not make the start fail, which waits for a change of what is missing. */
    @Test
    void shouldDoWithoutASourceThatCannotBeReadBeforeTheStartFails() {
        Duration patience = Duration.parse(account().collectorSettings(PORTS).get("collector.progress.patience"));

        assertThat(patience).isLessThan(account().readinessTimeout());
    }

    private static RunMode.Account account() {
        return new RunMode.Account("prod", List.of("eu-west-1"), new BigDecimal("1.50"));
    }

    @Test
    void shouldActOnTheStandInAlone() {
        assertThat(new RunMode.StandIn(List.of("--estate", "small"), new RunFolder(Path.of("run")))
                        .actuatorSettings(PORTS))
                .containsEntry("actuator.dry-run", "false")
                .containsEntry("actuator.aws.endpoint", "http://127.0.0.1:20003");
    }

    @Test
    void shouldActOnNothingWithoutAws() {
        RunFolder run = new RunFolder(Path.of("/run"));

        assertThat(new RunMode.RecordedAws(List.of("--estate", "small"), run).actuatorSettings(PORTS))
                .containsEntry("actuator.dry-run", "true")
                .containsEntry("actuator.aws.enabled", "false");
    }
}
