package dev.gleaner.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a user has who brings an estate and whose machine has no AWS stand-in: the findings, and nothing to act on. */
class NoAwsIT {

    private static final int PORT_BASE = 26000;
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path RUN = Path.of("target/no-aws/run").toAbsolutePath();

    private static final String ESTATE =
            ROOT.resolve("deploy/local/src/test/resources/estate/example.json").toString();

    private static final LocalGleaner GLEANER = new LocalGleaner(ROOT, RUN, PORT_BASE);

    private static LocalGleaner.Outcome up;

    @BeforeAll
    static void startEverything() {
        GLEANER.down("--purge");
        up = GLEANER.up(Map.of(), "--no-aws", "--estate-file", ESTATE, "--fresh");
        assertThat(up.exit()).as(up.output()).isZero();
        System.out.println("up --no-aws --fresh took " + up.took().toSeconds() + " s");
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
        assertThat(up.output()).contains("idle-instance", "nothing can be approved: AWS is switched off here");
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
