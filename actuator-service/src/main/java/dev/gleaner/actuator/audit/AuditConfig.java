package dev.gleaner.actuator.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Where the audit goes besides PostgreSQL. */
@ConfigMapping(prefix = "actuator.audit")
public interface AuditConfig {

    /** Folder outside Kafka and PostgreSQL that takes the signed heads; actuators that share a database share it. */
    @WithDefault("data/heads")
    Path headsFolder();

    /** The first Ed25519 key pair that signs heads; made at first start, readable for the owner alone. */
    @WithDefault("${actuator.audit.heads-folder}.key")
    Path keyFile();

    /** Folder of the key pairs that followed the first; actuators that share a database share it. */
    @WithDefault("${actuator.audit.key-file}s")
    Path keysFolder();

    /** How often a head is signed, if there is something new. */
    @WithDefault("60s")
    Duration headInterval();

    /** How often entries are published to Kafka. */
    @WithDefault("1s")
    Duration publishInterval();

    /** How long a publisher that is silent keeps others from publishing. */
    @WithDefault("15s")
    Duration publisherLease();

    /** How young an entry has to be for verification to excuse that Kafka does not have it. */
    @WithDefault("5s")
    Duration grace();
}
