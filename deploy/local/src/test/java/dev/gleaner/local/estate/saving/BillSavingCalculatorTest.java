package dev.gleaner.local.estate.saving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The amounts are computed by hand. */
class BillSavingCalculatorTest {

    /**
     * 773.72 USD less 0.00005 USD for each of 5,039,413 predictions in seven days: 2,267.1252 a month. With the only call of an endpoint, on
     * the first day on which it has a metric, there would be one more, and 2,267.1249 USD.
     */
    @Test
    void shouldNotCountThePredictionsOfTheFirstDayOfAnEndpoint() {
        BillSavingCalculator bills = new BillSavingCalculator(
                EstateTimeline.endingAt(EstateGenerator.small(42), Instant.parse("2026-12-01T20:00:00Z")));

        assertThat(bills.unitCost(EstateArns.SERVICE + "ranking-production", Instant.parse("2026-11-29T00:00:00Z")))
                .hasValueSatisfying(saving -> assertThat(saving.monthly()).isEqualTo(new BigDecimal("2267.13")));
    }
}
