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

    /** The first Ed25519 key pair that signs heads; made before the first head, readable for the owner alone. */
    @WithDefault("${actuator.audit.heads-folder}.key")
    Path keyFile();

    /** The public half of the first key, which all trust begins with; it stays when the pair is deleted after a rotation. */
    @WithDefault("${actuator.audit.key-file}.pub")
    Path publicKeyFile();

    /** Folder of the key pairs that followed the first; actuators that share a database share it. */
    @WithDefault("${actuator.audit.key-file}s")
    Path keysFolder();

    /** How often a head is signed, if there is something new. */
    @WithDefault("60s")
    Duration headInterval();

    /** How long the folders of heads and keys may take for an answer before they count as out of reach. */
    @WithDefault("10s")
    Duration headsTimeout();

    /** How long an entry may wait for its place in the chain before its transaction fails. */
    @WithDefault("5s")
    Duration appendTimeout();

    /** How often entries are published to Kafka. */
    @WithDefault("1s")
    Duration publishInterval();

    /** How long a publisher that is silent keeps others from publishing. */
    @WithDefault("15s")
    Duration publisherLease();

    /** How often the newest part of the audit is verified: database and signed heads. */
    @WithDefault("60s")
    Duration recentInterval();

    /** How often all of it is verified without being asked for, from the start of the actuator on. */
    @WithDefault("24h")
    Duration verifyInterval();

    /** How young an entry has to be for verification to excuse that Kafka does not have it. */
    @WithDefault("5s")
    Duration grace();
}
