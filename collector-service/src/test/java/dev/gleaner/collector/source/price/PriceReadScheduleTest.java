package dev.gleaner.collector.source.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PriceReadScheduleTest {

    private static final Instant TEN = Instant.parse("2026-11-25T10:00:00Z");

    private final PriceReadRunner.Schedule plan = new PriceReadRunner.Schedule(Duration.ofDays(1));

    @Test
    void shouldReadAllOfARegionAtItsInterval() {
        assertThat(plan.isDue("eu-west-3", TEN)).isTrue();
        plan.markRead("eu-west-3", Set.of("g5.xlarge"), TEN);

        Instant day = TEN.plus(Duration.ofDays(1));
        assertThat(plan.isDue("eu-west-3", day.minusSeconds(1))).isFalse();
        assertThat(plan.types("eu-west-3", Set.of("g5.xlarge"), day.minusSeconds(1)))
                .isEmpty();
        assertThat(plan.isDue("eu-west-3", day)).isTrue();
        assertThat(plan.types("eu-west-3", Set.of("g5.xlarge"), day)).containsExactly("g5.xlarge");
        assertThat(plan.isDue("us-east-1", TEN)).isTrue();
    }

    /** So that what runs since today has a price long before an hour of today is final. */
    @Test
    void shouldAskForNewTypesAtOnce() {
        plan.markRead("eu-west-3", Set.of("g5.xlarge"), TEN);
        Instant later = TEN.plusSeconds(600);

        assertThat(plan.types("eu-west-3", Set.of("g5.xlarge", "p5.48xlarge"), later))
                .containsExactly("p5.48xlarge");
        plan.markRead("eu-west-3", Set.of("g5.xlarge", "p5.48xlarge"), later);
        assertThat(plan.types("eu-west-3", Set.of("g5.xlarge", "p5.48xlarge"), later))
                .isEmpty();
        assertThat(plan.isDue("eu-west-3", TEN.plus(Duration.ofDays(1)))).isTrue();
    }

    @Test
    void shouldLookEveryTenMinutesAtLeast() {
        assertThat(plan.pollInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(new PriceReadRunner.Schedule(Duration.ofSeconds(1)).pollInterval())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldReadOtherPricesAtAnIntervalOfTheirOwn() {
        PriceReadRunner.Schedule weekly = new PriceReadRunner.Schedule(Duration.ofDays(1), Duration.ofDays(7));
        weekly.markRead("eu-west-3", Set.of("g5.xlarge"), TEN);

        Instant day = TEN.plus(Duration.ofDays(1));
        assertThat(weekly.types("eu-west-3", Set.of("g5.xlarge"), day)).containsExactly("g5.xlarge");
        assertThat(weekly.isDue("eu-west-3", day)).isFalse();
        weekly.markRead("eu-west-3", Set.of("g5.xlarge"), day);

        Instant week = TEN.plus(Duration.ofDays(7));
        assertThat(weekly.isDue("eu-west-3", week.minusSeconds(1))).isFalse();
        assertThat(weekly.isDue("eu-west-3", week)).isTrue();
        weekly.markRead("eu-west-3", Set.of("g5.xlarge"), week);
        assertThat(weekly.isDue("eu-west-3", week)).isFalse();
    }

    @Test
    void shouldLookAsOftenAsTheShorterIntervalNeeds() {
        assertThat(new PriceReadRunner.Schedule(Duration.ofDays(1), Duration.ofSeconds(2)).pollInterval())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(new PriceReadRunner.Schedule(Duration.ofSeconds(2), Duration.ofDays(7)).pollInterval())
                .isEqualTo(Duration.ofSeconds(2));
    }
}
