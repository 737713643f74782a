package dev.gleaner.collector.source.inventory.regional;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.fleet.LoadBalancerRegistry;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
record LoadBalancerLister(RateLimitedAwsClients aws, LoadBalancerRegistry known) implements RegionalResourceLister {

    /** Page limit of DescribeLoadBalancers. Source: Elastic Load Balancing API Reference 2015-12-01. */
    private static final int PAGE = 400;

    /** Resources of a call of DescribeTags. Source: the same. */
    private static final int TAGGED = 20;

    /** States in which a load balancer routes traffic, and has metrics. */
    private static final Set<LoadBalancerStateEnum> ROUTING =
            Set.of(LoadBalancerStateEnum.ACTIVE, LoadBalancerStateEnum.ACTIVE_IMPAIRED);

    @Override
    public String source() {
        return "inventory-load-balancers";
    }

    @Override
    public String api() {
        return "elasticloadbalancing:DescribeLoadBalancers";
    }

    @Override
    public List<Signal> list(AwsAccountRegion awsAccountRegion, RegionListing listing) {
        return list(
                aws.client(
                        ElasticLoadBalancingV2AsyncClient.class,
                        ElasticLoadBalancingV2AsyncClient::builder,
                        awsAccountRegion),
                listing);
    }

    List<Signal> list(ElasticLoadBalancingV2AsyncClient elb, RegionListing listing) {
        List<LoadBalancer> balancers = AwsPaginator.readAll(
                marker -> elb.describeLoadBalancers(
                        request -> request.pageSize(PAGE).marker(marker)),
                DescribeLoadBalancersResponse::nextMarker,
                DescribeLoadBalancersResponse::loadBalancers);
        Map<String, List<Tag>> tags =
                tags(elb, balancers.stream().map(LoadBalancer::loadBalancerArn).toList());
        known.replace(listing.account(), listing.region(), routing(balancers, tags));
        return balancers.stream()
                .map(balancer -> signal(listing, balancer, tags.get(balancer.loadBalancerArn())))
                .toList();
    }

    static List<LoadBalancerRegistry.ListedLoadBalancer> routing(
            List<LoadBalancer> balancers, Map<String, List<Tag>> tags) {
        return balancers.stream()
                .filter(balancer -> balancer.state() != null
                        && ROUTING.contains(balancer.state().code()))
                .map(balancer -> new LoadBalancerRegistry.ListedLoadBalancer(
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
}
