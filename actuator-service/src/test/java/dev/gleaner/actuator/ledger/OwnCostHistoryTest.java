package dev.gleaner.actuator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OwnCostHistoryTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-05-31");

    @Test
    void shouldScaleTheLastWholeDaysToAMonth() {
        assertThat(history(40, "0.24").monthly()).contains(new BigDecimal("7.30"));
        assertThat(history(3, "0.24").monthly()).contains(new BigDecimal("7.30"));
        assertThat(history(0, "0.24").monthly()).isEmpty();
    }

    @Test
    void shouldNotCountTheDayThatIsNotOverNorOldOnes() {
        TreeMap<LocalDate, BigDecimal> days = new TreeMap<>();
        days.put(TODAY, BigDecimal.TEN);
        assertThat(new OwnCostHistory(days, TODAY).monthly()).isEmpty();
        days.put(TODAY.minusDays(31), BigDecimal.TEN);
        assertThat(new OwnCostHistory(days, TODAY).monthly()).isEmpty();
        days.put(TODAY.minusDays(30), new BigDecimal("7.2"));
        assertThat(new OwnCostHistory(days, TODAY).monthly()).contains(new BigDecimal("7.30"));
    }

    @Test
    void shouldKnowTheCostOfDaysOnlyOnceItIsCounted() {
        OwnCostHistory history = history(10, "0.011");

        assertThat(history.over(List.of(TODAY.minusDays(10), TODAY.minusDays(9), TODAY.minusDays(9))))
                .contains(new BigDecimal("0.03"));
        assertThat(history.over(List.of(TODAY.minusDays(11), TODAY.minusDays(9))))
                .isEmpty();
        assertThat(history(0, "1").over(List.of(TODAY))).isEmpty();
    }

    /** The same cost on each of the last days. */
    private static OwnCostHistory history(int days, String usd) {
        TreeMap<LocalDate, BigDecimal> byDay = new TreeMap<>();
        for (int i = 1; i <= days; i++) {
            byDay.put(TODAY.minusDays(i), new BigDecimal(usd));
        }
        return new OwnCostHistory(byDay, TODAY);
    }
}
