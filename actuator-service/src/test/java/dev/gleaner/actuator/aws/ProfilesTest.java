package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.test.aws.ProfileCredentials;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service has the modules that the SDK needs for profiles. */
class ProfilesTest {

    @ParameterizedTest
    @CsvSource({"role, Connection refused", "sso, SSO"})
    void shouldHaveWhatProfilesNeed(String profile, String reached) {
        assertThatThrownBy(() -> ProfileCredentials.resolve(profile))
                .hasMessageNotContaining("class path")
                .hasMessageNotContaining("classpath")
                .hasMessageNotContaining("HTTP implementation")
                .hasStackTraceContaining(reached);
    }
}
