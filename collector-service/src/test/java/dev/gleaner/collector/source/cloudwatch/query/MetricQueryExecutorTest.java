package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.listing.kind.InferenceEndpointListing;
import dev.gleaner.collector.listing.kind.VpcListing;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricQueryExecutorTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Arn GATEWAY = Arn.natGateway("us-east-1", "111122223333", "nat-1");
    private static final Arn VPC = Arn.vpc("us-east-1", "444455556666", "vpc-1");

    @Test
    void shouldPublishTheBytesOfANatGatewayUnderItsVpcToo() {
        MetricTarget target = new VpcListing.AvailableGateway(GATEWAY, VPC).metricTarget();
        Signal signal = signal(GATEWAY);

        List<Signal> all = MetricQueryExecutor.withWholes(List.of(signal), request(VpcListing.NAT_GATEWAYS, target));

        assertThat(all).hasSize(2).startsWith(signal);
        assertThat(all.get(1).getResource()).isEqualTo(VPC.toString());
        assertThat(all.get(1).getMetricSet().getPart()).isEqualTo("nat-1");
        assertThat(all.get(1).getMetricSet().getMetricsList())
                .isEqualTo(signal.getMetricSet().getMetricsList());
        assertThat(signal.getMetricSet().getPart()).isEmpty();
    }

    @Test
    void shouldPublishTheMetricsOfOtherResourcesOnce() {
        Arn endpoint = Arn.parse("arn:aws:sagemaker:us-east-1:111122223333:endpoint/ranker");
        MetricTarget target = new InferenceEndpointListing.InferenceEndpoint(endpoint, "ranker", List.of("main"))
                .metricTargets()
                .findFirst()
                .orElseThrow();
        Signal signal = signal(target.resource());

        assertThat(MetricQueryExecutor.withWholes(List.of(signal), request(InferenceEndpointListing.PLAN, target)))
                .containsExactly(signal);
    }

    private static MetricQueryRequest request(MetricQueryPlan plan, MetricTarget target) {
        return MetricQueryRequest.split(
                        plan, List.of(target), new MetricQueryRequest.Window(TEN.minus(Duration.ofHours(6)), TEN))
                .get(0);
    }

    private static Signal signal(Arn resource) {
        return Signal.newBuilder()
                .setResource(resource.toString())
                .setMetricSet(MetricSet.newBuilder()
                        .addMetrics(Metric.newBuilder().setMetric("AWS/NATGateway BytesInFromSource")))
                .build();
    }
}
