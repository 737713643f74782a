package dev.gleaner.analyzer.profile.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReadMonthsTest {

    private static final int BIN = 3;

    @Test
    void shouldDivideTheObservedMonthsIntoHalves() {
        ReadMonths reads = ReadMonths.since(1, 24);
        for (int month = 1; month <= 3; month++) {
            reads.add(BIN, month, 10 * month);
            reads.endDay(month, 0);
        }

        ReadsByAge all = reads.total(new TreeMap<>(Map.of(0, 720, 1, 744, 2, 720, 3, 240)));

        assertThat(all.observedDays()).isEqualTo(70);
        assertThat(all.knownRequests()).isEqualTo(6);
        assertThat(all.halves())
                .satisfiesExactly(
                        older -> {
                            assertThat(older.observedDays()).isEqualTo(30);
                            assertThat(older.requests().get(BIN)).isEqualTo(1);
                            assertThat(older.bytes().get(BIN)).isEqualTo(10);
                        },
                        newer -> {
                            assertThat(newer.observedDays()).isEqualTo(40);
                            assertThat(newer.knownRequests()).isEqualTo(5);
                        });
    }

    /** A few days say nothing about the others. */
    @Test
    void shouldNotCompareAMonthWithLessThanTenDays() {
        ReadMonths reads = ReadMonths.since(1, 0);

        assertThat(reads.total(new TreeMap<>(Map.of(1, 239, 2, 720))).halves()).isEmpty();
        assertThat(reads.total(new TreeMap<>(Map.of(1, 240, 2, 720))).halves()).hasSize(2);
        assertThat(reads.total(new TreeMap<>(Map.of(1, 720))).halves()).isEmpty();
        assertThat(reads.total(new TreeMap<>()).halves()).isEmpty();
    }
}
