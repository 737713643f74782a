package dev.gleaner.collector.source.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Listing of the resources in each account and region. */
@ConfigMapping(prefix = "collector.inventory")
public interface InventoryConfig {

    /** List the resources in {@code collector.aws.regions}. If {@code false}, no kind of resource is listed. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Folder of recorded responses that replace the API: each {@code *.json} file, including subfolders, in the output
     * format of {@code aws ec2 describe-instances}. No other kind is listed then, and no metrics are requested.
     */
    Optional<Path> folder();

    /**
     * Folder of earlier listings of volumes and addresses, which are published before the first listing by the API: {@code
     * ACCOUNT/REGION/volumes/*.json} and {@code ACCOUNT/REGION/addresses/*.json}, in the output format of {@code aws ec2
     * describe-volumes} and {@code describe-addresses}, each valid as of the time at which its file was written. They show since
     * when something is unused, which AWS does not.
     */
    Optional<Path> pastListings();

    /** Time between two listings of instances, or between two checks of the folder for changed files. */
    @WithDefault("PT10M")
    Duration interval();

    /**
     * Time after which the unchanged listing of a resource is published again; a changed one is published at once. {@code PT0S}
     * publishes every listing.
     */
    @WithDefault("PT6H")
    Duration unchangedInterval();

    /** S3 buckets. */
    Buckets buckets();

    /** Listing of buckets. */
    interface Buckets {

        /** List buckets, if instances are listed by the API. */
        @WithDefault("true")
        boolean enabled();

        /** Time between two listings of buckets. */
        @WithDefault("PT1H")
        Duration interval();

        /**
         * Incomplete multipart uploads of a bucket that are counted, once a day and 1,000 per request. {@code 0} lists no
         * uploads.
         */
        @WithDefault("10000")
        int uploads();

        /** Incomplete uploads of a bucket whose bytes are read, the oldest ones, with a request for each. */
        @WithDefault("100")
        int measuredUploads();
    }
}
