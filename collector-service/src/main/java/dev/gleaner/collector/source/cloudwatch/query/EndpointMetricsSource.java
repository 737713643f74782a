package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.fleet.InferenceEndpointRegistry;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Requests the invocations of inference endpoints in the inventory from CloudWatch. */
@ApplicationScoped
class EndpointMetricsSource implements PolledSource {

    private final GetMetricDataConfig config;
    private final AccountRegionExecutor accountRegionExecutor;
    private final InferenceEndpointRegistry inferenceEndpointRegistry;
    private final HourlyMetricPoller poller;

    EndpointMetricsSource(
            GetMetricDataConfig config,
            AccountRegionExecutor accountRegionExecutor,
            InferenceEndpointRegistry inferenceEndpointRegistry,
            MetricQueryCheckpoints metricQueryCheckpoints,
            RegionMetricReader reading,
            SourceEnvironment environment) {
        this.config = config;
        this.accountRegionExecutor = accountRegionExecutor;
        this.inferenceEndpointRegistry = inferenceEndpointRegistry;
        this.poller = new HourlyMetricPoller(
                MetricQueryPlan.VARIANTS,
                config.endpoints().interval(),
                config.days(),
                metricQueryCheckpoints,
                reading,
                environment);
    }

    @Override
    public String name() {
        return MetricQueryPlan.VARIANTS.source();
    }

    @Override
    public boolean enabled() {
        return config.enabled() && config.endpoints().enabled();
    }

    @Override
    public Duration interval() {
        return poller.pollInterval();
    }

    @Override
    public void poll() {
        poller.poll(accountRegionExecutor, this::targets);
    }

    private Optional<List<MetricTarget>> targets(AwsAccountRegion awsAccountRegion) {
        return inferenceEndpointRegistry
                .region(awsAccountRegion.account().id(), awsAccountRegion.region())
                .map(EndpointMetricsSource::variants);
    }

    private static List<MetricTarget> variants(List<InferenceEndpointRegistry.Endpoint> listed) {
        return listed.stream()
                .flatMap(endpoint ->
                        endpoint.variants().stream().map(variant -> MetricTarget.variant(endpoint.arn(), variant)))
                .toList();
    }
}
