package dev.gleaner.service.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may call the REST routes. */
@ConfigMapping(prefix = "gleaner.access")
public interface AccessConfig {

    /**
     * File of bearer tokens, a line each: {@code TOKEN IDENTITY role,role}. Made with one token of all roles when it is
     * absent. Without this key, and without an issuer, nobody may call anything.
     */
    Optional<Path> tokenFile();

    /** An OpenID provider whose tokens are good here, too. */
    Oidc oidc();

    /** What has to be true of a token, and what it gives. */
    interface Oidc {

        /** The provider, as it names itself; https, or http on this machine. Without it there is none. */
        Optional<URI> issuer();

        /** Whom tokens have to be made for. Needed with an issuer: it makes tokens for others, too. */
        Optional<String> audience();

        /** Claim that is the name in the audit. */
        @WithDefault("sub")
        String identityClaim();

        /** Claim that holds the groups, a list or text with spaces; inside another one after a dot. */
        @WithDefault("groups")
        String rolesClaim();

        /** Roles by group. Who is in none of these groups is known, and may do nothing. */
        Map<String, List<String>> roles();
    }
}
