package dev.gleaner.collector.source.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceChangeFilterTest {

    private final PricePublisher.ChangeFilter exact = new PricePublisher.ChangeFilter(BigDecimal.ZERO);
    private final PricePublisher.ChangeFilter rough = new PricePublisher.ChangeFilter(new BigDecimal("0.05"));

    @Test
    void shouldTellAPriceOnceAndAgainWhenItMoved() {
        assertThat(tells(exact, price("1.00", 1))).isTrue();
        assertThat(tells(exact, price("1.000", 2))).isFalse();
        assertThat(tells(exact, price("1.0001", 3))).isTrue();
        assertThat(tells(exact, price("1.0001", 4))).isFalse();
    }

    @Test
    void shouldLeaveOutWhatMovesFindingsByNothing() {
        assertThat(tells(rough, price("1.00", 1))).isTrue();
        assertThat(tells(rough, price("1.04", 1))).isFalse();
        assertThat(tells(rough, price("1.05", 1))).isTrue();
        assertThat(tells(rough, price("1.01", 1))).isFalse();
        assertThat(tells(rough, price("0.95", 1))).isTrue();
    }

    @Test
    void shouldConfirmAPriceAfterAMonth() {
        assertThat(tells(exact, price("1", 1))).isTrue();
        assertThat(tells(exact, price("1", 30))).isFalse();
        assertThat(tells(exact, price("1", 31))).isTrue();
        assertThat(tells(exact, price("1", 60))).isFalse();
    }

    /** What Kafka did not acknowledge is told by the next reading. */
    @Test
    void shouldTellAgainWhatCouldNotBeTold() {
        Price price = price("1", 1);

        assertThat(exact.selectNew(List.of(price))).containsExactly(price);
        assertThat(exact.selectNew(List.of(price))).containsExactly(price);
    }

    private static boolean tells(PricePublisher.ChangeFilter news, Price price) {
        List<Price> told = news.selectNew(List.of(price));
        news.markPublished(told);
        return !told.isEmpty();
    }

    private static Price price(String amount, int day) {
        return new Price(
                PriceKey.linuxOnDemand("g5.xlarge", "eu-west-3"),
                new BigDecimal(amount),
                LocalDate.of(2026, 1, 1).plusDays(day - 1L),
                "price list");
    }
}
