package dev.gleaner.actuator.spend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnitCostReportTest {

    private static final SpendPeriod OCTOBER =
            new SpendPeriod(LocalDate.parse("2026-10-01"), LocalDate.parse("2026-10-31"));
    private static final String FIRST = "2026-10-01";
    private static final String SECOND = "2026-10-02";

    /** The example of the founding article. */
    @Test
    void shouldCostAFiftiethOfACentAtTenThousandDollarsAndFiftyMillionPredictions() {
        UnitCostReport.Service service =
                service(List.of(cost(FIRST, "10000", "2500")), List.of(count(FIRST, "sagemaker", 50_000_000L)));

        UnitCostReport.Line day = service.days().get(0);
        assertThat(day.perPrediction())
                .isEqualTo(new UnitCostReport.Bases(usd("0.0002"), usd("0.00015"), usd("0.00005")));
        assertThat(service.months().get(0).perPrediction()).isEqualTo(day.perPrediction());
        assertThat(Json.text(day)).contains("\"idle\":\"0.00005\"");
    }

    @Test
    void shouldKnowNoCostOfAPredictionOnADayWithoutAny() {
        UnitCostReport.Service service = service(
                List.of(cost(FIRST, "100", "0"), cost(SECOND, "50", "0")),
                List.of(count(FIRST, "sagemaker", 0L), count("2026-10-03", "sagemaker", 7L)));

        assertThat(service.days()).hasSize(3).allMatch(day -> day.perPrediction() == null);
        assertThat(service.days().get(0).predictions()).isEqualTo(new UnitCostReport.Count(0, "sagemaker"));
        assertThat(service.days().get(1).predictions()).isNull();
        assertThat(service.days().get(2).cost()).isNull();
        assertThat(service.months().get(0).perPrediction()).isNull();
    }

    /** A month's cost is not divided by the predictions of its counted days, nor the cost of its known days by all predictions. */
    @Test
    void shouldDivideAMonthByItsDaysWithBothCostAndCounts() {
        UnitCostReport.Service service = service(
                List.of(cost(FIRST, "100", "20"), cost(SECOND, "50", "0")),
                List.of(count(FIRST, "sagemaker", 1_000L), count("2026-10-03", "sagemaker", 9_000L)));

        UnitCostReport.Line month = service.months().get(0);
        assertThat(month.period()).isEqualTo("2026-10");
        assertThat(month.cost()).isEqualTo(new UnitCostReport.Bases(usd("150"), usd("130"), usd("20")));
        assertThat(month.predictions()).isEqualTo(new UnitCostReport.Count(10_000, "sagemaker"));
        assertThat(month.perPrediction()).isEqualTo(new UnitCostReport.Bases(usd("0.1"), usd("0.08"), usd("0.02")));
    }

    @Test
    void shouldCountADayWithoutPredictionsInTheMonth() {
        UnitCostReport.Service service = service(
                List.of(cost(FIRST, "100", "0"), cost(SECOND, "100", "0")),
                List.of(count(FIRST, "sagemaker", 0L), count(SECOND, "sagemaker", 1_000L)));

        assertThat(service.months().get(0).perPrediction().allocated()).isEqualTo(usd("0.2"));
    }

    @Test
    void shouldTakeTheReportedCountElseTheLargestAndShowAll() {
        UnitCostReport.Service service = service(
                List.of(cost(FIRST, "10", "0"), cost(SECOND, "10", "0")),
                List.of(
                        count(FIRST, "reported", 100L),
                        count(FIRST, "load-balancer", 900L),
                        count(SECOND, "load-balancer", 900L),
                        count(SECOND, "sagemaker", 800L),
                        tokens(SECOND, "bedrock", 400L, 600L),
                        tokens(SECOND, "reported", null, 200L)));

        assertThat(service.days().get(0).predictions()).isEqualTo(new UnitCostReport.Count(100, "reported"));
        assertThat(service.days().get(0).sources())
                .extracting(UnitCostReport.Source::source)
                .containsExactly("load-balancer", "reported");
        assertThat(service.days().get(1).predictions()).isEqualTo(new UnitCostReport.Count(900, "load-balancer"));
        assertThat(service.days().get(1).tokens()).isEqualTo(new UnitCostReport.Count(200, "reported"));
        assertThat(service.days().get(1).perThousandTokens().allocated()).isEqualTo(usd("50"));
        assertThat(service.months().get(0).predictions()).isEqualTo(new UnitCostReport.Count(1_000, null));
        assertThat(service.months().get(0).sources())
                .contains(new UnitCostReport.Source("load-balancer", 1_800L, null, null));
    }

    @Test
    void shouldLeaveOutSharedAndUnallocatedCostAndOtherServices() {
        UnitCostReport report = UnitCostReport.of(
                OCTOBER,
                List.of(
                        cost(FIRST, "10", "0"),
                        amount("other", Optional.empty(), FIRST, "5", "0"),
                        amount(SpendDimension.UNALLOCATED, Optional.empty(), FIRST, "7", "0"),
                        amount(SpendDimension.UNALLOCATED, Optional.of(SharedCost.NAT), FIRST, "7", "0")),
                List.of(),
                Map.of("ranker", usd("0.0001"), "other", usd("3")),
                Optional.empty());

        assertThat(report.services())
                .extracting(UnitCostReport.Service::service)
                .containsExactly("other", "ranker");
        assertThat(report.services().get(1).target()).isEqualTo(usd("0.0001"));
        assertThat(report.toCsv())
                .contains("ranker,2026-10-01,10,10,0,,,,,,,,,,,0.0001\n")
                .startsWith("service,day,allocated,used,idle,");
    }

    @Test
    void shouldWriteSmallAmountsWithoutAnExponent() {
        UnitCostReport.Service service =
                service(List.of(cost(FIRST, "1", "0")), List.of(count(FIRST, "sagemaker", 50_000_000L)));

        assertThat(Json.text(service)).contains("\"allocated\":\"0.00000002\"");
    }

    private static UnitCostReport.Service service(List<SpendAmount> amounts, List<PredictionCount> counts) {
        return UnitCostReport.of(OCTOBER, amounts, counts, Map.of(), Optional.of("ranker"))
                .services()
                .get(0);
    }

    private static SpendAmount cost(String day, String effective, String idle) {
        return amount("ranker", Optional.empty(), day, effective, idle);
    }

    private static SpendAmount amount(
            String value, Optional<SharedCost> shared, String day, String effective, String idle) {
        return new SpendAmount(
                "1234 2026-10-01",
                value,
                shared,
                LocalDate.parse(day),
                new SpendAmount.Money(usd(effective), usd(effective), usd(idle)));
    }

    private static PredictionCount count(String day, String source, long predictions) {
        return new PredictionCount(
                "ranker", source, LocalDate.parse(day), Optional.of(predictions), Optional.empty(), Optional.empty());
    }

    private static PredictionCount tokens(String day, String source, @Nullable Long input, @Nullable Long output) {
        return new PredictionCount(
                "ranker",
                source,
                LocalDate.parse(day),
                Optional.empty(),
                Optional.ofNullable(input),
                Optional.ofNullable(output));
    }

    private static BigDecimal usd(String amount) {
        return new BigDecimal(amount);
    }
}
