package dev.gleaner.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunPortsTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"30000", "19092"})
    void shouldBeKnownByWhatARunWroteDown(@Nullable String base) {
        RunPorts ports = RunPorts.of(base);

        assertThat(RunPorts.of(endpoints("127.0.0.1:" + ports.kafka(), ports.actuator())))
                .contains(ports);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30006})
    void shouldNotBeGuessed(int actuator) {
        assertThat(RunPorts.of(endpoints("127.0.0.1:19092", actuator))).isEmpty();
    }

    private static RunEndpoints endpoints(String kafka, int actuator) {
        return new RunEndpoints(kafka, "postgresql://", null, "", "", RunEndpoints.http(actuator), "", "token", "key");
    }
}
