package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;

/** Available interface endpoints of which CloudWatch has metrics. */
@ApplicationScoped
public class InterfaceEndpointRegistry extends RegionRegistry<InterfaceEndpointRegistry.ListedEndpoint> {

    /**
     * An interface endpoint.
     *
     * @param vpc id of its VPC
     * @param service name of the service that it leads to
     */
    public record ListedEndpoint(Arn arn, String vpc, String service) {}
}
