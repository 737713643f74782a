package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** NAT gateways by the last complete listing of each account and region. */
@ApplicationScoped
public class NatGatewayRegistry {

    private final Map<AccountRegion, List<Gateway>> regions = new ConcurrentHashMap<>();

    /** Stores a complete listing of a region of an account. */
    public void replace(String account, String region, List<Gateway> gateways) {
        regions.put(new AccountRegion(account, region), List.copyOf(gateways));
    }

    /** Available NAT gateways of a region of an account; empty before it was listed. */
    public Optional<List<Gateway>> region(String account, String region) {
        return Optional.ofNullable(regions.get(new AccountRegion(account, region)));
    }

    /** A NAT gateway and its VPC. */
    public record Gateway(Arn arn, Arn vpc) {}
}
