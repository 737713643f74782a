package dev.gleaner.collector.source.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What EC2 says of the instances that there are. */
@ConfigMapping(prefix = "collector.inventory")
public interface InventoryConfig {

    /** Whether what is in {@code collector.aws.regions} is listed: instances, buckets, networks. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Folder with recorded answers instead: every {@code *.json} below it, as {@code aws ec2 describe-instances} prints
     * them. Then the API is not asked, not for buckets and networks either, and no metrics are asked for by instance.
     */
    Optional<Path> folder();

    /** How often they are listed, or files that changed are read. */
    @WithDefault("PT10M")
    Duration interval();

    /** Buckets of {@code collector.aws.regions}. */
    Buckets buckets();

    /** VPCs of {@code collector.aws.regions}. */
    Networks networks();

    /** What S3 says of the buckets that there are. */
    interface Buckets {

        /** Whether they are listed, where instances are listed by the API too. */
        @WithDefault("true")
        boolean enabled();

        /** How often they are listed. */
        @WithDefault("PT1H")
        Duration interval();
    }

    /** What EC2 says of VPCs, their NAT gateways and endpoints. */
    interface Networks {

        /** Whether they are listed, where instances are listed by the API too. */
        @WithDefault("true")
        boolean enabled();

        /** How often they are listed. */
        @WithDefault("PT10M")
        Duration interval();
    }
}
