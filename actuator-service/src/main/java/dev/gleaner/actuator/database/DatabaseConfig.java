package dev.gleaner.actuator.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The database. application.properties hands this on to Quarkus' data source, for its reactive client and for Flyway. */
@ConfigMapping(prefix = "actuator.database")
public interface DatabaseConfig {

    /** Where it is: {@code postgresql://HOST:PORT/DATABASE}. The schema is made in it at start. */
    @WithDefault("postgresql://127.0.0.1:15432/gleaner")
    String url();

    /** Who writes to it. */
    @WithDefault("gleaner")
    String username();

    /** Their password. */
    @WithDefault("gleaner")
    String password();
}
