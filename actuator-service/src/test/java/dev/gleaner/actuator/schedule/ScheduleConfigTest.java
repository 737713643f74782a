package dev.gleaner.actuator.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleConfigTest {

    @Test
    void shouldPinTheDefaults() {
        ScheduleConfig config = new SmallRyeConfigBuilder()
                .withMapping(ScheduleConfig.class)
                .withConverter(Duration.class, 100, text -> Duration.parse("PT" + text))
                .build()
                .getConfigMapping(ScheduleConfig.class);

        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.late()).isEqualTo(Duration.ofHours(1));
        assertThat(config.retry()).isEqualTo(Duration.ofMinutes(10)).isLessThan(config.late());
    }
}
