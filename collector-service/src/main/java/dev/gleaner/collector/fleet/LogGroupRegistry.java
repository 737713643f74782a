package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Log groups of CloudWatch that store events, by the last complete listing of each account and region. */
@ApplicationScoped
public class LogGroupRegistry {

    private final Map<AccountRegion, List<ListedLogGroup>> regions = new ConcurrentHashMap<>();

    /** Stores a complete listing of a region of an account. */
    public void replace(String account, String region, List<ListedLogGroup> groups) {
        regions.put(new AccountRegion(account, region), List.copyOf(groups));
    }

    /** Log groups of a region of an account that store events; empty before it was listed. */
    public Optional<List<ListedLogGroup>> region(String account, String region) {
        return Optional.ofNullable(regions.get(new AccountRegion(account, region)));
    }

    /** A log group and its name in CloudWatch. */
    public record ListedLogGroup(Arn arn, String name) {}
}
