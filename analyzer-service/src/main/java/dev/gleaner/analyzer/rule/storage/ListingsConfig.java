package dev.gleaner.analyzer.rule.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Time, in whole hours, after which the last listing of a resource no longer tells of it, though its source goes on: what would
 * be found is then {@code insufficient}. It has to be longer than the interval of the listing, {@code collector.inventory.KIND.interval}.
 */
@ConfigMapping(prefix = "analyzer.listings")
public interface ListingsConfig {

    /** Of volumes, which are listed once a day by default. */
    @WithDefault("P4D")
    Duration volumes();

    /** Of addresses, which are listed once a day by default. */
    @WithDefault("P4D")
    Duration addresses();

    /** Of snapshots, which are listed once a week by default. */
    @WithDefault("P22D")
    Duration snapshots();

    /** Of container repositories, which are listed once a day by default. */
    @WithDefault("P4D")
    Duration containerRepositories();

    /** Of log groups, which are listed once a week by default. */
    @WithDefault("P22D")
    Duration logGroups();
}
