package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.listing.kind.InferenceProfileListing;
import dev.gleaner.collector.listing.kind.LoadBalancerListing;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;

class RequestTargetsTest {

    private static final String BALANCER = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/";
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    @Test
    void shouldRequestOnlyApplicationLoadBalancersWhoseTagsNameAService() {
        List<MetricTarget> targets = targets(
                List.of(
                        balancer("app/ranker/1", Map.of("service", "ranker")),
                        balancer("app/search/2", Map.of("Project", "search")),
                        balancer("app/blank/3", Map.of("service", " ")),
                        balancer("app/nobodys/4", Map.of("team", "vision")),
                        balancer("app/untagged/5", Map.of()),
                        balancer("net/ranker/6", Map.of("service", "ranker")),
                        balancer("gwy/ranker/7", Map.of("service", "ranker"))),
                "service");

        assertThat(targets).extracting(MetricTarget::id).containsExactly("app/ranker/1", "app/search/2");
    }

    @Test
    void shouldGoByTheConfiguredTag() {
        List<LoadBalancerListing.RoutingBalancer> balancers =
                List.of(balancer("app/ranker/1", Map.of("service", "ranker")), balancer("app/b/2", Map.of("app", "b")));

        assertThat(targets(balancers, "app")).extracting(MetricTarget::id).containsExactly("app/b/2");
    }

    /** Each query costs, however many hours it is for. */
    @Test
    void shouldMakeOneQueryForALoadBalancer() {
        List<MetricTarget> targets = targets(
                List.of(
                        balancer("app/ranker/1", Map.of("service", "ranker")),
                        balancer("app/search/2", Map.of("service", "search"))),
                "service");

        List<MetricQueryRequest> requests = MetricQueryRequest.split(
                LoadBalancerListing.REQUESTS,
                targets,
                new MetricQueryRequest.Window(NOON.minus(Duration.ofHours(6)), NOON));

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.requested().from()).isEqualTo(NOON.minus(Duration.ofHours(6)));
            assertThat(request.queries()).hasSize(2);
            assertThat(request.queries().get(0).metricStat()).satisfies(stat -> {
                assertThat(stat.stat()).isEqualTo("Sum");
                assertThat(stat.period()).isEqualTo(3600);
                assertThat(stat.metric().namespace()).isEqualTo("AWS/ApplicationELB");
                assertThat(stat.metric().metricName()).isEqualTo("RequestCount");
                assertThat(stat.metric().dimensions())
                        .containsExactly(Dimension.builder()
                                .name("LoadBalancer")
                                .value("app/ranker/1")
                                .build());
            });
        });
    }

    @Test
    void shouldRequestInvocationsAndTokensOfAModelByTheIdThatCloudWatchHas() {
        Arn profile = Arn.parse("arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/p24qm5pye2qr");

        List<MetricQueryRequest> requests = MetricQueryRequest.split(
                InferenceProfileListing.PLAN,
                List.of(new InferenceProfileListing.InvokedModel(profile, "p24qm5pye2qr").metricTarget()),
                new MetricQueryRequest.Window(NOON.minus(Duration.ofHours(6)), NOON));

        assertThat(requests)
                .singleElement()
                .satisfies(request -> assertThat(request.queries())
                        .extracting(query -> query.metricStat().metric().metricName())
                        .containsExactly("Invocations", "InputTokenCount", "OutputTokenCount"));
        assertThat(requests.get(0).queries()).allSatisfy(query -> {
            assertThat(query.metricStat().stat()).isEqualTo("Sum");
            assertThat(query.metricStat().metric().namespace()).isEqualTo("AWS/Bedrock");
            assertThat(query.metricStat().metric().dimensions())
                    .containsExactly(Dimension.builder()
                            .name("ModelId")
                            .value("p24qm5pye2qr")
                            .build());
        });
    }

    private static List<MetricTarget> targets(List<LoadBalancerListing.RoutingBalancer> balancers, String serviceTag) {
        return balancers.stream()
                .flatMap(balancer -> balancer.requestTarget(serviceTag).stream())
                .toList();
    }

    private static LoadBalancerListing.RoutingBalancer balancer(String id, Map<String, String> tags) {
        return new LoadBalancerListing.RoutingBalancer(Arn.parse(BALANCER + id), tags);
    }
}
