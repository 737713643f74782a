package dev.gleaner.analyzer.rule.tags;

import dev.gleaner.contracts.resource.EnvironmentTag;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Set;

/** Environments that are not production. */
@ConfigMapping(prefix = "analyzer.environment")
public interface EnvironmentConfig {

    /**
     * Values of the tags {@code environment}, {@code env} or {@code stage}, in lower case, that are not production. Any
     * other value, or none, is production.
     */
    @WithDefault(EnvironmentTag.NON_PRODUCTION)
    Set<String> nonProduction();
}
