package dev.gleaner.collector.source.gpu.dcgm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.collector.source.gpu.GpuHost;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DcgmMinuteBufferTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final DcgmPoller.Target TARGET = new DcgmPoller.Target(
            GpuHost.parse("arn:aws:ec2:us-east-1:111122223333:instance/i-0a"), URI.create("http://h:9400/metrics"));

    private final DcgmSource.MinuteBuffer minutes = new DcgmSource.MinuteBuffer();

    @Test
    void shouldGiveAMinuteWhenItIsOver() {
        GpuDeviceReading first = reading(TEN.plusSeconds(30));
        GpuDeviceReading second = reading(TEN.plusSeconds(45));
        GpuDeviceReading next = reading(TEN.plusSeconds(60));
        minutes.add(TARGET, List.of(first), TEN);
        minutes.add(TARGET, List.of(second), TEN);
        minutes.add(TARGET, List.of(next), TEN);

        assertThat(minutes.completedMinutes(TEN.plusSeconds(59))).isEmpty();
        assertThat(minutes.completedMinutes(TEN.plusSeconds(60))).containsOnly(entry(TARGET, List.of(first, second)));
    }

    /** What Kafka did not take comes again, but not for ever. */
    @Test
    void shouldGiveAMinuteAgainUntilItWasPublished() {
        minutes.add(TARGET, List.of(reading(TEN)), TEN);
        Map<DcgmPoller.Target, List<GpuDeviceReading>> over = minutes.completedMinutes(TEN.plusSeconds(60));

        assertThat(minutes.completedMinutes(TEN.plusSeconds(75))).isEqualTo(over);
        minutes.remove(over);
        assertThat(minutes.completedMinutes(TEN.plusSeconds(90))).isEmpty();

        minutes.add(TARGET, List.of(reading(TEN)), TEN);
        minutes.add(TARGET, List.of(), TEN.plusSeconds(3601));
        assertThat(minutes.completedMinutes(TEN.plusSeconds(3601))).isEmpty();
    }

    private static GpuDeviceReading reading(Instant time) {
        return new ParsedDcgmResponse("DCGM_FI_DEV_GPU_UTIL{UUID=\"g\"} 1")
                .readings(time)
                .get(0);
    }
}
