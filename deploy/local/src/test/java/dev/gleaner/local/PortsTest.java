package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"30000", "19092"})
    void shouldBeKnownByWhatARunWroteDown(@Nullable String base) {
        Ports ports = Ports.of(base);

        assertThat(Ports.of(endpoints("127.0.0.1:" + ports.kafka(), ports.actuator())))
                .contains(ports);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30006})
    void shouldNotBeGuessed(int actuator) {
        assertThat(Ports.of(endpoints("127.0.0.1:19092", actuator))).isEmpty();
    }

    private static Endpoints endpoints(String kafka, int actuator) {
        return new Endpoints(kafka, "postgresql://", null, "", "", Endpoints.http(actuator), "", "token", "key");
    }
}
