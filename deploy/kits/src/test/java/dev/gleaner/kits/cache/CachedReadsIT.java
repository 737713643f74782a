package dev.gleaner.kits.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.local.runtime.process.ExternalProgram;
import dev.gleaner.test.aws.AwsStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real fsspec reads objects of the AWS stand-in through the rendered module and configuration. The file system of S3 is s3fs
 * where it is installed, otherwise a small one on boto3 ({@code s3_by_boto3.py}).
 */
class CachedReadsIT {

    private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();
    private static final String REQUIRED =
            "import fsspec, importlib.util as u; assert u.find_spec('s3fs') or u.find_spec('boto3')";
    private static final Optional<String> PYTHON = Stream.of("python3", "/usr/bin/python3")
            .filter(python -> ExternalProgram.run(List.of("sh", "-c", "exec \"$0\" -c \"$1\"", python, REQUIRED))
                    .succeeded())
            .findFirst();

    @TempDir
    Path temporary;

    private CountingProxy proxy;

    @BeforeEach
    void putObjects() throws IOException, InterruptedException {
        assumeTrue(
                PYTHON.isPresent(),
                "No fsspec with s3fs or boto3: install python3-fsspec and python3-boto3, or pip install fsspec s3fs");
        URI standIn = AwsStandIn.endpoint();
        AwsStandIn.reset();
        proxy = new CountingProxy(standIn);
        put("lake", "");
        for (String name : List.of("a", "b", "c", "cut")) {
            put("lake/train/" + name, "content of " + name);
        }
    }

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }

    @Test
    void shouldDownloadAnObjectOnceInThreeEpochs() throws IOException {
        Path folder = render("indefinite");

        assertThat(read(folder, "epochs")).isEqualTo(epochs("content of a content of b content of c"));
        assertThat(proxy.count("GET")).isEqualTo(3);
        // The next run of the job.
        read(folder, "epochs");
        assertThat(proxy.count("GET")).isEqualTo(3);
    }

    @Test
    void shouldDownloadAChangedObjectAgain() throws IOException, InterruptedException {
        Path folder = render("60");
        read(folder, "epochs");
        long heads = proxy.count("HEAD");
        assertThat(proxy.count("GET")).isEqualTo(3);
        assertThat(heads).as("requests to check for changes").isGreaterThanOrEqualTo(6);

        put("lake/train/b", "new b");

        assertThat(read(folder, "epochs")).isEqualTo(epochs("content of a new b content of c"));
        assertThat(proxy.count("GET")).isEqualTo(4);
    }

    /** Workers of a DataLoader are forked from the process that made the data set. */
    @Test
    void shouldShareTheCacheWithWorkers() throws IOException {
        assertThat(read(render("indefinite"), "workers")).isEqualTo("content of a\n0 0");
        assertThat(proxy.count("GET")).isEqualTo(3);
    }

    @Test
    void shouldRefuseWorkersWhereTheCacheIsForOneProcess() throws IOException {
        assertThat(read(render("60"), "worker-refused")).isEqualTo("0");
    }

    @Test
    void shouldDeleteTheFilesNotReadForTheLongestTime() throws IOException {
        assertThat(read(render("indefinite"), "prune")).isEqualTo("24 2\ncontent of a content of b content of c");
        assertThat(proxy.count("GET")).as("one file was deleted").isEqualTo(4);
    }

    /** What is there of an interrupted download would otherwise be read as the object from then on. */
    @Test
    void shouldKeepNothingOfAnInterruptedDownload() throws IOException {
        proxy.cut("cut");

        assertThat(read(render("indefinite"), "interrupted")).isEqualTo("failed\n0");
    }

    @Test
    void shouldCacheByConfigurationAlone() throws IOException {
        for (String ttl : List.of("indefinite", "60")) {
            long before = proxy.count("GET");

            assertThat(read(render(ttl), "configuration")).isEqualTo("content of a\n".repeat(2) + "True");
            assertThat(proxy.count("GET") - before).as(ttl).isEqualTo(1);
        }
    }

    private static String epochs(String epoch) {
        return String.join("\n", epoch, epoch, epoch);
    }

    private Path render(String ttl) {
        RenderedCache cache = RenderedCache.render(
                temporary.resolve("out-" + ttl),
                "--bucket",
                "lake",
                "--prefix",
                "train/",
                "--size-gib",
                "1",
                "--region",
                "us-east-1",
                "--metadata-ttl",
                ttl,
                "--cache-dir",
                temporary.resolve("cache-" + ttl).toString());
        assertThat(cache.result().status()).as(cache.result().output()).isZero();
        return cache.folder();
    }

    private String read(Path folder, String scenario) throws IOException {
        Files.createDirectories(temporary.resolve("home"));
        ExternalProgram.Result result = ExternalProgram.run(
                List.of(
                        PYTHON.orElseThrow(),
                        "-B",
                        "-W",
                        "ignore",
                        RESOURCES.resolve("read_objects.py").toString(),
                        folder.toString(),
                        proxy.endpoint().toString(),
                        scenario),
                Map.of(
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_MAX_ATTEMPTS", "1",
                        "HOME", temporary.resolve("home").toString(),
                        "FSSPEC_CONFIG_DIR", folder.toString()));
        assertThat(result.status()).as(result.output()).isZero();
        return result.output().strip();
    }

    private static void put(String path, String content) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(AwsStandIn.endpoint().resolve("/" + path))
                // The stand-in verifies no signature, but overwrites nothing for anonymous callers.
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request")
                .PUT(HttpRequest.BodyPublishers.ofString(content))
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(200);
    }
}
