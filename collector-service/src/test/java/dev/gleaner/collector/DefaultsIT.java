package dev.gleaner.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.ServiceStatus;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Started with a broker and nothing else: it says that it is well, and lets nobody in. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
class DefaultsIT {

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource("/q/health/ready")
    URI health;

    @TestHTTPResource("/firehose")
    URI firehose;

    @TestHTTPResource("/gpu")
    URI gpu;

    @Test
    void shouldStartWithNothingConfigured() throws Exception {
        assertThat(status(HttpRequest.newBuilder(health).build())).isEqualTo(200);
    }

    /** By a record for the actuator. */
    @Test
    void shouldTellThatItWorks() {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(new TopicReader(bootstrapServers).records(Topic.SERVICE_STATUS))
                        // A collector that ends takes its report back.
                        .filteredOn(record -> record.value() != null)
                        .map(record -> Json.read(record.value(), ServiceStatus.class))
                        .anySatisfy(status -> {
                            assertThat(status.service()).isEqualTo("collector");
                            assertThat(status.instance()).isNotEmpty();
                            assertThat(status.problem()).isNull();
                        }));
    }

    @Test
    void shouldTakeNoDeliveryWithoutAKey() throws Exception {
        HttpRequest delivery = HttpRequest.newBuilder(firehose)
                .POST(BodyPublishers.ofString("{}"))
                .build();

        assertThat(status(delivery)).isEqualTo(401);
    }

    @Test
    void shouldTakeNoCardsWithoutAToken() throws Exception {
        HttpRequest cards = HttpRequest.newBuilder(gpu)
                .header("Authorization", "Bearer anything")
                .POST(BodyPublishers.ofString("timestamp, uuid"))
                .build();

        assertThat(status(cards)).isEqualTo(401);
    }

    private static int status(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
