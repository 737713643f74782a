package dev.gleaner.local.runtime.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Properties by which a client of a secured broker trusts its certificate and authenticates as a user. */
public final class KafkaClientProperties {

    /** The property that holds user name and password. */
    public static final String LOGIN = "sasl.jaas.config";

    static final String MECHANISM = "SCRAM-SHA-512";
    private static final String LOGIN_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule required";

    private KafkaClientProperties() {}

    /** All that a user needs. */
    public static Map<String, String> of(String bootstrapServers, Path certificate, String user, String password) {
        Map<String, String> properties = new TreeMap<>(withoutLogin(certificate));
        properties.put("bootstrap.servers", bootstrapServers);
        properties.put(LOGIN, login(user, password));
        return properties;
    }

    /** The properties that are no secret and the same for each user. */
    static Map<String, String> withoutLogin(Path certificate) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                MECHANISM,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate.toString());
    }

    /** The value of {@link #LOGIN}. */
    static String login(String user, String password) {
        return LOGIN_MODULE + " username=\"" + user + "\" password=\"" + password + "\";";
    }
}
