package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.listing.kind.LoadBalancerListing;
import dev.gleaner.collector.listing.kind.VpcListing;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.source.cloudwatch.MetricPoint;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.GetMetricDataPrice;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/** CloudWatch has values of interface endpoints for minutes with traffic only: when does an absent one mean 0? */
class AbsentTrafficTest {

    private static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final MetricQueryRequest.Window SIX_HOURS =
            new MetricQueryRequest.Window(NOON.minus(HOUR.multipliedBy(6)), NOON);

    private final MetricQueryRequest question = request(3);
    private final MetricQueryResponse answer = new MetricQueryResponse(question);

    @Test
    void shouldCountQuietHoursAsZeroWhereAnotherEndpointHasAValue() {
        answer.add(List.of(
                complete("q0", Map.of(NOON.minus(HOUR.multipliedBy(2)), 700.0)),
                complete("q1", Map.of()),
                result("q2", "InternalError", Map.of())));

        Map<String, Map<Instant, Double>> points = points(answer);

        assertThat(points).containsOnlyKeys("vpce-0", "vpce-1");
        assertThat(points.get("vpce-0")).hasSize(6).containsEntry(NOON.minus(HOUR.multipliedBy(2)), 700.0);
        assertThat(points.get("vpce-1").values()).hasSize(6).containsOnly(0.0);
    }

    /** cloud-custodian/cloud-custodian#4320: absent is not zero. A misspelt dimension would have the same answer. */
    @Test
    void shouldSayNothingWhereNoEndpointHasAValue() {
        answer.add(List.of(complete("q0", Map.of()), complete("q1", Map.of()), complete("q2", Map.of())));

        assertThat(points(answer)).isEmpty();
        assertThat(answer.completeTargets()).hasSize(3);
    }

    /** A night without traffic at all is no reason to know nothing of it. */
    @Test
    void shouldKnowTheMetricByTheTwoWeeksBeforeAndPublishTheNewHoursOnly() {
        Instant lastWeek = NOON.minus(Duration.ofDays(7));
        answer.add(
                List.of(complete("q0", Map.of(lastWeek, 700.0)), complete("q1", Map.of()), complete("q2", Map.of())));

        Map<String, Map<Instant, Double>> points = points(answer);

        assertThat(points).hasSize(3);
        assertThat(points.get("vpce-0")).hasSize(6).doesNotContainKey(lastWeek);
        assertThat(points.get("vpce-0").values()).containsOnly(0.0);
    }

    @Test
    void shouldNotTakeValuesOfAnIncompleteAnswerAsEvidence() {
        answer.add(List.of(
                result("q0", "InternalError", Map.of(NOON.minus(HOUR), 700.0)),
                complete("q1", Map.of()),
                complete("q2", Map.of())));

        assertThat(points(answer)).isEmpty();
    }

    /** Capacity units of load balancers are always there, so that the analyzer can tell an absent value itself. */
    @Test
    void shouldNotInventValuesOfOtherMetrics() {
        Arn balancer =
                Arn.parse("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/feed/0123456789abcdef");
        MetricQueryRequest other = MetricQueryRequest.split(
                        LoadBalancerListing.TRAFFIC, List.of(target(balancer).orElseThrow()), SIX_HOURS)
                .get(0);
        MetricQueryResponse response = new MetricQueryResponse(other);
        response.add(List.of(complete("q0", Map.of()), complete("q1", Map.of(NOON.minus(HOUR), 0.0))));

        assertThat(response.points()).singleElement().satisfies(point -> {
            assertThat(point.series().metric()).isEqualTo("AWS/NetworkELB ConsumedLCUs");
            assertThat(point.series().resource()).isEqualTo(balancer.toString());
        });
        assertThat(other.requested()).isEqualTo(SIX_HOURS);
        assertThat(other.queries().get(0).metricStat().metric().namespace()).isEqualTo("AWS/NetworkELB");
        assertThat(other.queries().get(0).metricStat().metric().dimensions())
                .containsExactly(Dimension.builder()
                        .name("LoadBalancer")
                        .value("net/feed/0123456789abcdef")
                        .build());
    }

    @Test
    void shouldHaveNoTargetForALoadBalancerOfAnotherForm() {
        assertThat(target(Arn.parse("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/classic")))
                .isEmpty();
    }

