package dev.gleaner.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VolumeCooldownExpirerTest {

    @Test
    void shouldMoveBothTimesBackAndNothingElse() {
        assertThat(VolumeCooldownExpirer.age(
                        "<item><volumeId>vol-1</volumeId><startTime>2026-11-24T12:00:00.000Z</startTime>"
                                + "<endTime>2026-11-24T12:00:01Z</endTime></item>"))
                .isEqualTo("<item><volumeId>vol-1</volumeId><startTime>2026-11-24T05:00:00Z</startTime>"
                        + "<endTime>2026-11-24T05:00:01Z</endTime></item>");
    }
}
