package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.echo.Echo;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CloudTrail tells our calls from others by what stands in their user agent. */
class MarkTest {

    private final List<String> agents = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private AwsClients clients;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            agents.add(exchange.getRequestHeaders().getFirst("User-Agent"));
            exchange.sendResponseHeaders(400, -1);
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
    void shouldMarkEveryCallOfEveryClient() {
        List<CompletableFuture<?>> calls = List.of(
                clients.ec2("us-east-1").describeInstances(),
                clients.cloudWatch(Arn.instance("us-east-1", "123456789012", "i-1"))
                        .listMetrics(),
                clients.s3("us-east-1").listBuckets(),
                clients.s3Once("us-east-1").listBuckets());
        calls.forEach(call -> call.handle((answer, failure) -> failure).join());

        assertThat(agents)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(agent -> assertThat(agent).startsWith(Echo.MARK + " "));
    }
}
