package dev.gleaner.benchmarks.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The requirements of the benchmark can fail. */
class CollectionRoundCostTest {

    private static final OrganizationSize SIZE = new OrganizationSize(2, 2, 1000);
    private static final Set<String> NEEDED =
            Set.of("CPUUtilization", "IncomingBytes", "Invocations", "NetworkIn", "NetworkOut");

    /** The calls an hour of what is requested more rarely: most of it once a day, networks every three hours, notebooks every six. */
    private static final double SLOW = CollectionRoundCost.SLOW.values().stream()
                            .filter(Duration.ofDays(1)::equals)
                            .count()
                    / 24.0
            + 3 / 3.0
            + 1 / 6.0
            + 3 / 18.0
            + 4 / 168.0
            + 0.25 / 24
            + 0.25 / 168
            + 0.5 / 12;

    private final ApiCallCounter apiCallCounter = new ApiCallCounter();
    private final CollectionRoundCost round = new CollectionRoundCost(SIZE, apiCallCounter);

    @Test
    void shouldCountOneRoundEvenIfMetricsWereRequestedSeveralTimes() {
        asked(8, 3000);
        asked(8, 3000);
        apiCallCounter.add("AssumeRole", "1");

        assertThat(round.calls()).isCloseTo(1 + 8 + 0.25 + SLOW, within(1e-9));
        assertThat(round.dollars()).isCloseTo(21.9006, within(0.0001));
        assertThat(round.violations(14, 25, NEEDED)).isEmpty();
    }

    @Test
    void shouldReportTooManyCalls() {
        asked(18, 3000);

        assertThat(round.violations(14, 25, NEEDED))
                .singleElement()
                .asString()
                .contains("%.2f calls are more than 14".formatted(1 + 18 + SLOW));
    }

    @Test
    void shouldReportRegionsWithoutInventory() {
        asked(8, 3000);
        ApiCallCounter none = new ApiCallCounter();

        assertThat(new CollectionRoundCost(SIZE, none).violations(13, 25, Set.of()))
                .contains("DescribeVolumes was called in 0 regions only");
        assertThat(round.violations(14, 25, NEEDED)).isEmpty();
    }

    @Test
    void shouldReportTooHighCosts() {
        asked(8, 9000);

        assertThat(round.violations(14, 25, NEEDED)).anyMatch(fault -> fault.contains("USD are more than 25"));
    }

    @Test
    void shouldReportInstancesWithoutMetrics() {
        asked(8, 2997);

        assertThat(round.violations(14, 25, NEEDED))
                .hasSize(4)
                .allMatch(fault -> fault.startsWith("2997 metrics of 3000 were requested"));
    }

    @Test
    void shouldReportRegionsWithoutPrices() {
        apiCallCounter.add("GetProducts", "a");
        apiCallCounter.add("DescribeSpotPriceHistory", "a");

        assertThat(round.violations(14, 25, NEEDED)).contains("the prices of some regions were not read");
    }

    @Test
    void shouldReportPricesOfInstancesOnly() {
        apiCallCounter.add("GetProducts", "a");
        apiCallCounter.add("DescribeSpotPriceHistory", "a");
        apiCallCounter.add("DescribeSpotPriceHistory", "b");

        assertThat(round.violations(14, 25, NEEDED)).contains("the prices of some regions were not read");
        apiCallCounter.add(ApiCallCounter.OF_SERVICES, "a");
        assertThat(round.violations(14, 25, NEEDED)).doesNotContain("the prices of some regions were not read");
    }

    @Test
    void shouldReportMetricsThatNoRuleNeeds() {
        asked(8, 3000);

        assertThat(round.violations(13, 25, Set.of("CPUUtilization")))
                .anyMatch(fault -> fault.startsWith("rules need"));
    }

    @Test
    void shouldReportDifferencesFromTheMetricsOfTheCollector() {
        asked(8, 3000);

        assertThat(round.disagreements(0.12, 0)).isEmpty();
        assertThat(round.disagreements(0.06, 0)).hasSize(1);
        assertThat(round.disagreements(0.12, 1)).hasSize(1);
    }

    private int rounds;

    /** One call of each API in each region. */
    private void asked(int questions, long metrics) {
        rounds++;
        if (rounds == 1) {
            apiCallCounter.add("GetProducts", "a");
            apiCallCounter.add(ApiCallCounter.OF_SERVICES, "a");
            apiCallCounter.add("DescribeSpotPriceHistory", "a");
            apiCallCounter.add("DescribeSpotPriceHistory", "b");
        }
        for (String realm : List.of("a", "b", "c", "d")) {
            if (rounds == 1) {
                apiCallCounter.add("DescribeInstances", realm);
                CollectionRoundCost.SLOW.keySet().forEach(api -> apiCallCounter.add(api, realm));
                apiCallCounter.slowMetrics(ApiCallCounter.OF_ENDPOINTS, 1, Set.of("Invocations"));
                apiCallCounter.slowMetrics(ApiCallCounter.OF_LOG_GROUPS, 1, Set.of("IncomingBytes"));
            }
            for (int call = 0; call < questions; call++) {
                apiCallCounter.add("GetMetricData", realm + rounds);
            }
            apiCallCounter.metrics(realm + rounds, metrics, NEEDED);
        }
    }
}
