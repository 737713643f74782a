package dev.gleaner.service.access;

import io.quarkus.security.identity.SecurityIdentity;
import java.net.URI;
import java.util.Optional;

/**
 * Who recognised a caller. One person can have a name in each of several realms, and nothing in the names tells that they
 * are the same person's.
 */
public final class AuthenticationRealm {

    /** The token file. */
    public static final String TOKENS = "tokens";

    static final String ATTRIBUTE = "gleaner.realm";
    private static final String UNKNOWN = "unknown";

    private AuthenticationRealm() {}

    /** The realm that recognised this caller. */
    public static String of(SecurityIdentity caller) {
        return Optional.ofNullable(caller.<String>getAttribute(ATTRIBUTE)).orElse(UNKNOWN);
    }

    static String oidc(URI issuer) {
        return "oidc:" + issuer;
    }
}
