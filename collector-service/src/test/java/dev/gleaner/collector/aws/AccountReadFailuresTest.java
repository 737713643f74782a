package dev.gleaner.collector.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.model.StsException;

class AccountReadFailuresTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final AwsAccountRegion PARIS =
            new AwsAccountRegion(AwsAccount.ofOwnCredentials("111122223333"), "eu-west-3");
    private static final AwsAccountRegion OHIO =
            new AwsAccountRegion(AwsAccount.ofOwnCredentials("111122223333"), "us-east-2");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AccountReadFailures accountReadFailures =
            new AccountReadFailures(registry, Clock.fixed(TEN, ZoneOffset.UTC));

    @Test
    void shouldShowWhatFailsUntilItIsReachedAgain() {
        accountReadFailures.recordFailure("inventory", PARIS, denied());
        accountReadFailures.recordFailure("inventory", OHIO, denied());
        assertThat(failing()).isEqualTo(2);

        accountReadFailures.recordSuccess("inventory", OHIO);

        assertThat(failing()).isEqualTo(1);
        assertThat(accountReadFailures.failures())
                .containsExactly(
                        new AccountReadFailures.Failure("inventory", "111122223333", "eu-west-3", TEN, "AccessDenied"));
    }

    /** Everybody may read health and metrics: they count and name nobody. It stays up, as a restart would mend nothing. */
    @Test
    void shouldTellEverybodyHowManyFailAndNotWhich() {
        accountReadFailures.recordFailure("inventory", PARIS, denied());
        accountReadFailures.recordFailure("inventory", OHIO, denied());
        accountReadFailures.recordFailure("prices", OHIO, denied());

        HealthCheckResponse health = new AccountReadHealth(accountReadFailures).call();

        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(health.getData().orElseThrow())
                .containsOnly(entry("failing", 3L), entry("inventory", 2L), entry("prices", 1L));
        assertThat(registry.getMeters())
                .allSatisfy(
                        meter -> assertThat(meter.getId().getTags().toString()).doesNotContain("111122223333"));
    }

    @Test
    void shouldTellAViewerWhatFailsWithoutTheMessageOfAws() {
        accountReadFailures.recordFailure("inventory", PARIS, denied());

        assertThat(new String(new FailuresResource(accountReadFailures).list(), UTF_8))
                .isEqualTo("[{\"source\":\"inventory\",\"account\":\"111122223333\",\"region\":\"eu-west-3\","
                        + "\"since\":\"2026-03-01T10:00:00Z\",\"reason\":\"AccessDenied\"}]");
    }

    private double failing() {
        return registry.get("gleaner.collector.failing")
                .tag("source", "inventory")
                .gauge()
                .value();
    }

    private static Exception denied() {
        return StsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDenied")
                        .errorMessage("arn:aws:iam::111122223333:role/secret")
                        .build())
                .build();
    }
}
