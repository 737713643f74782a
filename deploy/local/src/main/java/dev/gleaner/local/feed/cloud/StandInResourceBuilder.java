package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateResource;
import java.util.List;

/** Builds the resources of an estate in the AWS stand-in that need nothing but its instances and networks, and one another. */
final class StandInResourceBuilder {

    private final StandInResources created;

    StandInResourceBuilder(StandInResources created) {
        this.created = created;
    }

    /** The kinds in the order of their creation: snapshots are of volumes. */
    static List<StandInKind<?>> kinds() {
        return List.of(
                new StandInVolumes(),
                new StandInSnapshots(),
                new StandInAddresses(),
                new StandInLogGroups(),
                new StandInContainerRepositories(),
                new StandInInferenceEndpoints(),
                new StandInInferenceProfiles(),
                new StandInNotebooks());
    }

    void build() {
        List<StandInKind<?>> kinds = kinds();
        kinds.forEach(this::create);
        kinds.forEach(this::finish);
    }

    private <R extends EstateResource> void create(StandInKind<R> standIn) {
        all(standIn).forEach(resource -> standIn.create(resource, created));
    }

    private <R extends EstateResource> void finish(StandInKind<R> standIn) {
        all(standIn).forEach(resource -> standIn.finish(resource, created));
    }

    private <R extends EstateResource> List<R> all(StandInKind<R> standIn) {
        return created.estateTimeline().estate().all(standIn.kind());
    }
}
