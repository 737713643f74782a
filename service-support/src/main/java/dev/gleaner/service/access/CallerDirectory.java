package dev.gleaner.service.access;

/** Checks whether a name in the configuration can be that of a caller. */
public interface CallerDirectory {

    /**
     * Whether a caller of this name could be authenticated, ignoring case: a name of the token file, or any name if an OpenID
     * provider is configured, as only the provider knows its users.
     */
    boolean mayInclude(String identity);
}
