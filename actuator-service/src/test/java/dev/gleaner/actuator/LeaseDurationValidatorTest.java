package dev.gleaner.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.aws.ActuatorAwsConfig;
import dev.gleaner.actuator.execution.ExecutionConfig;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseDurationValidatorTest {

    /** Nothing was ever carried out then, and nothing said why. */
    @ParameterizedTest
    @ValueSource(strings = {"15s", "20s"})
    void shouldNotStartWithALeaseThatLeavesNoTimeForACall(String lease) {
        assertThatThrownBy(() -> limits(lease))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("actuator.execution.lease=PT", "actuator.aws.call-timeout=PT20S");
    }

    /** Otherwise workers, consumers and ports start, and their errors hide the reason. */
    @ParameterizedTest
    @ValueSource(classes = {LeaseDurationValidator.class, SchedulerIntervalValidator.class})
    void shouldBeEvaluatedBeforeAnythingElseStarts(Class<?> validator) {
        int scheduler = Interceptor.Priority.PLATFORM_BEFORE;

        assertThat(validator.getAnnotation(Startup.class).value()).isLessThan(scheduler);
    }

    @Test
    void shouldStartWithALeaseThatIsLonger() {
        assertThatCode(() -> limits("21s")).doesNotThrowAnyException();
    }

    private static LeaseDurationValidator limits(String lease) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(ExecutionConfig.class)
                .withMapping(ActuatorAwsConfig.class)
                .withDefaultValue("actuator.execution.lease", lease)
                .withDefaultValue("actuator.aws.call-timeout", "20s")
                .withConverter(Duration.class, 200, DurationConverter::parseDuration)
                .build();
        return new LeaseDurationValidator(
                config.getConfigMapping(ExecutionConfig.class), config.getConfigMapping(ActuatorAwsConfig.class));
    }
}
