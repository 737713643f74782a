package dev.gleaner.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;

class NoExpectContinueInterceptorTest {

    @Test
    void shouldUploadWithoutAskingForLeave() throws Exception {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        BlockingQueue<Map<String, List<String>>> headers = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            headers.add(exchange.getRequestHeaders());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            ClientsAt.of(endpoint, Clock.systemUTC(), Map.of("collector.aws.regions", "us-east-1"))
                    .clients()
                    .s3()
                    .putObject(
                            request -> request.bucket("archive").key("a"),
                            AsyncRequestBody.fromBytes(new byte[3_000_000]))
                    .get(20, TimeUnit.SECONDS);

            assertThat(headers.take()).containsKey("Content-length").doesNotContainKey("Expect");
        } finally {
            server.stop(0);
        }
    }
}
