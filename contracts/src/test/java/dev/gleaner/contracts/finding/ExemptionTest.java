package dev.gleaner.contracts.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExemptionTest {

    private static final String ARN = "arn:aws:ec2:us-east-1:123456789012:instance/i-0a";
    private static final Instant FROM = Instant.parse("2026-07-14T10:00:00Z");
    private static final Instant UNTIL = FROM.plus(Duration.ofHours(5));
    private static final Exemption IDLE = new Exemption(ARN, "idle-instance", "demo", "anna", FROM, UNTIL);

    @Test
    void shouldCountForWholeHoursFromItsStartToItsEnd() {
        assertThat(IDLE.exempts(ARN, "idle-instance", FROM.minusSeconds(3_600))).isFalse();
        assertThat(IDLE.exempts(ARN, "idle-instance", FROM)).isTrue();
        assertThat(IDLE.exempts(ARN, "idle-instance", UNTIL.minusSeconds(3_600)))
                .isTrue();
        assertThat(IDLE.exempts(ARN, "idle-instance", UNTIL)).isFalse();
    }

    @Test
    void shouldCountForItsRuleAndItsResourceAlone() {
        assertThat(IDLE.exempts(ARN, "idle-gpu", FROM)).isFalse();
        assertThat(IDLE.exempts(ARN + "b", "idle-instance", FROM)).isFalse();
        assertThat(new Exemption(ARN, Exemption.ALL, "demo", "anna", FROM, UNTIL).exempts(ARN, "idle-gpu", FROM))
                .isTrue();
    }

    @Test
    void shouldHaveAKeyOfItsOwnForEachStart() {
        assertThat(IDLE.topicKey())
                .isEqualTo(ARN + "|idle-instance|2026-07-14T10:00:00Z")
                .startsWith(Exemption.prefix(ARN));
    }

    @Test
    void shouldEndAfterItBegan() {
        assertThatThrownBy(() -> new Exemption(ARN, "all", "demo", "anna", FROM, FROM))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
