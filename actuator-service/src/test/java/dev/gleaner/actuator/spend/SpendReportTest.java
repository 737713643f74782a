package dev.gleaner.actuator.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendCategory;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpendReportTest {

    private static final String BILL = "123456789012 2026-10-01";
    private static final LocalDate FIRST = LocalDate.parse("2026-10-01");
    private static final SpendPeriod OCTOBER = new SpendPeriod(FIRST, LocalDate.parse("2026-10-31"));
    private static final SpendRecord.Bill STATEMENT = new SpendRecord.Bill(
            BILL, Instant.parse("2026-10-20T04:00:00Z"), 17, 1, new BigDecimal("101"), new BigDecimal("100"));

    @Test
    void shouldShowAllCategoriesOfTheArticleInItsOrderAndWhatIsUnclassified() {
        SpendReport report = report(
                SpendDimension.CATEGORY,
                amount("unclassified", "10", "0"),
                amount("idle-compute", "25", "25"),
                amount("storage", "65", "0"));

        assertThat(report.rows())
                .extracting(SpendReport.Row::value)
                .containsExactly("storage", "idle-compute", "active-compute", "egress", "operations", "unclassified");
        SpendReport.Row idle = report.rows().get(1);
        assertThat(idle.title()).isEqualTo("Idle and overprovisioned compute");
        assertThat(idle.percent()).isEqualByComparingTo("25");
        assertThat(idle.usual()).isEqualTo(new SpendCategory.Range(20, 30));
        assertThat(report.rows().get(2).effective()).isZero();
        assertThat(report.rows().get(5).usual()).isNull();
        assertThat(report.totals().effective()).isEqualByComparingTo("100");
        assertThat(report.bills()).containsExactly(SpendReport.Statement.of(STATEMENT));
    }

    @Test
    void shouldLeaveOutUnclassifiedWithoutSuchCost() {
        assertThat(report(SpendDimension.CATEGORY, amount("storage", "1", "0")).rows())
                .hasSize(5);
    }

    @Test
    void shouldPutTheLargestFirstAndUnallocatedAtTheEnd() {
        SpendReport report = report(
                SpendDimension.TEAM,
                amount(SpendDimension.UNALLOCATED, "50", "0"),
                amount("ads", "10", "0"),
                amount("search", "40", "0"),
                new SpendAmount(BILL, "ads", Optional.of(SharedCost.NAT), FIRST, money("2", "0")));

        assertThat(report.rows())
                .extracting(SpendReport.Row::value)
                .containsExactly("search", "ads", SpendDimension.UNALLOCATED);
        assertThat(report.rows().get(1).effective()).isEqualByComparingTo("12");
        assertThat(report.rows().get(1).spread()).isEqualByComparingTo("2");
        assertThat(report.rows().get(1).days()).hasSize(1);
        assertThat(report.shared())
                .containsExactly(new SpendReport.Shared("nat", "even", new BigDecimal("2"), new BigDecimal("2")));
    }

    @Test
    void shouldKnowNoPercentOfNothing() {
        assertThat(report(SpendDimension.TEAM, amount("ads", "-3", "0"))
                        .rows()
                        .get(0)
                        .percent())
                .isNull();
    }

    @Test
    void shouldWriteALineForEachValueAndDayAndGuardAgainstFormulas() {
        SpendReport report = report(SpendDimension.TEAM, amount("=1+1", "-0.0000000001", "0"));

        assertThat(report.toCsv()).isEqualTo("""
                by,value,day,billed,effective,idle,spread
                team,'=1+1,2026-10-01,-0.0000000001,-0.0000000001,0,0
                """);
        assertThat(Json.text(report)).contains("\"effective\":\"-0.0000000001\"", "\"by\":\"team\"");
    }

    @Test
    void shouldHaveNothingToShowWithoutABill() {
        assertThat(SpendReport.empty(SpendDimension.TEAM).rows()).isEmpty();
        assertThat(SpendReport.of(SpendDimension.CATEGORY, OCTOBER, List.of(), SpreadingRules.NONE, List.of())
                        .rows())
                .isEmpty();
    }

    @Test
    void shouldAskForTheMonthOfTheNewestBill() {
        Optional<LocalDate> none = Optional.empty();
        Optional<LocalDate> newest = Optional.of(FIRST);
        Optional<LocalDate> middle = Optional.of(LocalDate.parse("2026-09-15"));

        assertThat(SpendPeriod.resolve(none, none, newest)).contains(OCTOBER);
        assertThat(SpendPeriod.resolve(none, none, none)).isEmpty();
        assertThat(SpendPeriod.resolve(middle, none, newest))
                .contains(new SpendPeriod(middle.orElseThrow(), OCTOBER.to()));
        assertThat(SpendPeriod.resolve(middle, none, none))
                .contains(new SpendPeriod(middle.orElseThrow(), LocalDate.parse("2026-09-30")));
        assertThat(SpendPeriod.resolve(none, middle, newest))
                .contains(new SpendPeriod(LocalDate.parse("2026-09-01"), middle.orElseThrow()));
    }

    @Test
    void shouldRefuseAPeriodThatIsReversedOrTooLong() {
        assertThatThrownBy(() -> new SpendPeriod(FIRST, FIRST.minusDays(1))).hasMessageContaining("at or before to");
        assertThatThrownBy(() -> new SpendPeriod(FIRST, FIRST.plusDays(SpendPeriod.MOST_DAYS)))
                .hasMessageContaining("at most 400 days");
    }

    private static SpendReport report(SpendDimension by, SpendAmount... amounts) {
        SpreadingRules rules =
                new SpreadingRules(Map.of(SharedCost.NAT, Map.of(SpendDimension.TEAM, new SpreadingRules.Even())));
        return SpendReport.of(by, OCTOBER, List.of(amounts), rules, List.of(STATEMENT));
    }

    private static SpendAmount amount(String value, String effective, String idle) {
        return new SpendAmount(BILL, value, Optional.empty(), FIRST, money(effective, idle));
    }

    private static SpendAmount.Money money(String effective, String idle) {
        return new SpendAmount.Money(new BigDecimal(effective), new BigDecimal(effective), new BigDecimal(idle));
    }
}
