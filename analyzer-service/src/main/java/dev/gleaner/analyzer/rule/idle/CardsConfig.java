package dev.gleaner.analyzer.rule.idle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Set;

/** Which instances hold cards whose work the processor does not show. */
@ConfigMapping(prefix = "analyzer.cards")
public interface CardsConfig {

    /**
     * Series, the letters before the generation, of instance types with GPUs, FPGAs, machine-learning or transcoding
     * accelerators. Source: Amazon EC2 instance type naming conventions, 2026-11.
     */
    @WithDefault("dl,f,g,gr,inf,p,trn,vt")
    Set<String> series();
}
