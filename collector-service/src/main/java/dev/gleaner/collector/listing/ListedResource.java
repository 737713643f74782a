package dev.gleaner.collector.listing;

/** What is known of a resource by the last complete listing of its region. */
public interface ListedResource {

    /** Unique among the resources of its type in its region and account. */
    String id();
}
