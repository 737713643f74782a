package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2AsyncClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;

/** Against the stand-in, with more load balancers than one call of DescribeTags takes. */
@NeedsAwsStandIn
class LoadBalancerListingIT {

    private static final int BALANCERS = 21;
    private static final RegionListing LISTING =
            new RegionListing("inventory-load-balancers", "place", "123456789012", "eu-west-3", Listings.NOW);

    private final List<String> created = new ArrayList<>();
    private Ec2AsyncClient ec2;
    private ElasticLoadBalancingV2AsyncClient elb;

    @BeforeEach
    void create() {
        ec2 = Ec2AsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.EU_WEST_3)
                .build();
        elb = ElasticLoadBalancingV2AsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.EU_WEST_3)
                .build();
        String vpc = ec2.createVpc(request -> request.cidrBlock("10.7.0.0/16"))
                .join()
                .vpc()
                .vpcId();
        String first = subnet(vpc, "10.7.0.0/20", "eu-west-3a");
        String second = subnet(vpc, "10.7.16.0/20", "eu-west-3b");
        String name = "b-" + UUID.randomUUID().toString().substring(0, 8);
        for (int number = 0; number < BALANCERS; number++) {
            int suffix = number;
            created.add(elb.createLoadBalancer(request -> request.name(name + "-" + suffix)
                            .type(LoadBalancerTypeEnum.NETWORK)
                            .subnets(first, second)
                            .tags(Tag.builder()
                                    .key("number")
                                    .value(String.valueOf(suffix))
                                    .build()))
                    .join()
                    .loadBalancers()
                    .get(0)
                    .loadBalancerArn());
        }
    }

    @AfterEach
    void stop() {
        created.forEach(arn ->
                elb.deleteLoadBalancer(request -> request.loadBalancerArn(arn)).join());
        elb.close();
        ec2.close();
    }

    @Test
    void shouldListLoadBalancersWithTheirTags() {
        ListingRegistry known = new ListingRegistry();

        ListedRegion listed = new LoadBalancerListing(null, null, null).list(elb, LISTING);
        known.replace("123456789012", "eu-west-3", listed);
        List<Signal> signals = listed.signals();

        for (int number = 0; number < BALANCERS; number++) {
            String arn = created.get(number);
            Signal signal = signals.stream()
                    .filter(one -> one.getResource().equals(arn))
                    .findFirst()
                    .orElseThrow();
            Inventory balancer = signal.getInventory();
            assertThat(balancer.getTagsMap()).containsEntry("number", String.valueOf(number));
            assertThat(balancer.getType()).isEqualTo("network");
            assertThat(balancer.getState()).isEqualTo("active");
            assertThat(balancer.getZones()).isEqualTo(2);
            assertThat(balancer.hasCreated()).isTrue();
        }
        assertThat(known.region(LoadBalancerListing.RoutingBalancer.class, "123456789012", "eu-west-3")
                        .orElseThrow())
                .filteredOn(balancer -> balancer.tags().containsKey("number"))
                .extracting(balancer -> balancer.arn().toString())
                .containsAll(created);
    }

    private String subnet(String vpc, String block, String zone) {
        return ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(block).availabilityZone(zone))
                .join()
                .subnet()
                .subnetId();
    }
}
