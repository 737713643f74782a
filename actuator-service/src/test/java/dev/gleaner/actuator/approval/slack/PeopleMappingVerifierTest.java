package dev.gleaner.actuator.approval.slack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A mapping of people that can't apply. */
class PeopleMappingVerifierTest {

    @Test
    void shouldRefuseAnIdentityThatNobodyHas() {
        Set<String> known = Set.of("u0anna", "anna");

        assertThatCode(() -> PeopleMappingVerifier.verify(Map.of("u0anna", "anna"), known::contains))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> PeopleMappingVerifier.verify(Map.of("u0ana", "anna"), known::contains))
                .hasMessageContaining("actuator.approval.people.u0ana is unknown");
    }
}
