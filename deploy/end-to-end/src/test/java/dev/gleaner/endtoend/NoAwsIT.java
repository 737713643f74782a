package dev.gleaner.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.test.process.LocalGleaner;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user has who brings an estate and whose machine has no AWS stand-in, no Python and no package manager: the findings, and
 * nothing to act on.
 */
class NoAwsIT {

    private static final int PORT_BASE = 26000;
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path RUN = Path.of("target/no-aws/run").toAbsolutePath();

    private static final String ESTATE =
            ROOT.resolve("deploy/local/src/test/resources/estate/example.json").toString();

    private static final LocalGleaner GLEANER = new LocalGleaner(ROOT, RUN, PORT_BASE);

    /** What could bring the stand-in. */
    private static final Pattern PYTHON = Pattern.compile("(python|pip|moto|uv|apt).*");

    private static LocalGleaner.Outcome up;

    @BeforeAll
    static void startEverything() throws IOException {
        GLEANER.down("--purge");
        up = GLEANER.up(bareMachine(), "--estate-file", ESTATE, "--fresh");
        assertThat(up.exit()).as(up.output()).isZero();
        System.out.println("up --fresh without a stand-in took " + up.took().toSeconds() + " s");
    }

    /** A JDK and the usual programs of a system. */
    private static Map<String, String> bareMachine() throws IOException {
        Path bin = Files.createDirectories(RUN.resolveSibling("bin"));
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(folder))) {
                try (Stream<Path> programs = Files.list(Path.of(folder))) {
                    for (Path program : programs.toList()) {
                        Path link = bin.resolve(program.getFileName());
                        if (Files.notExists(link, LinkOption.NOFOLLOW_LINKS)
                                && !PYTHON.matcher(program.getFileName().toString())
                                        .matches()) {
                            Files.createSymbolicLink(link, program);
                        }
                    }
                }
            }
        }
        return Map.of("PATH", bin.toString(), "JAVA_HOME", System.getProperty("java.home"));
    }

    @AfterAll
    static void stopEverything() {
        LocalGleaner.Outcome down = GLEANER.down("--purge");
        assertThat(down.exit()).as(down.output()).isZero();
    }

    @Test
    void shouldFindExactlyWhatTheEstateHides() {
        // The estate's buckets and VPCs are not listed here, and its truth says so.
        assertThat(GLEANER.openByRule())
                .isEqualTo(GLEANER.truth())
                .isNotEmpty()
                .doesNotContainKeys("storage-lifecycle", "cross-region-read", "nat-to-s3");
    }

    @Test
    void shouldDoWithoutTheStandIn() {
        assertThat(GLEANER.endpoints().has("aws")).isFalse();
        assertThat(RUN.resolve("pids/collector.json")).exists();
        assertThat(RUN.resolve("pids/aws.json")).doesNotExist();
        assertThat(up.output())
                .contains(
                        "the AWS stand-in (moto) is not available:",
                        "- moto_server on the PATH: not found",
                        "continuing without it, as with --no-aws",
                        "idle-instance",
                        "nothing can be approved: AWS is switched off here",
                        "this run has no AWS stand-in: to approve something, install Python 3");
    }

    /** Whatever can be had meanwhile: one run is of one kind. */
    @Test
    void shouldGoOnWithoutWhereItBeganSo() {
        LocalGleaner.Outcome again = GLEANER.up(Map.of(), "--estate-file", ESTATE);
        LocalGleaner.Outcome asked = GLEANER.up(Map.of(), "--no-aws", "--estate-file", ESTATE);

        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(again.output()).contains("this run began without the AWS stand-in, and continues without it");
        assertThat(asked.exit()).as(asked.output()).isZero();
        assertThat(GLEANER.endpoints().has("aws")).isFalse();
    }

    @Test
    void shouldLeaveARunAloneThatListensOnOtherPorts() {
        JsonNode before = GLEANER.endpoints();

        LocalGleaner.Outcome other = new LocalGleaner(ROOT, RUN, PORT_BASE + 50).up(Map.of(), "--estate-file", ESTATE);

        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.output()).contains("run on other ports (page: http://127.0.0.1:" + (PORT_BASE + 6) + ")");
        assertThat(GLEANER.endpoints()).isEqualTo(before);
    }

    @Test
    void shouldSayWhatIsWrongWithAnEstateBeforeItTouchesAnything(@TempDir Path folder) throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.json"), """
                {"name": "wrong",
                 "resources": [{"name": "a", "region": "mars", "type": "m5.large"}]}""");

        LocalGleaner.Outcome refused = GLEANER.up(Map.of(), "--estate-file", wrong.toString());

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("wrong.json is not an estate", "line 2, /resources/0/region: ");
        assertThat(GLEANER.openByRule()).isEqualTo(GLEANER.truth());
    }

    @Test
    void shouldRefuseAYesAndSayWhyAndTakeANo() {
        JsonNode finding =
                GLEANER.get("/api/findings?status=open&rule=idle-instance").get(0);
        assertThat(finding.at("/proposal/state").asText()).isEqualTo("unplanned");
        assertThat(finding.at("/proposal/plan").isNull()).isTrue();
        assertThat(finding.at("/proposal/dryRun").asBoolean()).isTrue();
        String decisions = "/api/findings/" + finding.get("id").asText() + "/decisions";

        HttpResponse<String> refused = GLEANER.post(
                decisions,
                Map.of("decision", "approve", "remedy", 0, "plan", "sha256:none", "reason", "nobody uses it"));
        HttpResponse<String> taken = GLEANER.post(decisions, Map.of("decision", "reject", "reason", "it is needed"));

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("AWS is switched off here");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    }
}
