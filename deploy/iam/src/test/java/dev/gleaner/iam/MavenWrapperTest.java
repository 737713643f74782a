package dev.gleaner.iam;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wrapper accepts only the Maven distribution with the expected checksum. */
class MavenWrapperTest {

    private static final byte[] ANOTHER = "somebody else's Maven".getBytes(UTF_8);

    @TempDir
    Path home;

    @Test
    void shouldRefuseAMavenThatIsNotTheOneWeKnow() throws Exception {
        AtomicInteger fetched = new AtomicInteger();
        HttpServer repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(200, ANOTHER.length);
            exchange.getResponseBody().write(ANOTHER);
            exchange.close();
        });
        repository.start();
        try {
            Path output = home.resolve("output");
            ProcessBuilder wrapper = new ProcessBuilder("sh", "mvnw", "--version")
                    .directory(TestSources.ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            wrapper.environment()
                    .putAll(Map.of(
                            "MVNW_REPOURL",
                            "http://127.0.0.1:" + repository.getAddress().getPort() + "/maven2",
                            "MAVEN_USER_HOME",
                            home.toString()));

            assertThat(wrapper.start().waitFor()).isNotZero();
            assertThat(fetched).hasPositiveValue();
            assertThat(Files.readString(output)).contains("SHA-256");
        } finally {
            repository.stop(0);
        }
    }

    /** Without unzip the script downloads the other archive format, which has its own checksum. */
    @Test
    void shouldKnowBothPackings() throws IOException {
        Properties wrapper = new Properties();
        try (var file = Files.newBufferedReader(TestSources.ROOT.resolve(".mvn/wrapper/maven-wrapper.properties"))) {
            wrapper.load(file);
        }

        assertThat(wrapper.getProperty("distributionSha256Sum")).matches("[0-9a-f]{64}");
        assertThat(wrapper.getProperty("distributionTarGzSha256Sum")).matches("[0-9a-f]{64}");
        assertThat(Files.readString(TestSources.ROOT.resolve("mvnw")))
                .contains("distributionSha256Sum=\"${distributionTarGzSha256Sum-}\"");
    }
}
