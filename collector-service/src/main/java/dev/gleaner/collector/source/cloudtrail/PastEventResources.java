package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.fleet.ResourceListings;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.collector.listing.kind.ElasticIpListing;
import dev.gleaner.collector.listing.kind.NotebookListing;
import dev.gleaner.collector.listing.kind.VolumeListing;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.ListingPatience;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The calls that are looked up, and the listed resources for which they are. */
@ApplicationScoped
class PastEventResources {

    private final ResourceListings listings;
    private final InstanceRegistry instances;
    private final ListingRegistry registry;
    private final List<KindListing> kinds;
    private final ListingPatience patience;

    PastEventResources(
            CloudTrailConfig config,
            ResourceListings listings,
            InstanceRegistry instances,
            ListingRegistry registry,
            @All List<KindListing> kinds) {
        this.listings = listings;
        this.instances = instances;
        this.registry = registry;
        this.kinds = List.copyOf(kinds);
        this.patience = new ListingPatience("cloudtrail-history", config.inventoryPatience());
    }

    /** Whether resources are listed by the API. */
    boolean isEnabled() {
        return listings.isEnabled();
    }

    /** The ARNs of the listed resources that calls of these names are about; empty if they are not asked for. */
    Optional<Set<String>> listed(Names names, SourceScope scope) {
        return switch (names) {
            case VOLUMES -> Optional.of(listed(ResourceKind.VOLUME, VolumeListing.ListedVolume.class, scope));
            case ADDRESSES -> Optional.of(listed(ResourceKind.ADDRESS, ElasticIpListing.ListedAddress.class, scope));
            case NOTEBOOKS ->
                Optional.of(listed(ResourceKind.NOTEBOOK_INSTANCE, NotebookListing.NotebookInstance.class, scope));
            case INSTANCES ->
                Optional.of(patience.await(() -> instances.region(scope.account(), scope.region())).stream()
                        .flatMap(region -> region.instances().stream())
                        .map(member -> Arn.instance(scope.region(), member.account(), member.id())
                                .toString())
                        .collect(Collectors.toSet()));
            case BUCKETS -> Optional.empty();
        };
    }

    private <T extends ListedResource> Set<String> listed(ResourceKind kind, Class<T> type, SourceScope scope) {
        boolean isListed = kinds.stream()
                .anyMatch(listing -> listing.source().equals(kind.listing().name())
                        && listing.config().enabled());
        return isListed
                ? patience.await(() -> registry.region(type, scope.account(), scope.region())).stream()
                        .flatMap(List::stream)
                        .map(resource -> kind.arn(scope.region(), scope.account(), resource.id())
                                .toString())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** Calls by the kind of their resources: first those that are of most use, and last those of which there are most. */
    enum Names {
        VOLUMES("AttachVolume", "DetachVolume", "CreateVolume"),
        // The association of an address is known before its end.
        ADDRESSES("AssociateAddress", "DisassociateAddress", "AllocateAddress"),
        NOTEBOOKS("CreatePresignedNotebookInstanceUrl", "StartNotebookInstance", "CreateNotebookInstance"),
        /** They are listed by account, and hardly ever created. */
        BUCKETS("CreateBucket"),
        INSTANCES("StopInstances", "StartInstances", "RunInstances");

        private final List<String> names;

        Names(String... names) {
            this.names = List.of(names);
        }

        List<String> names() {
            return names;
        }

        static List<String> all() {
            return Arrays.stream(values()).flatMap(kind -> kind.names.stream()).toList();
        }
    }
}
