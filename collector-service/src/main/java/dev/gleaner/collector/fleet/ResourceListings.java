package dev.gleaner.collector.fleet;

/** The listings that fill the registries of resources. Sources that ask for listed resources need nothing else of them. */
public interface ResourceListings {

    /** Whether resources are listed by the API; otherwise the registries stay empty. */
    boolean isEnabled();
}
