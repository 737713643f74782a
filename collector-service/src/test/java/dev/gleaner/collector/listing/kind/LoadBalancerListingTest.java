package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;

class LoadBalancerListingTest {

    private static final String ARN =
            "arn:aws:elasticloadbalancing:eu-west-3:111122223333:loadbalancer/app/web/50dc6c495c0c9188";
    private static final Instant CREATED = Instant.parse("2026-01-05T08:00:00Z");

    @Test
    void shouldTellWhatALoadBalancerIs() {
        Signal signal = LoadBalancerListing.signal(
                Listings.of("inventory-load-balancers"),
                balancer("active").build(),
                List.of(
                        Tag.builder().key("team").value("vision").build(),
                        Tag.builder().key("elbv2.k8s.aws/cluster").value("prod").build()));

        assertThat(signal.getResource()).isEqualTo(ARN);
        assertThat(Arn.parse(ARN).id()).isEqualTo("app/web/50dc6c495c0c9188");
        Inventory balancer = signal.getInventory();
        assertThat(balancer.getState()).isEqualTo("active");
        assertThat(balancer.getType()).isEqualTo("application");
        assertThat(balancer.getVpc()).isEqualTo("vpc-1");
        assertThat(balancer.getZones()).isEqualTo(2);
        assertThat(balancer.getTagsMap()).containsEntry("team", "vision");
        assertThat(balancer.getOwner()).isEqualTo("eks:prod");
        assertThat(balancer.getCreated()).isEqualTo(CREATED.toEpochMilli());
    }

    /** The others have no metrics yet. */
    @Test
    void shouldRequestMetricsOfLoadBalancersThatRouteOnly() {
        List<LoadBalancer> all = List.of(
                balancer("active").build(),
                balancer("active_impaired").loadBalancerArn(ARN + "1").build(),
                balancer("provisioning").loadBalancerArn(ARN + "2").build(),
                balancer("failed").loadBalancerArn(ARN + "3").build(),
                LoadBalancer.builder().loadBalancerArn(ARN + "4").build());

        Map<String, List<Tag>> tags =
                Map.of(ARN, List.of(Tag.builder().key("service").value("ranker").build()));

        assertThat(LoadBalancerListing.routing(all, tags))
                .containsExactly(
                        new LoadBalancerListing.RoutingBalancer(Arn.parse(ARN), Map.of("service", "ranker")),
                        new LoadBalancerListing.RoutingBalancer(Arn.parse(ARN + "1"), Map.of()));
    }

    private static LoadBalancer.Builder balancer(String state) {
        return LoadBalancer.builder()
                .loadBalancerArn(ARN)
                .type("application")
                .vpcId("vpc-1")
                .state(shown -> shown.code(state))
                .createdTime(CREATED)
                .availabilityZones(zone -> zone.zoneName("eu-west-3a"), zone -> zone.zoneName("eu-west-3b"));
    }
}
