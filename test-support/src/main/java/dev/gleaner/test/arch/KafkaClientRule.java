package dev.gleaner.test.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;

/** How a service makes its Kafka clients: a client that it makes itself lacks the broker's TLS and credentials. */
public final class KafkaClientRule {

    /** Nothing makes a client but the factory of all services, which is in none of them. */
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
