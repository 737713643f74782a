package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code previous-generation}. */
@ConfigMapping(prefix = "analyzer.previous-generation")
public interface PreviousGenerationConfig {

    /** Age of an instance from which it is found, in whole hours. */
    @WithDefault("P14D")
    Duration age();

    /**
     * Find instances of current generations too, where a type with another processor costs less. This finds most instances of an account, each
     * with a tenth to a fifth of its price.
     */
    @WithDefault("false")
    boolean current();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT2H")
    Duration effort();
}
