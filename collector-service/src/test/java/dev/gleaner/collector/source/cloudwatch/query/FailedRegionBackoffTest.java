package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.aws.AwsAccount;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.test.MutableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailedRegionBackoffTest {

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final AwsAccountRegion failing =
            new AwsAccountRegion(AwsAccount.ofOwnCredentials("111122223333"), "us-east-1");
    private final AwsAccountRegion fine =
            new AwsAccountRegion(AwsAccount.ofOwnCredentials("111122223333"), "eu-west-3");

    @Test
    void shouldLeaveAloneForAWhileWhatFailed() {
        RegionMetricReader.FailedRegionBackoff failedRegionBackoff =
                new RegionMetricReader.FailedRegionBackoff(Duration.ofDays(1), clock);

        fail(failedRegionBackoff);
        failedRegionBackoff.runOrPause(fine, () -> {});

        assertThat(failedRegionBackoff.isRetryDue(failing)).isFalse();
        assertThat(failedRegionBackoff.isRetryDue(fine)).isTrue();
        clock.advance(Duration.ofMinutes(10));
        assertThat(failedRegionBackoff.isRetryDue(failing)).isTrue();
    }

    @Test
    void shouldNotPauseLongerThanItIsAskedFor() {
        RegionMetricReader.FailedRegionBackoff failedRegionBackoff =
                new RegionMetricReader.FailedRegionBackoff(Duration.ofSeconds(1), clock);

        fail(failedRegionBackoff);
        clock.advance(Duration.ofSeconds(1));

        assertThat(failedRegionBackoff.isRetryDue(failing)).isTrue();
    }

    private void fail(RegionMetricReader.FailedRegionBackoff failedRegionBackoff) {
        assertThatThrownBy(() -> failedRegionBackoff.runOrPause(failing, () -> {
                    throw new IllegalStateException("denied");
                }))
                .hasMessage("denied");
    }
}
