package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedMetrics;
import dev.gleaner.collector.listing.ListedMetricsConfig;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.ReadingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.contracts.resource.AllocationTag;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2AsyncClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;

/**
 * Lists Application, Network and Gateway Load Balancers with their tags. One that is deleted in between fails the listing of its
 * region, which is repeated.
 */
@Singleton
public record LoadBalancerListing(RateLimitedAwsClients aws, Config config, MetricsConfig metricsConfig)
        implements KindListing {

    /** The namespace is that of the type of the load balancer. */
    private static final WantedMetric PROCESSED_BYTES = WantedMetric.of("", "ProcessedBytes", "Bytes", "Sum");

    private static final WantedMetric CONSUMED_UNITS = WantedMetric.of("", "ConsumedLCUs", "Count", "Sum");

    /** Source: User Guide for Application Load Balancers, "CloudWatch metrics for your Application Load Balancer". */
    private static final WantedMetric REQUEST_COUNT =
            WantedMetric.of("AWS/ApplicationELB", "RequestCount", "Count", "Sum");

    /** Bytes, which CloudWatch has only where there are any, and capacity units, which it always has. */
    public static final MetricQueryPlan TRAFFIC =
            MetricQueryPlan.of("get-metric-data-load-balancers", Duration.ofHours(1), PROCESSED_BYTES, CONSUMED_UNITS);

    /** What the targets of an Application Load Balancer were asked, which is counted for a service. */
    public static final MetricQueryPlan REQUESTS =
            MetricQueryPlan.of("get-metric-data-requests", Duration.ofHours(1), REQUEST_COUNT);

    /** By the beginning of an id. */
    private static final Map<String, String> NAMESPACES =
            Map.of("app", "AWS/ApplicationELB", "net", "AWS/NetworkELB", "gwy", "AWS/GatewayELB");

    /** Beginning of the ids of Application Load Balancers; no others count requests. */
    private static final String APPLICATION = "app/";

    /** Page limit of DescribeLoadBalancers. Source: Elastic Load Balancing API Reference 2015-12-01. */
    private static final int PAGE = 400;

    /** Resources of a call of DescribeTags. Source: the same. */
    private static final int TAGGED = 20;

    /** States in which a load balancer routes traffic, and has metrics. */
    private static final Set<LoadBalancerStateEnum> ROUTING =
            Set.of(LoadBalancerStateEnum.ACTIVE, LoadBalancerStateEnum.ACTIVE_IMPAIRED);

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.LOAD_BALANCER, "elasticloadbalancing:DescribeLoadBalancers");
    }

    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        return list(
                aws.client(
                        ElasticLoadBalancingV2AsyncClient.class,
                        ElasticLoadBalancingV2AsyncClient::builder,
                        awsAccountRegion),
                listing);
    }

    ListedRegion list(ElasticLoadBalancingV2AsyncClient elb, RegionListing listing) {
        List<LoadBalancer> balancers = AwsPaginator.readAll(
                marker -> elb.describeLoadBalancers(
                        request -> request.pageSize(PAGE).marker(marker)),
                DescribeLoadBalancersResponse::nextMarker,
                DescribeLoadBalancersResponse::loadBalancers);
        Map<String, List<Tag>> tags =
                tags(elb, balancers.stream().map(LoadBalancer::loadBalancerArn).toList());
        return ListedRegion.of(balancers.stream()
                        .map(balancer -> signal(listing, balancer, tags.get(balancer.loadBalancerArn())))
                        .toList())
                .with(RoutingBalancer.class, routing(balancers, tags));
    }

    @Override
    public List<ListedMetrics<?>> metrics() {
        return List.of(
                new ListedMetrics<>(
                        TRAFFIC,
                        metricsConfig.loadBalancers(),
                        RoutingBalancer.class,
                        balancer -> balancer.metricTarget().stream()),
                new ListedMetrics<>(
                        REQUESTS,
                        metricsConfig.requests(),
                        RoutingBalancer.class,
                        balancer -> balancer.requestTarget(metricsConfig.serviceTag()).stream()));
    }

    static List<RoutingBalancer> routing(List<LoadBalancer> balancers, Map<String, List<Tag>> tags) {
        return balancers.stream()
                .filter(balancer -> balancer.state() != null
                        && ROUTING.contains(balancer.state().code()))
                .map(balancer -> new RoutingBalancer(
                        Arn.parse(balancer.loadBalancerArn()),
                        SdkValues.tags(tags.getOrDefault(balancer.loadBalancerArn(), List.of()), Tag::key, Tag::value)))
                .toList();
    }

    /** The listing of a load balancer; its tags are null if they were not shown. */
    static Signal signal(RegionListing listing, LoadBalancer balancer, @Nullable List<Tag> shown) {
        Map<String, String> tags = SdkValues.tags(shown == null ? List.of() : shown, Tag::key, Tag::value);
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(
                        balancer.state() == null
                                ? ""
                                : textOrEmpty(balancer.state().codeAsString()))
                .setType(textOrEmpty(balancer.typeAsString()))
                .putAllTags(tags)
                .setTagsUnknown(shown == null)
                .setOwner(ResourceController.owner(tags))
                .setVpc(textOrEmpty(balancer.vpcId()))
                .setZones(balancer.availabilityZones().size());
        if (balancer.createdTime() != null) {
            inventory.setCreated(balancer.createdTime().toEpochMilli());
        }
        return listing.signal(Arn.parse(balancer.loadBalancerArn()), inventory.build());
    }

    private static Map<String, List<Tag>> tags(ElasticLoadBalancingV2AsyncClient elb, List<String> arns) {
        Map<String, List<Tag>> tags = new HashMap<>();
        for (int from = 0; from < arns.size(); from += TAGGED) {
            List<String> some = arns.subList(from, Math.min(from + TAGGED, arns.size()));
            AwsFutures.await(elb.describeTags(request -> request.resourceArns(some)))
                    .tagDescriptions()
                    .forEach(described -> tags.put(described.resourceArn(), described.tags()));
        }
        return tags;
    }

    /**
     * A load balancer that routes traffic.
     *
     * @param tags empty if they were not shown
     */
    public record RoutingBalancer(Arn arn, Map<String, String> tags) implements ListedResource {

        public RoutingBalancer {
            tags = Map.copyOf(tags);
        }

        @Override
        public String id() {
            return arn.id();
        }

        /** What its metrics are requested of; empty if CloudWatch has no namespace for its type. */
        public Optional<MetricTarget> metricTarget() {
            String id = id();
            return Optional.ofNullable(NAMESPACES.get(id.substring(0, Math.max(0, id.indexOf('/')))))
                    .map(namespace ->
                            MetricTarget.of(id, arn, Map.of("LoadBalancer", id)).inNamespace(namespace));
        }

        /** The same for its requests: empty if it has none, or if its tags name no service. */
        public Optional<MetricTarget> requestTarget(String serviceTag) {
            return id().startsWith(APPLICATION) && AllocationTag.serviceOf(tags, serviceTag) != null
                    ? metricTarget()
                    : Optional.empty();
        }
    }

    /** Application, Network and Gateway Load Balancers. */
    @ConfigMapping(prefix = "collector.inventory.load-balancers")
    public interface Config extends ListingConfig {}

    /** Metrics of load balancers. */
    @ConfigMapping(prefix = "collector.get-metric-data")
    public interface MetricsConfig {

        /** Application, Network and Gateway Load Balancers. */
        LoadBalancers loadBalancers();

        /** Requests to Application Load Balancers. */
        Requests requests();

        /**
         * Key of the tag that names what serves predictions, as {@code analyzer.spend.service-tag}. Requests are only counted for resources with
         * this tag or the tag {@code project}.
         */
        @WithDefault("service")
        String serviceTag();

        /** Bytes and capacity units of each load balancer. */
        interface LoadBalancers extends ListedMetricsConfig {

            /**
             * Time between two requests for load balancers; each request covers all hours since the previous one. It has to be
             * shorter than the analyzer's lateness, 24 hours, or else hours come too late.
             */
            @Override
            @WithDefault("PT6H")
            Duration interval();
        }

        /** Requests to each Application Load Balancer whose tags name a service. */
        interface Requests extends ReadingConfig {

            /**
             * Request the number of requests to Application Load Balancers whose tags name a service, if load balancers are listed; also with
             * a metric stream, in which they are not read.
             */
            @Override
            @WithDefault("true")
            boolean enabled();

            /** Time between two requests for load balancers; each request covers all hours since the previous one. */
            @Override
            @WithDefault("PT6H")
            Duration interval();
        }
    }
}
