package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;

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
}
