package dev.gleaner.service.access;

/** Tells configuration that names a caller from configuration that names nobody. */
public interface CallerDirectory {

    /**
     * Whether somebody of this name, in any case, could be recognised: a name of the token file, or any name where an
     * OpenID provider is configured, since only the provider knows its users.
     */
    boolean mayInclude(String identity);
}
