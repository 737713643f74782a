package dev.gleaner.collector.aws;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Which AWS is read. */
@ConfigMapping(prefix = "collector.aws")
public interface AwsConfig {

    /** Regions whose instances are read. */
    Optional<List<String>> regions();

    /** Another endpoint for all services, such as a stand-in; absent for the real AWS. */
    Optional<URI> endpoint();

    /** Profile of the AWS configuration files; absent for the SDK's default chain of credentials. */
    Optional<String> profile();
}
