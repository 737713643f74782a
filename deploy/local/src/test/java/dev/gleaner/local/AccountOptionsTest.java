package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.local.runtime.LocalRunException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountOptionsTest {

    @ParameterizedTest
    @CsvSource({"ACTUATOR_DRY_RUN,false", "GLEANER_ACTUATOR_OPTIONS,-Xmx1g -Dactuator.dry-run=false"})
    void shouldRefuseAnEnvironmentThatWantsToAct(String name, String value) {
        assertThatThrownBy(() -> AccountOptions.rejectActingEnvironment(Map.of(name, value)))
                .isInstanceOf(LocalRunException.class)
                .hasMessageContaining("never acts on a real account");
    }
}