    @Test
    void shouldAskForTwoWeeksAtThePriceOfSixHours() {
        assertThat(question.requested().from()).isEqualTo(NOON.minus(Duration.ofDays(14)));
        assertThat(question.requested().until()).isEqualTo(NOON);
        assertThat(question.dollars()).isEqualByComparingTo(GetMetricDataPrice.dollarsFor(3));
        assertThat(question.queries()).hasSize(3).allSatisfy(query -> {
            assertThat(query.metricStat().metric().namespace()).isEqualTo("AWS/PrivateLinkEndpoints");
            assertThat(query.metricStat().metric().dimensions())
                    .extracting(Dimension::name)
                    .containsExactly("Endpoint Type", "Service Name", "VPC Endpoint Id", "VPC Id");
        });
        assertThat(MetricQueryRequest.split(VpcListing.INTERFACE_ENDPOINTS, endpoints(1000), SIX_HOURS))
                .allMatch(each -> each.queries().size() * 14L * 24 <= GetMetricDataPrice.POINTS_A_PAGE);
    }

    /** Values stay as they are; zeros are in complete answers only, and only if some complete answer has a value. */
    @SeededTest(200)
    void shouldNeverPublishAZeroWithoutEvidence(long seed) {
        Random random = new Random(seed);
        Map<String, Map<Instant, Double>> traffic = new TreeMap<>();
        List<MetricDataResult> results = new ArrayList<>();
        Set<String> complete = IntStream.range(0, 3)
                .filter(number -> random.nextInt(4) > 0)
                .mapToObj(number -> "vpce-" + number)
                .collect(Collectors.toSet());
        for (int number = 0; number < 3; number++) {
            String id = "vpce-" + number;
            Map<Instant, Double> values = new HashMap<>();
            for (int hour = 1; hour <= 14 * 24; hour++) {
                if (random.nextInt(300) == 0) {
                    values.put(NOON.minus(HOUR.multipliedBy(hour)), 1.0 + random.nextInt(1000));
                }
            }
            traffic.put(id, values);
            results.add(result("q" + number, complete.contains(id) ? "Complete" : "InternalError", values));
        }
        Collections.shuffle(results, random);
        results.forEach(one -> answer.add(List.of(one)));
        boolean isKnown = complete.stream().anyMatch(id -> !traffic.get(id).isEmpty());

        Map<String, Map<Instant, Double>> points = points(answer);

        if (!isKnown) {
            assertThat(points).isEmpty();
            return;
        }
        assertThat(points.keySet()).isEqualTo(complete);
        points.forEach((id, values) -> {
            assertThat(values).hasSize(6);
            values.forEach(
                    (time, value) -> assertThat(value).isEqualTo(traffic.get(id).getOrDefault(time, 0.0)));
        });
    }

    private static Map<String, Map<Instant, Double>> points(MetricQueryResponse answer) {
        Map<String, Map<Instant, Double>> points = new TreeMap<>();
        for (MetricPoint point : answer.points().toList()) {
            points.computeIfAbsent(Arn.parse(point.series().resource()).id(), id -> new TreeMap<>())
                    .put(point.time(), point.sum());
        }
        return points;
    }

    private static MetricDataResult complete(String id, Map<Instant, Double> values) {
        return result(id, "Complete", values);
    }

    private static MetricDataResult result(String id, String status, Map<Instant, Double> values) {
        List<Instant> times = values.keySet().stream().sorted().toList();
        return MetricDataResult.builder()
                .id(id)
                .statusCode(status)
                .timestamps(times)
                .values(times.stream().map(values::get).toList())
                .build();
    }

    private static MetricQueryRequest request(int endpoints) {
        return MetricQueryRequest.split(VpcListing.INTERFACE_ENDPOINTS, endpoints(endpoints), SIX_HOURS)
                .get(0);
    }

    private static Optional<MetricTarget> target(Arn balancer) {
        return new LoadBalancerListing.RoutingBalancer(balancer, Map.of()).metricTarget();
    }

    private static List<MetricTarget> endpoints(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new VpcListing.AvailableEndpoint(
                                Arn.vpcEndpoint("us-east-1", "111122223333", "vpce-" + i),
                                "vpc-1",
                                "com.amazonaws.us-east-1.ecr.api")
                        .metricTarget())
                .toList();
    }
}
