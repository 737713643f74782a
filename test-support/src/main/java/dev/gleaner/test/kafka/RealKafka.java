package dev.gleaner.test.kafka;

import dev.gleaner.local.runtime.kafka.EmbeddedKafka;
import dev.gleaner.test.process.ContainerEngine;
import dev.gleaner.test.process.ContainerPolicy;
import dev.gleaner.test.process.OncePerJvm;
import dev.gleaner.test.process.StartupMessage;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real single-node broker without any topics, shared by all tests of a JVM; each test uses topic names of its own.
 */
public final class RealKafka {

    private RealKafka() {}

    /** {@code host:port} of the broker; the first call starts it. */
    public static String bootstrapServers() {
        return OncePerJvm.facts(BrokerStarter.class).getOrDefault(BrokerStarter.BOOTSTRAP, "");
    }

    /** Starts the broker: in a container, else in this JVM. */
    public static final class BrokerStarter implements Supplier<Map<String, String>> {

        static final String BOOTSTRAP = "bootstrap";
        private static final int PORT = 9092;
        private static final String IMAGE = "gleaner-test/kafka:" + AppInfoParser.getVersion();

        @Override
        public Map<String, String> get() {
            return ContainerPolicy.orEmbedded(IMAGE, BrokerStarter::container, BrokerStarter::embedded);
        }

        private static Map<String, String> embedded() {
            EmbeddedKafka broker = EmbeddedKafka.start();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-kafka"));
            StartupMessage.print("embedded Kafka %s at %s", AppInfoParser.getVersion(), broker.bootstrapServers());
            return Map.of(BOOTSTRAP, broker.bootstrapServers());
        }

        /** Testcontainers stops it at the end of the JVM. */
        private static Map<String, String> container() {
            DockerImageName image = DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("apache/kafka");
            KafkaContainer kafka = new KafkaContainer(image)
                    .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                    .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
                    .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");
            ContainerEngine.start(kafka, PORT);
            return Map.of(BOOTSTRAP, kafka.getBootstrapServers());
        }
    }
}
