package dev.gleaner.collector.source.cloudtrail.record;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Sources of CloudTrail events. */
@ConfigMapping(prefix = "collector.cloudtrail")
public interface CloudTrailConfig {

    /**
     * Folder whose {@code *.json} and {@code *.jsonl} files are read, gzip-compressed or not, including subfolders. It
     * is then watched for new files.
     */
    Optional<Path> folder();

    /** Bucket and prefix, {@code s3://bucket/prefix}, to which the trail is delivered. */
    Optional<URI> s3();

    /** URL of the SQS queue in which S3 announces new log files. */
    Optional<URI> queue();

    /**
     * Buckets from which announced files are read; files of other buckets become dead letters. Without it the bucket of
     * {@link #s3} is used. The queue requires one of the two.
     */
    Optional<Set<String>> buckets();

    /**
     * Account id of the owner of these buckets. S3 then refuses requests to a bucket of that name in another account.
     */
    Optional<String> bucketOwner();

    /**
     * Largest announced file in compressed bytes; larger ones become dead letters. CloudTrail's files have about 10 MB
     * at most.
     */
    @WithDefault("64M")
    MemorySize fileLimit();

    /** URL of the SQS queue to which EventBridge sends CloudTrail events. */
    Optional<URI> eventsQueue();

    /** Visibility timeout of a received message. It is extended while the message is processed. */
    @WithDefault("PT2M")
    Duration visibility();

    /** Number of deliveries of a message after which a file that S3 refuses becomes a dead letter. */
    @WithDefault("5")
    int tries();

    /** Event history of the configured regions, for accounts without a trail. */
    Lookup lookup();

    /** The event history before a new installation. */
    History history();

    /** Time between two listings of the folder or bucket. */
    @WithDefault("PT1M")
    Duration interval();

    /**
     * If {@code true}, only log files of the folder or bucket that a CloudTrail digest lists and whose hash matches are
     * read, and progress stops at the first gap in the digests. A log file is read once the digest of its hour has
     * arrived.
     */
    @WithDefault("false")
    boolean digestsRequired();

    /**
     * Accept a digest only with a valid signature of CloudTrail. If {@code false}, whoever can write log files can also
     * write digests for them.
     */
    @WithDefault("true")
    boolean digestSignatures();

    /**
     * File of the public keys of digests, in the output format of {@code aws cloudtrail list-public-keys}; several
     * outputs may follow each other. Without it the keys are requested from CloudTrail.
     */
    Optional<Path> digestKeys();

    /**
     * Time up to which a person has reviewed gaps and faults in the digests. Progress passes them; files that do not
     * match stay unread.
     */
    Optional<Instant> digestFaultsAccepted();

    /** Largest record; larger ones become dead letters. CloudTrail's records have at most 256 kB. */
    @WithDefault("1M")
    MemorySize recordLimit();

    /**
     * Longest wait of the first reading for inventory, networks and address ranges, from which the location of a reader
     * is known.
     */
    @WithDefault("PT5M")
    Duration inventoryPatience();

    /**
     * Calls of the last 90 days, by LookupEvents: who created the resources that there are, and since when nothing has used volumes and
     * addresses. Free of charge.
     */
    interface History {

        /**
         * Read it once for each account and configured region in which resources are listed, before any progress is reported; also with a
         * trail, of which the log files of that time may not be there.
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * Longest time that progress waits for it. What was not read by then, from the newest calls on, is left out, as it would be too
         * late.
         */
        @WithDefault("PT30M")
        Duration longest();
    }

    /** CloudTrail's LookupEvents, which returns management events only, 50 per call and two calls a second. */
    interface Lookup {

        /** Read the event history by LookupEvents. */
        @WithDefault("false")
        boolean enabled();

        /** Time between two readings of the event history. */
        @WithDefault("PT5M")
        Duration interval();

        /** Period before the first start that is read. AWS keeps 90 days. */
        @WithDefault("P1D")
        Duration lookback();
    }
}
