package dev.gleaner.service.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Identities that may call the REST routes, and their roles. */
@ConfigMapping(prefix = "gleaner.access")
public interface AccessConfig {

    /**
     * File of bearer tokens, one per line: {@code TOKEN IDENTITY role,role}. If the file does not exist, it is created
     * with one token that has all roles. A change is in force after a few seconds, if all lines are right and there is one at least; a
     * file that is removed or emptied changes nothing. Without this key and without an issuer every call is refused.
     */
    Optional<Path> tokenFile();

    /** OpenID provider whose tokens are accepted beside those of the file. */
    Oidc oidc();

    /** Requirements for a token of the provider, and the roles that it grants. */
    interface Oidc {

        /**
         * Issuer of the OpenID provider, as its tokens name it: an https URL, or http on this machine. Without it no
         * token of a provider is accepted.
         */
        Optional<URI> issuer();

        /**
         * Audience that a token must have. Required with an issuer, because a provider issues tokens for other
         * applications too.
         */
        Optional<String> audience();

        /** Claim whose value is recorded in the audit as the caller's identity. */
        @WithDefault("sub")
        String identityClaim();

        /**
         * Claim that contains the caller's groups, as a list or as text separated by spaces. A dot selects a nested
         * claim.
         */
        @WithDefault("groups")
        String rolesClaim();

        /** Roles by group. A caller in none of these groups is authenticated, but has no role. */
        Map<String, List<String>> roles();
    }
}
