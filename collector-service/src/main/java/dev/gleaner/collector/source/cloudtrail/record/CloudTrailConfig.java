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

/** Where the trail comes from. */
@ConfigMapping(prefix = "collector.cloudtrail")
public interface CloudTrailConfig {

    /** Folder whose {@code *.json} and {@code *.jsonl}, packed by gzip or not, are read, with all below it; then it is watched. */
    Optional<Path> folder();

    /** {@code s3://bucket/prefix} to which the trail is delivered. */
    Optional<URI> s3();

    /** URL of a queue of SQS to which S3 announces the trail's files. */
    Optional<URI> queue();

    /**
     * Names of the buckets whose files are read when the queue announces them; files of others become dead letters. Without it
     * that of {@link #s3}; the queue needs one of both.
     */
    Optional<Set<String>> buckets();

    /** Account to which these buckets belong; S3 then refuses a bucket of that name that has become somebody else's. */
    Optional<String> bucketOwner();

    /** Announced files of more bytes, packed as they are, become dead letters; CloudTrail's are some ten MB at most. */
    @WithDefault("64M")
    MemorySize fileLimit();

    /** URL of a queue of SQS to which EventBridge sends the trail's records. */
    Optional<URI> eventsQueue();

    /** How long a message stays hidden from others; made longer again and again while it is worked on. */
    @WithDefault("PT2M")
    Duration visibility();

    /** After so many deliveries of its message a file that S3 refuses becomes a dead letter. */
    @WithDefault("5")
    int tries();

    /** The event history of the configured regions, where no trail can be had. */
    Lookup lookup();

    /** How often folder and bucket are listed for new files. */
    @WithDefault("PT1M")
    Duration interval();

    /**
     * Whether of folder and bucket only that is read that CloudTrail's digest files name, as they say it is, and progress passes
     * no gap between them. A log file then waits for the digest of its hour.
     */
    @WithDefault("false")
    boolean digestsRequired();

    /** Whether digests are believed only by CloudTrail's signature; else who can write files can write digests for them. */
    @WithDefault("true")
    boolean digestSignatures();

    /**
     * File of the keys that they are signed with, as {@code aws cloudtrail list-public-keys} prints them, one answer after another;
     * without it CloudTrail is asked.
     */
    Optional<Path> digestKeys();

    /** Gaps and faults up to this time have been looked at by somebody, and are passed; what is broken stays unread. */
    Optional<Instant> digestFaultsAccepted();

    /** Larger records become dead letters; CloudTrail writes none above 256 kB. */
    @WithDefault("1M")
    MemorySize recordLimit();

    /** How long the first reading waits for what tells where readers are: inventory, networks, address ranges. */
    @WithDefault("PT5M")
    Duration inventoryPatience();

    /** LookupEvents: 50 events a call, two calls a second; management events only. */
    interface Lookup {

        /** Whether it is asked. */
        @WithDefault("false")
        boolean enabled();

        /** How often. */
        @WithDefault("PT5M")
        Duration interval();

        /** How far back the first start goes; AWS keeps 90 days. */
        @WithDefault("P1D")
        Duration lookback();
    }
}
