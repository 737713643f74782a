package dev.gleaner.service.access;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Who may call the REST routes. */
@ConfigMapping(prefix = "gleaner.access")
public interface AccessConfig {

    /**
     * File of bearer tokens, a line each: {@code TOKEN IDENTITY role,role}. Made with one token of all roles when it is
     * absent. Without this key nobody may call anything.
     */
    Optional<Path> tokenFile();
}
