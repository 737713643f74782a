package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;

/** Active Application, Network and Gateway Load Balancers. */
@ApplicationScoped
public class LoadBalancerRegistry extends RegionRegistry<Arn> {}
