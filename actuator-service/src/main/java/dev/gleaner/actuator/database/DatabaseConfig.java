package dev.gleaner.actuator.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * PostgreSQL database. {@code application.properties} passes these values to Quarkus' data source, for its reactive
 * client and for Flyway.
 */
@ConfigMapping(prefix = "actuator.database")
public interface DatabaseConfig {

    /** Address of the database: {@code postgresql://HOST:PORT/DATABASE}. The schema is created in it at start. */
    @WithDefault("postgresql://127.0.0.1:15432/gleaner")
    String url();

    /** User of the database. */
    @WithDefault("gleaner")
    String username();

    /** Password of this user. */
    @WithDefault("gleaner")
    String password();
}
