package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.contracts.resource.EnvironmentTag;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Set;

/** Which environments are not production. */
@ConfigMapping(prefix = "analyzer.environment")
public interface EnvironmentConfig {

    /** Values of the tag environment, env or stage, lower case, that are not production; any other one is, and so is none. */
    @WithDefault(EnvironmentTag.NON_PRODUCTION)
    Set<String> nonProduction();
}
