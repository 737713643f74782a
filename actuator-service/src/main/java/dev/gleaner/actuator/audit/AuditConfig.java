package dev.gleaner.actuator.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Signing, publication and verification of the audit. */
@ConfigMapping(prefix = "actuator.audit")
public interface AuditConfig {

    /** Folder outside Kafka and PostgreSQL for signed heads. Actuators that share a database share this folder. */
    @WithDefault("data/heads")
    Path headsFolder();

    /**
     * File of the first Ed25519 key pair that signs heads. It is created before the first head, readable by its owner
     * only.
     */
    @WithDefault("${actuator.audit.heads-folder}.key")
    Path keyFile();

    /**
     * File of the public half of the first key, on which all trust rests. It stays when the key pair is deleted after a
     * rotation.
     */
    @WithDefault("${actuator.audit.key-file}.pub")
    Path publicKeyFile();

    /** Folder of later key pairs. Actuators that share a database share this folder. */
    @WithDefault("${actuator.audit.key-file}s")
    Path keysFolder();

    /** Time between two signatures; no head is signed if there is no new entry. */
    @WithDefault("60s")
    Duration headInterval();

    /** Time after which the folders of heads and keys count as unreachable. */
    @WithDefault("10s")
    Duration headsTimeout();

    /** Time for which an entry may wait for its place in the chain. Its transaction then fails. */
    @WithDefault("5s")
    Duration appendTimeout();

    /** Time between two publications of new entries to Kafka. */
    @WithDefault("1s")
    Duration publishInterval();

    /** Time after which another actuator replaces a publisher that does not respond. */
    @WithDefault("15s")
    Duration publisherLease();

    /** Time between two verifications of the newest entries, by database and signed heads. */
    @WithDefault("60s")
    Duration recentInterval();

    /** Time between two verifications of all entries, the first at start. */
    @WithDefault("24h")
    Duration verifyInterval();

    /** Age up to which an entry may be missing in Kafka without a verification failure. */
    @WithDefault("5s")
    Duration grace();
}
