package dev.gleaner.systemtests.flood;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FloodAwsServerTest {

    /** The shortest time after which Linux acknowledges a segment to which there is no answer. */
    private static final Duration DELAYED_ACKNOWLEDGEMENT = Duration.ofMillis(40);

    /** What the actuator waits for is its own work then, and not that of the fake. */
    @Test
    void shouldAnswerWithoutWaitingForAnAcknowledgement() throws IOException, InterruptedException {
        try (FloodAwsServer aws = new FloodAwsServer(Map.of())) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            HttpRequest request = HttpRequest.newBuilder(URI.create(aws.endpoint()))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("Action=GetMetricData&Version=2010-08-01"))
                    .build();
            List<Duration> took = new ArrayList<>();
            for (int call = 0; call < 60; call++) {
                long begun = System.nanoTime();
                client.send(request, BodyHandlers.ofString());
                took.add(Duration.ofNanos(System.nanoTime() - begun));
            }

            assertThat(took.stream().skip(20).sorted().toList().get(20))
                    .as("half of the calls")
                    .isLessThan(DELAYED_ACKNOWLEDGEMENT);
        }
    }
}
