package dev.gleaner.collector.source.ipranges;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Public address ranges of AWS, by which the collector recognizes where a bucket is read from. */
@ConfigMapping(prefix = "collector.ip-ranges")
public interface IpRangesConfig {

    /**
     * Location of AWS' {@code ip-ranges.json}: {@code https://ip-ranges.amazonaws.com/ip-ranges.json}, or a copy as
     * {@code file:///...}. Without it, readers at public addresses outside the listed accounts are unknown.
     */
    Optional<URI> url();

    /** Time between two readings. AWS changes the file a few times a week. */
    @WithDefault("P1D")
    Duration interval();
}
