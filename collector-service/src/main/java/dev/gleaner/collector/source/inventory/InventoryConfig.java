package dev.gleaner.collector.source.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What EC2 says of the instances that there are. */
@ConfigMapping(prefix = "collector.inventory")
public interface InventoryConfig {

    /** Whether what is in {@code collector.aws.regions} is listed: instances, buckets, networks and all below. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Folder with recorded answers instead: every {@code *.json} below it, as {@code aws ec2 describe-instances} prints
     * them. Then the API is not asked, not for anything else either, and no metrics are asked for.
     */
    Optional<Path> folder();

    /** How often they are listed, or files that changed are read. */
    @WithDefault("PT10M")
    Duration interval();

    /** Buckets of {@code collector.aws.regions}. */
    Buckets buckets();

    /** VPCs of {@code collector.aws.regions}. */
    Networks networks();

    /** EBS volumes of {@code collector.aws.regions}. */
    Kind volumes();

    /** Elastic IP addresses of {@code collector.aws.regions}. */
    Kind addresses();

    /** Snapshots of volumes of {@code collector.aws.regions}, our own ones, and which images use them. */
    SlowKind snapshots();

    /** Auto Scaling groups of {@code collector.aws.regions}. */
    Kind scalingGroups();

    /** Inference endpoints of SageMaker of {@code collector.aws.regions}. */
    Kind endpoints();

    /** Log groups of CloudWatch of {@code collector.aws.regions}. */
    SlowKind logGroups();

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

    /** What there is beside instances, and changes slowly: rules about it count in days, those of {@link SlowKind} in months. */
    interface Kind {

        /** Whether they are listed, where instances are listed by the API too. */
        @WithDefault("true")
        boolean enabled();

        /** How often they are listed. */
        @WithDefault("P1D")
        Duration interval();
    }

    /** What no rule looks at before it is old. */
    interface SlowKind extends Kind {

        @Override
        @WithDefault("P7D")
        Duration interval();
    }
}
