package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;

/** Available NAT gateways. */
@ApplicationScoped
public class NatGatewayRegistry extends RegionRegistry<NatGatewayRegistry.Gateway> {

    /** A NAT gateway and its VPC. */
    public record Gateway(Arn arn, Arn vpc) {}
}
