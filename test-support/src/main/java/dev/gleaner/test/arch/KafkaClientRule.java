package dev.gleaner.test.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;

/**
 * How a service creates its Kafka clients: a client that it creates itself lacks the TLS and credentials of the broker.
 */
public final class KafkaClientRule {

    /** Only the factory in service-support creates clients. */
    public static final ArchRule BY_FACTORY_ONLY = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.apache\\.kafka\\.clients\\.(producer\\.KafkaProducer|consumer\\.KafkaConsumer)")
            .orShould()
            .callMethod(Admin.class, "create", Map.class)
            .orShould()
            .callMethod(Admin.class, "create", Properties.class);

    private KafkaClientRule() {}
}
