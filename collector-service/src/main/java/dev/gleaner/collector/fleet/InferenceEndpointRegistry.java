package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which inference endpoints there are, as the last complete listing of each region of each account said. */
@ApplicationScoped
public class InferenceEndpointRegistry {

    private final Map<AccountRegion, List<Endpoint>> regions = new ConcurrentHashMap<>();

    /** A complete listing of a region of an account. */
    public void replace(String account, String region, List<Endpoint> endpoints) {
        regions.put(new AccountRegion(account, region), List.copyOf(endpoints));
    }

    /** Those of a region of an account; empty before it was listed. */
    public Optional<List<Endpoint>> region(String account, String region) {
        return Optional.ofNullable(regions.get(new AccountRegion(account, region)));
    }

    /**
     * One endpoint.
     *
     * @param variants names of what answers its requests
     */
    public record Endpoint(Arn arn, List<String> variants) {

        public Endpoint {
            variants = List.copyOf(variants);
        }
    }
}
