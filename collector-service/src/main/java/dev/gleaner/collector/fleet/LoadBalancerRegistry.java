package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Active Application, Network and Gateway Load Balancers. */
@ApplicationScoped
public class LoadBalancerRegistry extends RegionRegistry<LoadBalancerRegistry.ListedLoadBalancer> {

    /**
     * A load balancer.
     *
     * @param tags empty if they were not shown
     */
    public record ListedLoadBalancer(Arn arn, Map<String, String> tags) {

        public ListedLoadBalancer {
            tags = Map.copyOf(tags);
        }
    }
}
