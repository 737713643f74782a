package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What creates the resources of one kind in the AWS stand-in. {@link StandInResourceBuilder} lists the kinds.
 *
 * @param <R> the form of such a resource in an estate
 */
interface StandInKind<R extends EstateResource> {

    /** The kind in the estate. */
    EstateKind<R> kind();

    /** Creates a resource, and assigns the id that it got. */
    void create(R resource, StandInResources created);

    /** Brings a resource into its state, once those of all kinds are created. */
    default void finish(R resource, StandInResources created) {}

    /**
     * How the stand-in shows the resources of a region, by id: what makes of a resource of the estate the one that it shows. Empty for a kind
     * that is billed as the estate has it.
     */
    default Optional<Map<String, UnaryOperator<R>>> shown(StandInAwsClients clients, String region) {
        return Optional.empty();
    }
}
