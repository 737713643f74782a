package dev.gleaner.service.access;

import io.quarkus.security.identity.SecurityIdentity;
import java.net.URI;
import java.util.Optional;

/**
 * The realm that authenticated a caller. One person can have a name in several realms, and the names do not show that they
 * belong to the same person.
 */
public final class AuthenticationRealm {

    /** The token file. */
    public static final String TOKENS = "tokens";

    static final String ATTRIBUTE = "gleaner.realm";
    private static final String UNKNOWN = "unknown";

    private AuthenticationRealm() {}

    /** The realm that authenticated a caller. */
    public static String of(SecurityIdentity caller) {
        return Optional.ofNullable(caller.<String>getAttribute(ATTRIBUTE)).orElse(UNKNOWN);
    }

    static String oidc(URI issuer) {
        return "oidc:" + issuer;
    }
}
