package dev.gleaner.collector.source.ipranges;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Which public addresses belong to AWS, for telling from where a bucket is read. */
@ConfigMapping(prefix = "collector.ip-ranges")
public interface IpRangesConfig {

    /**
     * Where AWS's {@code ip-ranges.json} lies: {@code https://ip-ranges.amazonaws.com/ip-ranges.json}, or a copy of it as
     * {@code file:///...}. Without it readers at addresses that are not our own stay unknown.
     */
    Optional<URI> url();

    /** How often it is read again; AWS changes it a few times a week. */
    @WithDefault("P1D")
    Duration interval();
}
