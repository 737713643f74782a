package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** AWS may have done what it did not answer: whoever changes something looks before the next call, and the SDK does not. */
class CalledOnceTest {

    private static final Arn INSTANCE = Arn.instance("us-east-1", "123456789012", "i-1");

    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;
    private AwsClients clients;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        clients = new AwsClients(new SmallRyeConfigBuilder()
                .withMapping(AwsConfig.class)
                .withDefaultValue(
                        "actuator.aws.endpoint",
                        "http://127.0.0.1:" + server.getAddress().getPort())
                .withDefaultValue("actuator.aws.call-timeout", "PT10S")
                .build()
                .getConfigMapping(AwsConfig.class));
    }

    @AfterEach
    void stop() {
        clients.close();
        server.stop(0);
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void shouldChangeEc2ByOneCall() {
        shouldCallOnce(clients.ec2(INSTANCE).stopInstances(request -> request.instanceIds("i-1")));
    }

    @Test
    void shouldChangeLogGroupsByOneCall() {
        shouldCallOnce(clients.logs(INSTANCE)
                .putRetentionPolicy(request -> request.logGroupName("group").retentionInDays(30)));
    }

    @Test
    void shouldChangeScalingGroupsByOneCall() {
        shouldCallOnce(clients.autoScaling(INSTANCE)
                .updateAutoScalingGroup(
                        request -> request.autoScalingGroupName("group").maxSize(1)));
    }

    @Test
    void shouldChangeBucketsByOneCall() {
        shouldCallOnce(clients.s3Once("us-east-1").deleteBucketLifecycle(request -> request.bucket("models")));
    }

    private void shouldCallOnce(CompletableFuture<?> call) {
        call.handle((answer, failure) -> failure).join();

        assertThat(calls).hasValue(1);
    }
}
