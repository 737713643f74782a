package dev.gleaner.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KafkaHealthConfigTest {

    /** A broker that hangs shows within the two together. */
    @Test
    void shouldAskEveryFiveSecondsAndWaitForThree() {
        KafkaHealthConfig config = new SmallRyeConfigBuilder()
                .withMapping(KafkaHealthConfig.class)
                .addDefaultInterceptors()
                .build()
                .getConfigMapping(KafkaHealthConfig.class);

        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(3));
    }
}
