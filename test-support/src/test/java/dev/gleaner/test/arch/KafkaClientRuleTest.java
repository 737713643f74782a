package dev.gleaner.test.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.gleaner.test.kafka.KafkaTestClient;
import dev.gleaner.test.kafka.SecuredKafka;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClientRuleTest {

    /** A consumer and a producer, and an admin client. */
    @ParameterizedTest
    @ValueSource(classes = {KafkaTestClient.class, SecuredKafka.class})
    void shouldFindWhatMakesAClientItself(Class<?> type) {
        assertThat(KafkaClientRule.BY_FACTORY_ONLY
                        .evaluate(new ClassFileImporter().importClasses(type))
                        .hasViolation())
                .isTrue();
    }
}
