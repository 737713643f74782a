package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnerHistoryTest {

    private static final CostOwner SEARCH = CostOwner.of(Map.of("team", "search"), "service");
    private static final CostOwner ADS = CostOwner.of(Map.of("team", "ads", "cost-center", "7"), "service");

    @Test
    void shouldKnowTheOwnerOfEachDayWhateverTheOrderOfTheListings() {
        OwnerHistory history = OwnerHistory.NONE
                .with(20, ADS)
                .with(10, SEARCH)
                .with(15, SEARCH)
                .with(25, ADS);

        assertThat(history.asOf(9)).isEqualTo(SEARCH);
        assertThat(history.asOf(19)).isEqualTo(SEARCH);
        assertThat(history.asOf(20)).isEqualTo(ADS);
        assertThat(history.owners()).hasSize(2);
        assertThat(OwnerHistory.decode(history.encode())).isEqualTo(history);
    }

    @Test
    void shouldKeepTheNewestOnes() {
        OwnerHistory history = OwnerHistory.NONE;
        for (int day = 0; day < 100; day++) {
            history = history.with(day, day % 2 == 0 ? SEARCH : ADS);
        }

        assertThat(history.owners()).hasSize(16);
        assertThat(history.asOf(99)).isEqualTo(ADS);
    }
}
