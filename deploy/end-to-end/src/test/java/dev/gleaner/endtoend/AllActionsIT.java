package dev.gleaner.endtoend;

import static dev.gleaner.endtoend.StartedGleaner.GLEANER;
import static dev.gleaner.endtoend.StartedGleaner.awaitState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.runtime.aws.MotoControl;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every action that rules about storage, networks, inference endpoints, Auto Scaling groups and tags propose, all the way: found in the estate, approved by clicks in Slack,
 * done in AWS, undone where it can be, and audited. All of them run at the same time. Of the actions on instances, the schedule, the
 * termination as far as its quarantine, and the change of a type are here; the others are in {@link EndToEndIT}.
 */
@ExtendWith(StartedGleaner.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AllActionsIT {

    /** Longer than the minute between the rule of the Recycle Bin and the deletion of a snapshot. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    /** More than the time for which EC2 rejects another modification of a volume. */
    private static final Duration NEXT_MODIFICATION = Duration.ofHours(7);

    private static final String TERMINATE = "terminate-instance";
    private static final String QUARANTINED = "gleaner:quarantined";
    private static final String SCHEDULE = "schedule-instance";
    private static final String SCHEDULED = "gleaner:schedule";

    /** What the audit says of each action that was done, in this order. */
    private static final List<String> DONE =
            List.of("finding-seen", "proposed", "decided", "claimed", "intent", "called", "observed");

    /** What it says of each step of an action. */
    private static final List<String> STEP = List.of("intent", "called", "observed");

    private static EstateAws aws;
    private static Set<String> proposedInEstate = Set.of();
    private static List<ApprovedAction> approved = List.of();

    /**
     * An action that people approved.
     *
     * @param before the state of its target at that time
     */
    private record ApprovedAction(ProposedAction action, JsonNode finding, JsonNode remedy, Object before, String id) {

        String findingId() {
            return finding.get("id").asText();
        }

        @Override
        public String toString() {
            return finding.get("rule").asText() + ": " + action.action() + " on "
                    + finding.get("resource").asText();
        }
    }

    @BeforeAll
    static void approveAll() {
        aws = new EstateAws(GLEANER.aws());
        CarriedOut.see(GLEANER.openFindings());
        proposedInEstate = notInstances()
                .flatMap(finding -> stream(finding.get("remedies")))
                .map(remedy -> remedy.get("action").asText())
                .filter(action -> !action.equals(Remedy.ADVICE))
                .collect(Collectors.toSet());
        approved = proposals().toList();
    }

    /** An action that a new rule proposes needs a row in {@link ProposedAction}. */
    @Test
    @Order(1)
    void shouldProposeTheActionsThatAreTested() {
        Set<String> expected =
                Stream.of(ProposedAction.values()).map(ProposedAction::action).collect(Collectors.toSet());

        assertThat(proposedInEstate).isEqualTo(expected);
        assertThat(approved.stream().map(some -> some.action().action()).collect(Collectors.toSet()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("approved")
    @Order(2)
    void shouldDoWhatWasApproved(ApprovedAction some) {
        awaitState(some.id(), "observed");

        assertThat(some.action().isDone(aws, some.finding(), some.remedy(), some.before()))
                .as("%s, before: %s", some.action().state(aws, some.finding()), some.before())
                .isTrue();
        CarriedOut.record(AllActionsIT.class, some.finding(), some.remedy(), some.id());
    }

    /** Though the last of the people who approved clicked twice, and Slack delivered the first click once more. */
    @Test
    @Order(3)
    void shouldCallAwsOnceForEachAction() {
        for (ApprovedAction some : approved) {
            String call = mutation(some);
            if (!call.isEmpty()) {
                assertThat(StartedGleaner.proxy().calls(call))
                        .as("%s: %s", some, call)
                        .hasSize(1);
            }
        }
        assertThat(approved)
                .as("a lifecycle rule beside those of others")
                .anyMatch(some -> some.action() == ProposedAction.PUT_LIFECYCLE_RULE
                        && !some.before().equals(Set.of()));
    }

    /** The call of an action as the proxy names it, where nothing else makes one with this name; empty for others. */
    private static String mutation(ApprovedAction some) {
        return switch (some.action()) {
            case PUT_LIFECYCLE_RULE -> "PUT /" + EstateAws.id(some.finding()) + "?lifecycle";
            case CREATE_S3_ENDPOINT -> "CreateVpcEndpoint";
            case RELEASE_ADDRESS -> "ReleaseAddress";
            case CANCEL_CAPACITY_RESERVATION -> "CancelCapacityReservation";
            case DELETE_NAT_GATEWAY -> "DeleteNatGateway";
            case DELETE_SNAPSHOT -> "DeleteSnapshot";
            case MODIFY_VOLUME -> "ModifyVolume";
            default -> "";
        };
    }

    @Test
    @Order(3)
    void shouldTakeWhatIsDoneFromTheOpenFindings() {
        Set<String> done = approved.stream().map(ApprovedAction::findingId).collect(Collectors.toSet());

        approved.forEach(some -> awaitState(some.id(), "observed"));
        assertThat(stream(GLEANER.openFindings())
                        .map(finding -> finding.get("id").asText()))
                .doesNotContainAnyElementsOf(done);
        assertThat(approved)
                .allSatisfy(some -> assertThat(state(some.finding())).isEqualTo("acted-on"));
    }

    /** Of a finding, or of the final one that took the place of a provisional one meanwhile, as a final hour came. */
    private static String state(JsonNode finding) {
        String state = GLEANER.get("/api/findings/" + finding.get("id").asText())
                .get("state")
                .asText();
        return !state.equals("withdrawn")
                ? state
                : stream(GLEANER.findings("acted-on"))
                        .filter(other -> Stream.of("rule", "resource")
                                .allMatch(field -> other.get(field).equals(finding.get(field))))
                        .map(other -> other.get("state").asText())
                        .findFirst()
                        .orElse(state);
    }

    @Test
    @Order(4)
    void shouldAcceptTheUndoOfEachActionThatHasOne() {
        for (ApprovedAction some : approved) {
            if (some.action().undo() == ProposedAction.Undo.RESTORES_AFTER_SIX_HOURS) {
                letTimePassSinceTheModification(some.finding());
            }
            HttpResponse<String> undo = GLEANER.post("/api/actions/" + some.id() + "/undo", Map.of());

            assertThat(undo.statusCode())
                    .as("%s: %s", some, undo.body())
                    .isEqualTo(some.action().undo() == ProposedAction.Undo.NONE ? 409 : 202);
        }
    }

    @ParameterizedTest
    @MethodSource("undoable")
    @Order(5)
    void shouldRestoreWhatWasBefore(ApprovedAction some) {
        awaitState(some.id(), "undone");

        assertThat(some.action().state(aws, some.finding())).isEqualTo(some.before());
    }

    @ParameterizedTest
    @MethodSource("approved")
    @Order(6)
    void shouldAuditEachStepInOrder(ApprovedAction some) {
        List<JsonNode> entries = audited(some.findingId());

        assertThat(entries)
                .filteredOn(entry -> entry.at("/detail/decision").asText().equals("approve"))
                .extracting(entry -> entry.get("actor").asText())
                .doesNotHaveDuplicates()
                .hasSize(SlackUser.people(some.finding(), some.remedy()));
        assertThat(kinds(entries)).containsSubsequence(DONE);
        assertStepsAreWhole(entries, some.id());
    }

    @ParameterizedTest
    @MethodSource("undoable")
    @Order(6)
    void shouldAuditTheUndo(ApprovedAction some) {
        List<JsonNode> entries = audited(some.findingId());
        JsonNode undone = entries.stream()
                .filter(entry -> entry.get("kind").asText().equals("undone"))
                .filter(entry -> entry.at("/detail/undoes").asText().equals(some.id()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(kinds(entries)));

        assertThat(undone.get("actor").asText()).isNotEmpty();
        assertStepsAreWhole(entries, undone.at("/detail/action").asText());
    }

    /** Each intent is followed by its call and by what was observed of it, before the next one. */
    private static void assertStepsAreWhole(List<JsonNode> entries, String action) {
        List<String> kinds =
                kinds(entries.stream()
                                .filter(entry ->
                                        entry.at("/detail/action").asText().equals(action))
                                .toList())
                        .stream()
                        .filter(STEP::contains)
                        .toList();

        assertThat(kinds).isNotEmpty();
        for (int i = 0; i < kinds.size(); i++) {
            assertThat(kinds.get(i)).as("entry %s of %s", i, kinds).isEqualTo(STEP.get(i % STEP.size()));
        }
        assertThat(kinds.size() % STEP.size()).as("%s", kinds).isZero();
    }

    /** The entries about a finding, in the order of the audit. */
    private static List<JsonNode> audited(String finding) {
        return stream(GLEANER.get("/api/audit"))
                .filter(entry -> finding.equals(entry.path("finding").asText()))
                .sorted(Comparator.comparing(entry -> entry.get("sequence").asLong()))
                .toList();
    }

    @Test
    @Order(7)
    void shouldProveThatTheAuditIsIntact() {
        JsonNode verified = await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> GLEANER.get("/api/audit/verify"),
                        report -> report.get("intact").asBoolean()
                                && report.get("firstBroken").isNull());

        assertThat(verified.get("entries").asInt()).isGreaterThan(DONE.size() * approved.size());
    }

    /** A termination takes days: it is undone in the quarantine. */
    @Test
    @Order(8)
    void shouldPutAStoppedInstanceIntoQuarantineAndEndIt() {
        JsonNode finding = proposed(
                "stopped-instance",
                open -> !aws.name(open).equals(SimulatedDaysIT.STOPPED),
                remedy -> isOf(remedy, TERMINATE));
        // Its termination saves nothing, so that advice comes first.
        int place = 1;
        JsonNode remedy = finding.get("remedies").get(place);
        assertThat(finding.at("/remedies/0/action").asText()).isEqualTo("advice");
        assertThat(remedy.get("action").asText()).isEqualTo(TERMINATE);
        assertThat(SlackUser.people(finding, remedy)).isEqualTo(2);

        assertThat(SlackUser.of(1).clickTwiceAndAgain(finding, place)).isEmpty();
        String id = SlackUser.of(2).clickTwiceAndAgain(finding, place);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(aws.tags(finding)).containsEntry(QUARANTINED, id));
        // AWS shows the tag before the end of the step is recorded, and in the middle of a step nothing is undone.
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            HttpResponse<String> undo = GLEANER.post("/api/actions/" + id + "/undo", Map.of());
            assertThat(undo.statusCode()).as(undo.body()).isEqualTo(202);
        });

        awaitState(id, "undone");
        assertThat(aws.tags(finding)).doesNotContainKey(QUARANTINED);
        assertThat(aws.state(finding)).isEqualTo("stopped");
        assertThat(kinds(audited(finding.get("id").asText())))
                .contains("decided", "claimed", "intent", "called", "undone");
    }

    /** The stops and starts come at the hours of the schedule, so that it is undone before. */
    @Test
    @Order(8)
    void shouldScheduleAnInstanceByTheHoursOfItsWorkAndEndTheSchedule() {
        // While the hours of a weekly job are final only in part, it has no hours yet.
        JsonNode finding = proposed(
                "sporadic-instance",
                remedy -> isOf(remedy, SCHEDULE)
                        && !remedy.at("/parameters/on").asText().isEmpty());
        int remedy = index(finding, SCHEDULE);

        assertScheduledAndEnded(finding, finding.get("remedies").get(remedy), SlackUser.approveByAll(finding, remedy));
    }

    @Test
    @Order(8)
    void shouldScheduleAGpuHostByHoursThatTheApproverEnters() {
        JsonNode finding = proposed(
                "idle-gpu", open -> !aws.name(open).equals(EndToEndIT.GPU_HOST), remedy -> isOf(remedy, SCHEDULE));
        int remedy = index(finding, SCHEDULE);
        Map<String, Object> decision = new TreeMap<>(Map.of(
                "decision",
                "approve",
                "remedy",
                remedy,
                "plan",
                finding.at("/proposal/plan").asText(),
                "reason",
                "it is used in working hours"));
        String decisions = "/api/findings/" + finding.get("id").asText() + "/decisions";
        assertThat(SlackUser.people(finding, finding.get("remedies").get(remedy)))
                .isOne();
        assertThat(GLEANER.post(decisions, decision).statusCode())
                .as("without hours")
                .isEqualTo(422);

        decision.put("parameters", Map.of("hours", "Mon-Fri 09:00-17:00", "zone", "Europe/Berlin"));
        HttpResponse<String> answer = GLEANER.post(decisions, decision);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertScheduledAndEnded(
                finding,
                finding.get("remedies").get(remedy),
                Json.read(answer.body(), JsonNode.class).at("/action").asText());
        assertThat(audited(finding.get("id").asText()).toString()).contains("Mon-Fri 09:00-17:00");
    }

    private static void assertScheduledAndEnded(JsonNode finding, JsonNode remedy, String id) {
        awaitState(id, "observed");
        CarriedOut.record(AllActionsIT.class, finding, remedy, id);
        assertThat(aws.tags(finding)).containsKey(SCHEDULED);

        HttpResponse<String> undo = GLEANER.post("/api/actions/" + id + "/undo", Map.of());

        assertThat(undo.statusCode()).as(undo.body()).isEqualTo(202);
        awaitState(id, "undone");
        assertThat(aws.tags(finding)).doesNotContainKey(SCHEDULED);
        assertThat(aws.state(finding)).isEqualTo("running");
        assertThat(kinds(audited(finding.get("id").asText())))
                .contains("decided", "claimed", "intent", "called", "undone");
    }

    /** Most oversized instances are at work, and their undo waits for a quiet moment: this one has had no peak for a day. */
    @Test
    @Order(9)
    void shouldResizeAnInstanceAndRestoreItsSize() {
        assertResizedAndRestored("oversized-instance", "four-peaks", "m5.2xlarge", "m5.xlarge");
    }

    /** A resize stops the host, so that the processes on its GPUs have to end first. */
    @Test
    @Order(9)
    void shouldNotResizeAGpuHostWhileAProcessIsOnItsGpus() {
        JsonNode finding = oversized("underused-gpu", "spread-server");
        assertThat(finding.at("/remedies/0/action").asText()).isEqualTo("resize-instance");

        String id = SlackUser.approveByAll(finding, 0);
        awaitState(id, "refused");

        assertThat(GLEANER.get("/api/actions/" + id).get("reason").asText())
                .startsWith("a compute process was seen on one of its GPUs");
        assertThat(aws.type(finding)).isEqualTo("g5.48xlarge");
        assertThat(aws.state(finding)).isEqualTo("running");
    }

    private static JsonNode oversized(String rule, String name) {
        return stream(GLEANER.openFindings())
                .filter(open -> open.get("rule").asText().equals(rule))
                .filter(open -> open.get("proposal").isObject())
                .filter(open -> aws.name(open).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertResizedAndRestored(String rule, String name, String before, String after) {
        JsonNode finding = oversized(rule, name);
        assertThat(finding.at("/remedies/0/action").asText()).isEqualTo("resize-instance");
        assertThat(aws.type(finding)).isEqualTo(before);

        String id = SlackUser.approveByAll(finding, 0);
        awaitState(id, "observed");
        CarriedOut.record(AllActionsIT.class, finding, finding.get("remedies").get(0), id);
        assertThat(aws.type(finding)).isEqualTo(after);
        assertThat(aws.state(finding)).isEqualTo("running");
        undoOnceItsGpusAreRead(id);
        awaitState(id, "undone");
        assertThat(aws.type(finding)).isEqualTo(before);
        assertThat(aws.state(finding)).isEqualTo("running");
        List<JsonNode> entries = audited(finding.get("id").asText());
        assertThat(kinds(entries)).containsSubsequence(DONE).contains("undone");
        assertStepsAreWhole(entries, id);
    }

    /** An undo that stops a GPU host is refused until its GPUs were read since the start, which takes a minute. */
    private static void undoOnceItsGpusAreRead(String action) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(5)).untilAsserted(() -> {
            HttpResponse<String> answer = GLEANER.post("/api/actions/" + action + "/undo", Map.of());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            String undo = Json.read(answer.body(), JsonNode.class).get("id").asText();
            await().atMost(PATIENCE)
                    .until(() -> Set.of("observed", "refused", "failed")
                            .contains(GLEANER.get("/api/actions/" + undo)
                                    .get("state")
                                    .asText()));
            JsonNode shown = GLEANER.get("/api/actions/" + undo);
            assertThat(shown.get("state").asText()).as("%s", shown).isEqualTo("observed");
        });
    }

    static List<ApprovedAction> approved() {
        return approved;
    }

    static List<ApprovedAction> undoable() {
        return approved.stream()
                .filter(some -> some.action().undo() != ProposedAction.Undo.NONE)
                .toList();
    }

    /**
     * One remedy for each rule, action, kind of resource and kind of lifecycle rule, approved as it is proposed. A target has one action at a
     * time, so that the kinds with the fewest findings choose first, of equally many those that are no first remedy.
     */
    private static Stream<ApprovedAction> proposals() {
        Map<String, List<Candidate>> byKind = new TreeMap<>();
        notInstances()
                .filter(finding -> finding.get("region").asText().equals("us-east-1"))
                .filter(finding -> finding.get("proposal").isObject())
                .forEach(finding -> {
                    JsonNode remedies = finding.get("remedies");
                    IntStream.range(0, remedies.size())
                            .filter(i -> ProposedAction.of(
                                            remedies.get(i).get("action").asText())
                                    .isPresent())
                            .forEach(i -> byKind.computeIfAbsent(
                                            kind(finding, remedies.get(i)), absent -> new ArrayList<>())
                                    .add(new Candidate(finding, i)));
                });
        Set<String> targets = new HashSet<>();
        return byKind.values().stream()
                .sorted(Comparator.<List<Candidate>>comparingInt(List::size)
                        .thenComparing(candidates -> -candidates.get(0).remedy()))
                .flatMap(candidates -> candidates.stream()
                        .filter(one -> targets.add(one.finding().get("resource").asText()))
                        .limit(1))
                .toList()
                .stream()
                .map(one -> approve(one.finding(), one.remedy()));
    }

    /** @param remedy its place */
    private record Candidate(JsonNode finding, int remedy) {}

    private static String kind(JsonNode finding, JsonNode remedy) {
        Set<String> parts = new TreeSet<>();
        if (remedy.get("parameters").has("rule")) {
            JsonNode parameter = Json.read(remedy.get("parameters").get("rule").asText(), JsonNode.class);
            for (JsonNode rule : parameter.isArray() ? parameter : List.of(parameter)) {
                rule.fieldNames().forEachRemaining(parts::add);
                rule.findValuesAsText("StorageClass").forEach(parts::add);
            }
        }
        Arn arn = Arn.parse(finding.get("resource").asText());
        return finding.get("rule").asText() + " " + remedy.get("action").asText() + " " + arn.service() + " "
                + (arn.service().equals("ec2") ? arn.type() : "") + " " + parts;
    }

    /** A finding by a rule with a remedy that is wanted and can be approved. */
    private static JsonNode proposed(String rule, Predicate<JsonNode> wanted) {
        return proposed(rule, open -> true, wanted);
    }

    private static JsonNode proposed(String rule, Predicate<JsonNode> finding, Predicate<JsonNode> wanted) {
        return stream(GLEANER.openFindings())
                .filter(open -> open.get("rule").asText().equals(rule))
                .filter(open -> open.get("proposal").isObject())
                .filter(finding)
                .filter(open -> stream(open.get("remedies")).anyMatch(wanted))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isOf(JsonNode remedy, String action) {
        return remedy.get("action").asText().equals(action);
    }

    private static int index(JsonNode finding, String action) {
        JsonNode remedies = finding.get("remedies");
        return IntStream.range(0, remedies.size())
                .filter(i -> remedies.get(i).get("action").asText().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private static ApprovedAction approve(JsonNode finding, int index) {
        JsonNode remedy = finding.get("remedies").get(index);
        ProposedAction action = ProposedAction.of(remedy.get("action").asText()).orElseThrow();
        Object before = action.state(aws, finding);
        return new ApprovedAction(action, finding, remedy, before, SlackUser.approveByAll(finding, index));
    }

    private static void letTimePassSinceTheModification(JsonNode finding) {
        Arn volume = Arn.parse(finding.get("resource").asText());
        new MotoControl(GLEANER.aws())
                .setPast(List.of(Map.of(
                        "account", volume.account(),
                        "region", volume.region(),
                        "kind", "modification",
                        "id", volume.id(),
                        "created", Instant.now().minus(NEXT_MODIFICATION).toEpochMilli())));
    }

    private static Stream<JsonNode> notInstances() {
        return stream(GLEANER.openFindings())
                .filter(finding -> !finding.get("resource").asText().contains(":instance/"));
    }

    private static List<String> kinds(List<JsonNode> entries) {
        return entries.stream().map(entry -> entry.get("kind").asText()).toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
