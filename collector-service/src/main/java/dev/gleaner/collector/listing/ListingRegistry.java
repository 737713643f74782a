package dev.gleaner.collector.listing;

import dev.gleaner.contracts.resource.AccountRegion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Resources by the last complete listing of each account and region, of each type that a kind names. */
@ApplicationScoped
public class ListingRegistry {

    private final Map<Key, Listed<?>> regions = new ConcurrentHashMap<>();

    /** Stores a complete listing of a region of an account. */
    public void replace(String account, String region, ListedRegion listing) {
        listing.resources()
                .forEach((type, resources) ->
                        regions.put(new Key(type, new AccountRegion(account, region)), Listed.of(resources)));
    }

    /** Resources of a region of an account; empty before it was listed. */
    public <T extends ListedResource> Optional<List<T>> region(Class<T> type, String account, String region) {
        return Optional.ofNullable(listed(type, account, region)).map(Listed::all);
    }

    /** A resource by its id; empty if no listing of its region shows it. */
    public <T extends ListedResource> Optional<T> find(Class<T> type, String account, String region, String id) {
        return Optional.ofNullable(listed(type, account, region))
                .flatMap(listed -> Optional.ofNullable(listed.byId().get(id)));
    }

    /** A listing is stored under the type of its resources. */
    @SuppressWarnings("unchecked")
    private <T extends ListedResource> @Nullable Listed<T> listed(Class<T> type, String account, String region) {
        return (Listed<T>) regions.get(new Key(type, new AccountRegion(account, region)));
    }

    private record Key(Class<? extends ListedResource> type, AccountRegion region) {}

    private record Listed<T extends ListedResource>(List<T> all, Map<String, T> byId) {

        static <T extends ListedResource> Listed<T> of(List<T> resources) {
            return new Listed<>(
                    resources,
                    resources.stream()
                            .collect(Collectors.toUnmodifiableMap(
                                    ListedResource::id, Function.identity(), (first, other) -> first)));
        }
    }
}
