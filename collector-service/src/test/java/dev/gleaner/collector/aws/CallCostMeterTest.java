package dev.gleaner.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.test.MutableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CallCostMeterTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-11-29");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-29T23:59:59.999Z"));
    private final CallCostMeter meter = new CallCostMeter(new SimpleMeterRegistry(), clock);

    @Test
    void shouldAddUpTheExactCostOfAllSourcesByDay() {
        for (int i = 0; i < 10; i++) {
            meter.addCost("get-metric-data", new BigDecimal("0.00001"));
            meter.addCost("cloudtrail-s3", new BigDecimal("0.0000004"));
        }
        clock.set(Instant.parse("2026-11-30T00:00:00Z"));
        meter.addCost("cloudtrail-s3", new BigDecimal("0.000005"));

        assertThat(meter.dailyCosts())
                .containsExactly(
                        entry(FIRST, new BigDecimal("0.0001040")),
                        entry(FIRST.plusDays(1), new BigDecimal("0.000005")));
    }

    @Test
    void shouldKnowNothingOfADayWithoutCost() {
        meter.registerSource("inventory");
        meter.addCost("inventory", BigDecimal.ZERO);

        assertThat(meter.dailyCosts()).isEmpty();
    }

    @Test
    void shouldForgetDaysThatAreOver() {
        meter.addCost("cloudtrail-s3", BigDecimal.ONE);
        clock.set(Instant.parse("2026-11-30T00:00:00Z"));
        meter.addCost("cloudtrail-s3", BigDecimal.TEN);

        meter.forgetBefore(FIRST.plusDays(1));

        assertThat(meter.dailyCosts()).containsOnlyKeys(FIRST.plusDays(1));
    }
}
