package dev.gleaner.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.test.aws.AwsProxy;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What a user does: start, look at the findings, approve, see it stopped, look at the audit. Calls of the actuator go
 * through a proxy, so that their number is counted outside of what is tested.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndIT {

    private static final int PORT_BASE = 27000;
    private static final int PROXY_PORT = PORT_BASE + 900;
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path RUN = Path.of("target/end-to-end/run").toAbsolutePath();

    /** Whether this run is the one on a broker with TLS, users and ACLs. */
    private static final boolean SECURED = Boolean.getBoolean("gleaner.test.secured-broker");

    private static final LocalGleaner GLEANER = new LocalGleaner(ROOT, RUN, PORT_BASE);
    private static final Map<String, String> THROUGH_PROXY = Map.of(
            "GLEANER_ACTUATOR_OPTIONS",
            "-Dactuator.aws.endpoint=http://127.0.0.1:" + PROXY_PORT
                    + " -Dactuator.execution.lease=8s -Dactuator.execution.settle=3s"
                    + " -Dactuator.execution.poll=1s -Dactuator.aws.call-timeout=4s");

    /** Only the stand-in knows which zones there are. */
    private static final String UNKNOWN_ZONE = """
            {"name": "wrong",
             "resources": [{"name": "a", "region": "us-east-1", "zone": "us-east-1z", "type": "m5.large"}]}""";

    private static AwsProxy proxy;
    private static EstateAws aws;

    /** What was approved and stopped, for the tests that follow. */
    private static JsonNode approved;

    private static String action;

    /** What got an endpoint, for the restart. */
    private static JsonNode vpc;

    @BeforeAll
    static void startEverything(@TempDir Path folder) throws IOException {
        GLEANER.down("--purge");
        leaveNothingBehindOfAnEstateThatCannotBeBuilt(folder);
        proxy = AwsProxy.start(PROXY_PORT, URI.create("http://127.0.0.1:" + (PORT_BASE + 3)));
        LocalGleaner.Outcome outcome = up(THROUGH_PROXY);
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        assertThat(Files.exists(RUN.resolve("secrets/kafka-broker.pem"))).isEqualTo(SECURED);
        assertThat(outcome.output()).contains("idle-instance");
        System.out.println("up took " + outcome.took().toSeconds() + " s");
        aws = new EstateAws(GLEANER.aws());
    }

    private static LocalGleaner.Outcome up(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (SECURED) {
            all.add("--secure-kafka");
        }
        return GLEANER.up(environment, all.toArray(String[]::new));
    }

    /** So that the next one starts in the same folder. */
    private static void leaveNothingBehindOfAnEstateThatCannotBeBuilt(Path folder) throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.json"), UNKNOWN_ZONE);

        LocalGleaner.Outcome refused = up(Map.of(), "--estate-file", wrong.toString());

        assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
        assertThat(refused.output()).contains("feeder has ended", "Invalid Availability Zone (us-east-1z)");
        assertThat(RUN.resolve("pids")).isEmptyDirectory();
    }

    @AfterAll
    static void stopEverything() {
        LocalGleaner.Outcome outcome = GLEANER.down("--purge");
        proxy.close();
        assertThat(outcome.exit()).as(outcome.output()).isZero();
    }

    @Test
    @Order(1)
    void shouldFindExactlyWhatTheEstateHides() {
        // The newest day of the bill comes when the history is there.
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(GLEANER.openByRule())
                        .isEqualTo(GLEANER.truth())
                        .isNotEmpty());
    }

    /** To the cent, at the hour in which the finding was evaluated. */
    @Test
    @Order(1)
    void shouldSaveWhatTheEstateExpects() {
        Map<String, JsonNode> found = GLEANER.open();
        Map<String, JsonNode> expected = GLEANER.expectedSavings(found);

        assertThat(expected).hasSizeGreaterThan(50);
        SoftAssertions.assertSoftly(all -> expected.forEach((key, saving) -> {
            JsonNode finding = found.get(key);
            for (String estimate : List.of("monthly", "low", "high")) {
                all.assertThat(new BigDecimal(
                                finding.get("saving").path(estimate).asText()))
                        .as(key + " " + estimate)
                        .isEqualByComparingTo(expected(finding, saving, estimate));
            }
        }));
    }

    /**
     * A log group that takes in much: which of its first hours are known depends on when the collector began to ask. Those that are not are
     * nothing in the amount, and like the others in the high estimate. Each takes in the same.
     */
    private static BigDecimal expected(JsonNode finding, JsonNode saving, String estimate) {
        for (JsonNode evidence : finding.path("evidence")) {
            if (evidence.path("name").asText().equals("cost of ingestion")
                    && !estimate.equals("high")
                    && !evidence.path("threshold").isNull()
                    && saving.path("monthly").equals(saving.path("low"))) {
                return new BigDecimal(saving.path("high").asText())
                        .multiply(BigDecimal.valueOf(evidence.path("samples").asInt()))
                        .divide(BigDecimal.valueOf(Duration.ofDays(14).toHours()), 2, RoundingMode.HALF_UP);
            }
        }
        return new BigDecimal(saving.path(estimate).asText());
    }

    /** As the findings and the documents of the kits tell. */
    @Test
    @Order(1)
    void shouldFillInTheKitsFromTheFindings(@TempDir Path folder) throws Exception {
        assertThat(render(
                        folder,
                        "batching",
                        "oversized-endpoint",
                        "--p99-ms",
                        "500",
                        "--batch-ms",
                        "16=120,32=200",
                        "--model",
                        "ranker"))
                .contains("config.pbtxt");
        Matcher command = Pattern.compile("deploy/kits/checkpoint/(render .*?) out")
                .matcher(first("checkpoint-gap").toString());
        assertThat(command.find()).isTrue();
        assertThat(run(folder, "checkpoint", List.of(command.group(1).split(" "))))
                .contains("gleaner-checkpoint.json");
        assumeThat(new ProcessBuilder("sh", "-c", "command -v jq").start().waitFor())
                .as("the cache kit reads a finding with jq, which is not installed")
                .isZero();
        assertThat(render(folder, "cache", "repeated-download")).isNotEmpty();
    }

    private static List<String> render(Path folder, String kit, String rule, String... options) throws Exception {
        Path finding =
                Files.writeString(folder.resolve(rule + ".json"), first(rule).toString());
        List<String> command = new ArrayList<>(List.of("render", finding.toString()));
        command.addAll(List.of(options));
        return run(folder, kit, command);
    }

    /** The names of the files that the command of a kit writes. */
    private static List<String> run(Path folder, String kit, List<String> arguments) throws Exception {
        Path out = folder.resolve(kit);
        List<String> command = new ArrayList<>(arguments);
        command.set(0, ROOT.resolve("deploy/kits/" + kit + "/render").toString());
        command.add(out.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static JsonNode first(String rule) {
        return open().filter(finding -> finding.path("rule").asText().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(2)
    void shouldAnswerNobodyWithoutAToken() {
        assertThat(GLEANER.getWithoutToken("actuator", "/api/findings").statusCode())
                .isEqualTo(401);
        assertThat(GLEANER.getWithoutToken("analyzer", "/progress").statusCode())
                .isEqualTo(401);
        assertThat(GLEANER.getWithoutToken("collector", "/q/health/ready").statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(3)
    void shouldStopWhatWasApproved() {
        approved = stoppable("idle-instance").get(0);

        action = approve(approved);

        awaitState(action, "observed");
        assertThat(aws.state(approved)).isEqualTo("stopped");
        assertThat(stops(approved)).isEqualTo(1);
    }

    @Test
    @Order(4)
    void shouldNotStopAgainWhenTheSameDecisionComesAgain() {
        assertThat(approve(approved)).isEqualTo(action);
        assertThat(stops(approved)).isEqualTo(1);
    }

    @Test
    @Order(5)
    void shouldRefuseWhatIsProtected() {
        JsonNode protectedOne = open().filter(
                        finding -> finding.get("rule").asText().equals("idle-instance"))
                .filter(finding -> aws.name(finding).contains("protected"))
                .findFirst()
                .orElseThrow();

        String refused = approve(protectedOne);

        awaitState(refused, "refused");
        assertThat(stops(protectedOne)).isZero();
        assertThat(aws.state(protectedOne)).isEqualTo("running");
    }

    @Test
    @Order(6)
    void shouldStopOnceThoughKilledBetweenIntentAndObservation() throws Exception {
        JsonNode target = stoppable("idle-instance").get(0);
        AwsProxy.Held held = proxy.holdNext("StopInstances", AwsProxy.Moment.AFTER);
        String id = approve(target);
        assertThat(held.awaitReached(Duration.ofSeconds(60)))
                .as("StopInstances on its way")
                .isTrue();

        kill("actuator");
        held.release();
        LocalGleaner.Outcome outcome = GLEANER.up(THROUGH_PROXY);

        assertThat(outcome.exit()).as(outcome.output()).isZero();
        awaitState(id, "observed");
        assertThat(aws.state(target)).isEqualTo("stopped");
        assertThat(stops(target)).isEqualTo(1);
    }

    /**
     * It trained until 65 minutes before the start, with its CPU and network at work. By then its cards have been read again since the start,
     * which is what it takes to stop a GPU host.
     */
    @Test
    @Order(7)
    void shouldStopAGpuHostAnHourAfterItsWorkThatAPersonInSlackApproved() {
        JsonNode host = stoppable("idle-gpu").stream()
                .filter(finding -> aws.name(finding).equals("left-on"))
                .findFirst()
                .orElseThrow();
        assertThat(host.at("/remedies/0/idleness/window").asText()).isEqualTo("PT1H");

        awaitState(clickTwiceAndAgain(host), "observed");

        assertThat(aws.state(host)).isEqualTo("stopped");
        assertThat(stops(host)).isEqualTo(1);
        assertThat(audited(host)).contains("decided", "claimed", "intent", "called", "observed");
    }

    @Test
    @Order(8)
    void shouldWriteALifecycleRuleBesideAForeignOneAndTakeItBack() {
        JsonNode bucket = actionable("storage-lifecycle", "put-lifecycle-rule")
                .filter(finding -> !aws.rules(finding).isEmpty())
                .findFirst()
                .orElseThrow();
        List<String> foreign = aws.rules(bucket);

        String written = clickTwiceAndAgain(bucket);

        awaitState(written, "observed");
        assertThat(aws.rules(bucket))
                .containsAll(foreign)
                .anyMatch(rule -> rule.startsWith("gleaner-"))
                .hasSize(foreign.size() + 1);
        assertThat(calls("PUT /" + EstateAws.id(bucket) + "?lifecycle")).isEqualTo(1);

        HttpResponse<String> undo = GLEANER.post("/api/actions/" + written + "/undo", Map.of());

        assertThat(undo.statusCode()).as(undo.body()).isEqualTo(202);
        awaitState(written, "undone");
        assertThat(aws.rules(bucket)).isEqualTo(foreign);
        assertThat(audited(bucket)).contains("decided", "claimed", "intent", "called", "observed", "undone");
    }

    @Test
    @Order(9)
    void shouldLeadTheS3TrafficOfAVpcPastItsNatGateway() {
        vpc = actionable("nat-to-s3", "create-s3-endpoint").findFirst().orElseThrow();
        int before = aws.endpoints(vpc);

        awaitState(clickTwiceAndAgain(vpc), "observed");

        assertThat(aws.endpoints(vpc)).isEqualTo(before + 1);
        assertThat(calls("CreateVpcEndpoint")).isEqualTo(1);
        assertThat(audited(vpc)).contains("decided", "claimed", "intent", "called", "observed");
    }

    @Test
    @Order(10)
    void shouldStartAgainWhatIsUndone() {
        HttpResponse<String> undo = GLEANER.post("/api/actions/" + action + "/undo", Map.of());

        assertThat(undo.statusCode()).as(undo.body()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(60)).until(() -> aws.state(approved).equals("running"));
    }

    @Test
    @Order(11)
    void shouldProveWhatWasDone() {
        assertThat(awaitIntact().get("entries").asInt()).isGreaterThan(20);
    }

    /** Who looks meanwhile gets no answer, or what is there: never an empty account, nor one in which nothing was done. */
    @Test
    @Order(12)
    void shouldStartAgainWhatWasKilledAndShowNoEmptyStandIn() throws Exception {
        long analyzer = pid("analyzer");
        int endpoints = aws.endpoints(vpc);

        kill("analyzer");
        kill("aws");
        String seen = await().atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(SdkClientException.class)
                .until(() -> aws.state(approved) + " with " + aws.endpoints(vpc), answer -> true);

        assertThat(seen).isEqualTo("running with " + endpoints);
        await().atMost(Duration.ofSeconds(120))
                .ignoreExceptions()
                .until(() ->
                        GLEANER.getWithoutToken("analyzer", "/q/health/ready").statusCode() == 200);
        assertThat(pid("analyzer")).isNotEqualTo(analyzer);
        assertThat(Files.readString(RUN.resolve("logs/analyzer.log")))
                .contains("*** supervisor: analyzer has ended; restarting in 1 s");
    }

    @Test
    @Order(13)
    void shouldComeBackWithAllThatItKnew() {
        Map<String, Set<String>> before = GLEANER.openByRule();
        int endpoints = aws.endpoints(vpc);
        assertThat(GLEANER.down().exit()).isZero();

        LocalGleaner.Outcome again = GLEANER.up(THROUGH_PROXY);

        assertThat(again.exit()).as(again.output()).isZero();
        System.out.println("up again took " + again.took().toSeconds() + " s");
        assertThat(GLEANER.openByRule()).isEqualTo(before);
        assertThat(aws.endpoints(vpc)).isEqualTo(endpoints).isPositive();
        awaitIntact();
    }

    /** What happened a moment ago may not have reached the topic yet; that is a break only if it stays so. */
    private static JsonNode awaitIntact() {
        return await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> GLEANER.get("/api/audit/verify"),
                        verified -> verified.get("intact").asBoolean()
                                && verified.get("firstBroken").isNull());
    }

    private static void kill(String process) throws IOException, InterruptedException {
        long pid = pid(process);
        new ProcessBuilder("kill", "-9", Long.toString(pid)).inheritIO().start().waitFor();
        await().atMost(Duration.ofSeconds(10)).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    private static long pid(String process) throws IOException {
        return Json.read(Files.readString(RUN.resolve("pids").resolve(process + ".json")), JsonNode.class)
                .get("pid")
                .asLong();
    }

    private static Stream<JsonNode> open() {
        return StreamSupport.stream(GLEANER.openFindings().spliterator(), false);
    }

    /** Open findings of a rule whose best remedy is this action and that nobody decided on. */
    private static Stream<JsonNode> actionable(String rule, String action) {
        return open().filter(finding -> finding.get("rule").asText().equals(rule))
                .filter(finding ->
                        finding.get("remedies").get(0).get("action").asText().equals(action))
                .filter(finding -> finding.get("region").asText().equals("us-east-1"))
                .filter(finding -> finding.get("proposal").isObject()
                        && finding.get("proposal").get("actions").isEmpty());
    }

    /** Instances to stop that are not protected. */
    private static List<JsonNode> stoppable(String rule) {
        return actionable(rule, "stop-instance")
                .filter(finding -> !aws.name(finding).contains("protected"))
                .toList();
    }

    /** A person clicks Approve twice, and Slack delivers the first click once more: one action. */
    private static String clickTwiceAndAgain(JsonNode finding) {
        SlackUser user = user("U0LOCAL1");
        if (finding.at("/proposal/requirements/0/people").asInt() > 1) {
            SlackUser second = user("U0LOCAL2");
            assertThat(second.post(second.approval(finding, 0)).statusCode()).isEqualTo(200);
        }
        String click = user.approval(finding, 0);
        List<String> answers = Stream.of(click, user.approval(finding, 0), click)
                .map(user::post)
                .peek(answer ->
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200))
                .map(answer -> Json.read(answer.body(), JsonNode.class)
                        .at("/outcome/action")
                        .asText())
                .distinct()
                .toList();
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private static SlackUser user(String id) {
        return new SlackUser(id, GLEANER.endpoints().get("slack").asText(), RUN);
    }

    private static long calls(String action) {
        return proxy.calls(action).size();
    }

    /** Kinds of the audit entries about a finding. */
    private static Set<String> audited(JsonNode finding) {
        return StreamSupport.stream(GLEANER.get("/api/audit").spliterator(), false)
                .filter(entry ->
                        entry.path("finding").asText().equals(finding.get("id").asText()))
                .map(entry -> entry.get("kind").asText())
                .collect(Collectors.toSet());
    }

    private static long stops(JsonNode finding) {
        return proxy.calls("StopInstances").stream()
                .filter(call -> call.body().contains(EstateAws.id(finding)))
                .count();
    }

    private static String approve(JsonNode finding) {
        Map<String, Object> decision = new TreeMap<>();
        decision.put("decision", "approve");
        decision.put("remedy", stopOf(finding));
        decision.put("plan", finding.get("proposal").get("plan").asText());
        decision.put("reason", "nobody uses it");
        HttpResponse<String> answer =
                GLEANER.post("/api/findings/" + finding.get("id").asText() + "/decisions", decision);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), JsonNode.class).get("action").asText();
    }

    private static int stopOf(JsonNode finding) {
        JsonNode remedies = finding.get("remedies");
        return IntStream.range(0, remedies.size())
                .filter(place -> remedies.get(place).get("action").asText().equals("stop-instance"))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitState(String actionId, String state) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertThat(GLEANER.get("/api/actions/" + actionId)
                                .get("state")
                                .asText())
                        .isEqualTo(state));
    }
}
