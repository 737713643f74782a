package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Inference endpoints by the last complete listing of each account and region. */
@ApplicationScoped
public class InferenceEndpointRegistry {

    private final Map<AccountRegion, List<Endpoint>> regions = new ConcurrentHashMap<>();

    /** Stores a complete listing of a region of an account. */
    public void replace(String account, String region, List<Endpoint> endpoints) {
        regions.put(new AccountRegion(account, region), List.copyOf(endpoints));
    }

    /** Endpoints of a region of an account; empty before it was listed. */
    public Optional<List<Endpoint>> region(String account, String region) {
        return Optional.ofNullable(regions.get(new AccountRegion(account, region)));
    }

    /**
     * An inference endpoint.
     *
     * @param name as it was created: an ARN need not have its upper case
     * @param variants names of its production variants
     */
    public record Endpoint(Arn arn, String name, List<String> variants) {

        public Endpoint {
            variants = List.copyOf(variants);
        }
    }
}
