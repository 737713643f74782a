package dev.gleaner.actuator.approval.slack.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.Findings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is small enough for the digest. */
class NotificationPriorityTest {

    private static final BigDecimal LIMIT = new BigDecimal("20");

    private final Finding idle = Findings.idle(Arn.instance("us-east-1", "123456789012", "i-0123456789abcdef0"));

    @Test
    void shouldBeSmallBelowTheLimitAndNotAtIt() {
        assertThat(of("19.99").isBelow(LIMIT)).isTrue();
        assertThat(of("20").isBelow(LIMIT)).isFalse();
    }

    /** Unknown is not zero. */
    @Test
    void shouldNeverTakeWhatHasNoPriceForSmall() {
        Finding unpriced = Findings.with(idle, 1, Saving.unpriced("no price"));

        assertThat(MessageRouter.NotificationPriority.of(List.of(unpriced)).isBelow(LIMIT))
                .isFalse();
        assertThat(MessageRouter.NotificationPriority.of(List.of(unpriced)).monthly())
                .isEmpty();
        assertThat(MessageRouter.NotificationPriority.of(List.of(unpriced, worth("5")))
                        .isBelow(LIMIT))
                .isFalse();
    }

    /** A finding outside the optimisation sequence, as of missing tags, has no price by design. */
    @Test
    void shouldTakeWhatSavesNothingByItselfForSmall() {
        Finding outside = Findings.with(idle, 0, Saving.unpriced("it saves nothing by itself"));
        Finding unpriced = Findings.with(idle, 1, Saving.unpriced("no price"));

        assertThat(MessageRouter.NotificationPriority.of(List.of(outside)).isBelow(LIMIT))
                .isTrue();
        assertThat(MessageRouter.NotificationPriority.of(List.of(outside, worth("25")))
                        .isBelow(LIMIT))
                .isFalse();
        assertThat(MessageRouter.NotificationPriority.of(List.of(outside, unpriced))
                        .isBelow(LIMIT))
                .isFalse();
    }

    /** Its amount is known, and nothing of it is known to be saved. */
    @Test
    void shouldTakeACostForSmall() {
        Finding cost = Findings.with(idle, 3, Saving.ofCost(new BigDecimal("500"), "a month between zones"));

        assertThat(MessageRouter.NotificationPriority.of(List.of(cost)).isBelow(LIMIT))
                .isTrue();
        assertThat(MessageRouter.NotificationPriority.of(List.of(cost, worth("25")))
                        .isBelow(LIMIT))
                .isFalse();
    }

    /** They overlap: two findings of 15 dollars on an instance save 15, not 30. */
    @Test
    void shouldCountTheLargestOfOverlappingFindings() {
        MessageRouter.NotificationPriority notificationPriority =
                MessageRouter.NotificationPriority.of(List.of(worth("15"), worth("12")));

        assertThat(notificationPriority.monthly()).contains(new BigDecimal("15.00"));
        assertThat(notificationPriority.isBelow(LIMIT)).isTrue();
        assertThat(notificationPriority.heaviest().saving().monthly()).isEqualByComparingTo("15");
    }

    private MessageRouter.NotificationPriority of(String monthly) {
        return MessageRouter.NotificationPriority.of(List.of(worth(monthly)));
    }

    private Finding worth(String monthly) {
        BigDecimal dollars = Findings.money(monthly);
        return Findings.with(idle, 1, Saving.priced(dollars, BigDecimal.ZERO, dollars, "test"));
    }
}
