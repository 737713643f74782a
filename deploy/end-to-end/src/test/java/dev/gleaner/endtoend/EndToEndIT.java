package dev.gleaner.endtoend;

import static dev.gleaner.endtoend.StartedGleaner.GLEANER;
import static dev.gleaner.endtoend.StartedGleaner.RUN;
import static dev.gleaner.endtoend.StartedGleaner.awaitState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.process.LocalGleaner;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What a user does: approve, see it stopped, have it back, look at the audit; and what survives a killed process and the end of all of
 * them.
 */
@ExtendWith(StartedGleaner.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndIT {

    private static EstateAws aws;

    /** An instance whose work comes every four weeks, which only CloudWatch knows. */
    private static final String RECURRING = "month-end-close";

    /** An instance on which somebody has a session. */
    private static final String IN_USE = "notebook-host";

    /** A GPU host that is stopped here, so that no other test decides on it. */
    static final String GPU_HOST = "left-on";

    /** What was approved and stopped, for the tests that follow. */
    private static JsonNode approved;

    private static String action;

    /** A GPU host that was stopped, for the restart. */
    private static JsonNode stopped;

    @BeforeAll
    static void connect() {
        aws = new EstateAws(GLEANER.aws());
    }

    @Test
    @Order(1)
    void shouldStopWhatWasApproved() {
        approved = stoppable("idle-instance").get(0);

        action = approve(approved);

        awaitState(action, "observed");
        CarriedOut.record(EndToEndIT.class, approved, approved.get("remedies").get(stopOf(approved)), action);
        assertThat(aws.state(approved)).isEqualTo("stopped");
        assertThat(stops(approved)).isEqualTo(1);
    }

    @Test
    @Order(2)
    void shouldNotStopAgainWhenTheSameDecisionComesAgain() {
        assertThat(approve(approved)).isEqualTo(action);
        assertThat(stops(approved)).isEqualTo(1);
    }

    @Test
    @Order(3)
    void shouldRefuseWhatIsProtected() {
        assertThat(refusal("protected")).contains("gleaner:protected");
    }

    /** The analyzer has 14 days, in which it is idle, and says so; CloudWatch has 62. */
    @Test
    @Order(3)
    void shouldRefuseWhatWillWorkAgainInAWeek() {
        assertThat(refusal(RECURRING)).contains("its work recurs: it was at work on");
    }

    /** Somebody in a shell leaves no trace in CPU and network. */
    @Test
    @Order(3)
    void shouldRefuseWhatSomebodyHasASessionOn() {
        assertThat(refusal(IN_USE)).contains("has an open session on it");
    }

    /** Why the stop of an idle instance that was approved is refused. */
    private static String refusal(String name) {
        JsonNode finding = open().filter(open -> open.get("rule").asText().equals("idle-instance"))
                .filter(open -> aws.name(open).equals(name))
                .findFirst()
                .orElseThrow();

        String refused = approve(finding);

        awaitState(refused, "refused");
        assertThat(stops(finding)).isZero();
        assertThat(aws.state(finding)).isEqualTo("running");
        return GLEANER.get("/api/actions/" + refused).get("reason").asText();
    }

    @Test
    @Order(4)
    void shouldStopOnceThoughKilledBetweenIntentAndObservation() throws Exception {
        JsonNode target = stoppable("idle-instance").get(0);
        AwsProxy.Held held = StartedGleaner.proxy().holdNext("StopInstances", AwsProxy.Moment.AFTER);
        String id = approve(target);
        assertThat(held.awaitReached(Duration.ofSeconds(60)))
                .as("StopInstances on its way")
                .isTrue();

        GLEANER.kill("actuator");
        held.release();
        LocalGleaner.Outcome outcome = StartedGleaner.up();

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
    @Order(5)
    void shouldStopAGpuHostAnHourAfterItsWorkThatAPersonInSlackApproved() {
        stopped = stoppable("idle-gpu").stream()
                .filter(finding -> aws.name(finding).equals(GPU_HOST))
                .findFirst()
                .orElseThrow();
        assertThat(stopped.at("/remedies/0/idleness/window").asText()).isEqualTo("PT1H");

        String id = SlackUser.approveByAll(stopped, 0);
        awaitState(id, "observed");
        CarriedOut.record(EndToEndIT.class, stopped, stopped.get("remedies").get(0), id);

        assertThat(aws.state(stopped)).isEqualTo("stopped");
        assertThat(stops(stopped)).isEqualTo(1);
        assertThat(audited(stopped)).contains("decided", "claimed", "intent", "called", "observed");
    }

    @Test
    @Order(6)
    void shouldStartAgainWhatIsUndone() {
        HttpResponse<String> undo = GLEANER.post("/api/actions/" + action + "/undo", Map.of());

        assertThat(undo.statusCode()).as(undo.body()).isEqualTo(202);
        // Until it is recorded, a stand-in that is built again knows nothing of it.
        awaitState(action, "undone");
        assertThat(aws.state(approved)).isEqualTo("running");
    }

    @Test
    @Order(7)
    void shouldProveWhatWasDone() {
        assertThat(awaitIntact().get("entries").asInt()).isGreaterThan(20);
    }

    /** Who looks meanwhile gets no answer, or what is there: never an empty account, nor one in which nothing was done. */
    @Test
    @Order(8)
    void shouldStartAgainWhatWasKilledAndShowNoEmptyStandIn() throws Exception {
        ProcessHandle analyzer = GLEANER.process("analyzer").orElseThrow();

        GLEANER.kill("analyzer");
        GLEANER.kill("aws");
        String seen = await().atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(SdkClientException.class)
                .until(() -> aws.state(approved) + ", " + aws.state(stopped), answer -> true);

        assertThat(seen).isEqualTo("running, stopped");
        await().atMost(Duration.ofSeconds(120))
                .ignoreExceptions()
                .until(() ->
                        GLEANER.getWithoutToken("analyzer", "/q/health/ready").statusCode() == 200);
        assertThat(GLEANER.process("analyzer")).isPresent().get().isNotEqualTo(analyzer);
        assertThat(Files.readString(RUN.resolve("logs/analyzer.log")))
                .contains("*** supervisor: analyzer has ended; restarting in 1 s");
    }

    @Test
    @Order(9)
    void shouldComeBackWithAllThatItKnew() {
        Map<String, Set<String>> before = GLEANER.openByRule();
        assertThat(GLEANER.down().exit()).isZero();

        LocalGleaner.Outcome again = StartedGleaner.up();

        assertThat(again.exit()).as(again.output()).isZero();
        System.out.println("up again took " + again.took().toSeconds() + " s");
        assertThat(GLEANER.openByRule()).isEqualTo(before);
        assertThat(aws.state(stopped)).isEqualTo("stopped");
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

    /** Instances to stop that no guard holds back. */
    private static List<JsonNode> stoppable(String rule) {
        return actionable(rule, "stop-instance")
                .filter(finding -> !List.of("protected", RECURRING, IN_USE).contains(aws.name(finding)))
                .toList();
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
        return StartedGleaner.proxy().calls("StopInstances").stream()
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
}
