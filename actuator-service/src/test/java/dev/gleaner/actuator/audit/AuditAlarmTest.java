package dev.gleaner.actuator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

/** What everybody may know of the audit. */
class AuditAlarmTest {

    private final AuditAlarm alarm = new AuditAlarm(new SimpleMeterRegistry());

    @Test
    void shouldTellWhatIsWrongInFixedWordsAndNumbersAlone() {
        alarm.reportUnsigned(new IllegalStateException("/srv/heads of anna"));
        alarm.recordResult(
                AuditAlarm.Part.ALL, Optional.of(Map.entry(7L, "arn:aws:ec2:eu-west-1:123456789012:instance/i-1")));
        alarm.recordFailure(AuditAlarm.Part.RECENT, new IllegalStateException("db.internal:5432"));

        HealthCheckResponse health = alarm.health();

        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(health.getData().orElseThrow())
                .containsOnly(
                        Map.entry("verified", true),
                        Map.entry("unsigned", true),
                        Map.entry("firstBroken", 7L),
                        Map.entry("unverifiedRecent", true));
    }

    @Test
    void shouldBeUpOnceAllIsInOrder() {
        alarm.reportUnsigned(new IllegalStateException("no"));
        alarm.reportSigned();
        alarm.recordResult(AuditAlarm.Part.ALL, Optional.empty());

        assertThat(alarm.health().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(alarm.health().getData().orElseThrow()).containsOnly(Map.entry("verified", true));
    }
}
