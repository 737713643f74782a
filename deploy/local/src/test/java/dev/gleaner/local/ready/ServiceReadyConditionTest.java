package dev.gleaner.local.ready;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceReadyConditionTest {

    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/q/health/ready", exchange -> {
            try (exchange) {
                byte[] bytes = body.getBytes(UTF_8);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldHoldWhenTheServiceIsReady() {
        assertThat(missing(200, "{\"status\":\"UP\",\"checks\":[]}")).isEmpty();
    }

    @Test
    void shouldSayWhyTheServiceIsNotReady() {
        assertThat(missing(503, """
                {"status":"DOWN","checks":[
                  {"name":"accounts","status":"UP","data":{"problem":"none"}},
                  {"name":"kafka","status":"DOWN","data":{"problem":"Kafka does not answer","since":"2026-03-14T12:00:00Z"}}]}""")).contains("collector is not ready: Kafka does not answer");
    }

    @Test
    void shouldSayNoMoreThanItKnows() {
        assertThat(missing(503, "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"other\",\"status\":\"DOWN\"}]}"))
                .contains("collector is not ready");
        assertThat(missing(503, "busy")).contains("collector is not ready");
        assertThat(missing(404, "")).contains("collector is not ready");
        server.stop(0);
        assertThat(missing(200, "")).contains("collector is not ready");
    }

    private Optional<String> missing(int answeredStatus, String answeredBody) {
        status = answeredStatus;
        body = answeredBody;
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return new ServiceReadyCondition("collector", url, new ServiceApiClient("")).missing();
    }
}
