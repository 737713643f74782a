package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.awaitProposal;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.killSwitch;
import static dev.gleaner.actuator.support.Console.proposal;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.HeldAction;
import dev.gleaner.actuator.support.KeptAudit;
import dev.gleaner.actuator.support.PassedTime;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.actuator.support.Time;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The document that an instance names, which runs on it before it is stopped. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class BeforeStopIT implements KeptAudit, PassedTime {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String TAG = "gleaner:before-stop";
    private static final String DOCUMENT = "gleaner-save";

    AwsProxy aws;

    @Inject
    SecondWorker second;

    private final Fleet fleet = new Fleet();
    private Arn arn;

    @BeforeEach
    void tagAnInstance() {
        fleet.document(DOCUMENT);
        arn = fleet.idle(Map.of(TAG, DOCUMENT));
    }

    @Test
    void shouldRunTheDocumentBeforeTheStop() {
        fleet.runs(arn, "Success", "saved 3 files", 0);
        Finding finding = sent(Findings.idle(arn));

        String action = approved(finding.id(), awaitPlan(finding.id()));

        awaitAction(action, "observed");
        assertThat(fleet.state(arn)).isEqualTo("stopped");
        assertThat(calls("SendCommand")).isOne();
        assertThat(calls("StopInstances")).isOne();
        assertThat(aws.calls("SendCommand"))
                .filteredOn(call -> call.body().contains(arn.id()))
                .singleElement()
                .satisfies(call -> assertThat(call.body()).contains(action, DOCUMENT));
        assertThat(ofSteps(finding))
                .containsExactly(
                        "intent before-stop",
                        "called before-stop",
                        "observed before-stop",
                        "intent stop",
                        "called stop",
                        "observed stop");
        assertThat(audit(finding.id()).toString()).contains("the document gleaner-save is Success", "saved 3 files");
    }

    /** Nothing was changed, so that nothing is undone, and the question is asked anew. */
    @Test
    void shouldNotStopWhenTheDocumentFails() throws SQLException {
        fleet.runs(arn, "Failed", "no space left on device", 0);
        Finding finding = sent(Findings.idle(arn));

        String action = approved(finding.id(), awaitPlan(finding.id()));

        assertThat(awaitAction(action, "failed").path("reason").asText())
                .contains("the document gleaner-save is Failed", "no space left on device");
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(calls("StopInstances")).isZero();
        assertThat(Sql.ask("select count(*) from action where undo_of = '" + action + "'"))
                .isEqualTo("0");
        assertThat(as("operator-token").post("/api/actions/" + action + "/undo").statusCode())
                .isEqualTo(409);
        awaitProposal(finding.id(), "open");
        assertThat(audit(finding.id()).toString()).contains("no space left on device");
    }

    /** It is said to be configured as 30 seconds in these tests. */
    @Test
    void shouldNotStopWhileNothingIsHeardOfTheDocument() throws SQLException {
        fleet.runs(arn, "Pending", "", 0);
        Finding finding = sent(Findings.idle(arn));
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(action, "called");

        Time.pass(Duration.ofSeconds(31));

        assertThat(awaitAction(action, "failed").path("reason").asText())
                .contains("not over within PT30S: the document gleaner-save is Pending");
        assertThat(calls("SendCommand")).isOne();
        assertThat(calls("StopInstances")).isZero();
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    @Test
    void shouldNotStopWhatSystemsManagerDoesNotManage() {
        fleet.unmanaged(arn);
        Finding finding = sent(Findings.idle(arn));

        String action = approved(finding.id(), awaitPlan(finding.id()));

        assertThat(awaitAction(action, "refused").path("reason").asText())
                .contains("Systems Manager does not manage the instance", DOCUMENT);
        assertThat(calls("SendCommand")).isZero();
        assertThat(calls("StopInstances")).isZero();
    }

    @Test
    void shouldNotStopWhenThereIsNoSuchDocument() {
        fleet.tag(arn, TAG, "gleaner-missing");
        Finding finding = sent(Findings.idle(arn));

        String action = approved(finding.id(), awaitPlan(finding.id()));

        assertThat(awaitAction(action, "failed").path("reason").asText()).contains("InvalidDocument");
        assertThat(calls("StopInstances")).isZero();
    }

    /** Whoever may tag instances must not run any document by it. */
    @Test
    void shouldSendNoDocumentOfAnotherNameAndSaySoBefore() {
        fleet.tag(arn, TAG, "AWS-RunShellScript");
        Finding finding = sent(Findings.idle(arn));
        String plan = awaitPlan(finding.id());

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                proposal(finding.id()).at("/guards/objections").toString())
                        .contains("names 'AWS-RunShellScript'"));
        String action = approved(finding.id(), plan);

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("begins with gleaner-");
        assertThat(calls("SendCommand")).isZero();
        assertThat(calls("StopInstances")).isZero();
    }

    /** skypilot-org/skypilot#6292, while the document runs. */
    @Test
    void shouldNotStopUnderTheHandsOfWhoCameWhileTheDocumentRan() throws SQLException {
        RunningDocument document = new RunningDocument();
        String action = approvedStop();
        awaitCommand();

        fleet.session(arn, "arn:aws:iam::123456789012:user/anna");
        document.end();

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("user anna has an open session");
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(calls("StopInstances")).isZero();
        assertThat(Sql.ask("select count(*) from action where undo_of = '" + action + "'"))
                .isEqualTo("0");
    }

    /** A report of work, for example: the analyzer doubts the finding. */
    @Test
    void shouldNotStopWhenTheFindingIsDoubtedWhileTheDocumentRuns() {
        RunningDocument document = new RunningDocument();
        Finding finding = sent(Findings.idle(arn));
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitCommand();

        Records.send(Findings.doubted(finding, 1, "someone reports work on it"));
        await().atMost(SOON)
                .until(() -> json(get("/api/findings/" + finding.id()))
                        .path("status")
                        .asText()
                        .equals("in-doubt"));
        document.end();

        awaitAction(action, "refused");
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(calls("StopInstances")).isZero();
    }

    @Test
    void shouldNotStopOnceTheKillSwitchWasOnWhileTheDocumentRan() {
        RunningDocument document = new RunningDocument();
        String action = approvedStop();
        awaitCommand();

        killSwitch(true);
        killSwitch(false);
        document.end();

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("kill switch");
        assertThat(calls("StopInstances")).isZero();
    }

    @Test
    void shouldWithdrawAnApprovalWhileTheDocumentRuns() throws SQLException {
        RunningDocument document = new RunningDocument();
        Finding finding = sent(Findings.idle(arn));
        String action = approved(finding.id(), awaitPlan(finding.id()));
        await().atMost(SOON)
                .until(() -> Sql.ask("select state from action where id = '" + action + "'")
                        .equals("called"));

        JsonNode answer = json(as("operator-token").post("/api/actions/" + action + "/undo"));

        assertThat(answer.path("id").asText()).isEqualTo(action);
        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("called off by");
        assertThat(Sql.ask("select count(*) from action where undo_of = '" + action + "'"))
                .isEqualTo("0");
        document.end();
        // It looks at all that is due, and returns once nothing is left.
        second.work("second");
        assertThat(calls("StopInstances")).isZero();
    }

    /** SendCommand has no token: whoever takes over finds the command by its comment. */
    @Test
    void shouldNotSendTheDocumentAgainWhenAWorkerDiedAfterSendingIt() throws Exception {
        fleet.runs(arn, "Success", "saved", 0);
        HeldAction held = HeldAction.approved(aws, "SendCommand", AwsProxy.Moment.AFTER, sent(Findings.idle(arn)));
        DeadWorker.held(held.id());

        second.work("second");

        awaitAction(held.id(), "observed");
        held.call().drop();
        assertThat(calls("SendCommand")).isOne();
        assertThat(calls("StopInstances")).isOne();
    }

    @Test
    void shouldSendTheDocumentOnceWhenAWorkerDiedBefore() throws Exception {
        HeldAction held = HeldAction.approved(aws, "SendCommand", AwsProxy.Moment.BEFORE, sent(Findings.idle(arn)));
        DeadWorker.held(held.id());
        DeadWorker.callsEnded(held.id());

        second.work("second");

        awaitAction(held.id(), "observed");
        held.call().drop();
        assertThat(calls("SendCommand")).isOne();
        assertThat(calls("StopInstances")).isOne();
    }

    /** An actuator that was away for long: what was saved may be old by now. */
    @Test
    void shouldNotStopLongAfterTheDocument() throws SQLException {
        RunningDocument document = new RunningDocument();
        String action = approvedStop();
        awaitCommand();
        AwsProxy.Held held = aws.holdNext(
                call -> call.action().equals("DescribeSessions") && call.body().contains(arn.id()),
                AwsProxy.Moment.BEFORE);
        document.end();
        await().atMost(SOON)
                .until(() -> Sql.ask("select step from action where id = '" + action + "'")
                        .equals("1"));

        Sql.run("update action set updated_at = now() - interval '11 minutes' where id = '" + action + "'");
        held.release();

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("longer than PT10M ago");
        assertThat(calls("StopInstances")).isZero();
    }

    @Test
    void shouldRunTheDocumentBeforeAResizeAndItsUndo() {
        fleet.lately(arn, 3, 2);
        Finding finding = sent(Findings.with(
                Findings.idle(arn),
                List.of(new Remedy(
                        "resize-instance", Map.of("instanceType", "m5.large"), true, List.of(), "Smaller"))));
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(action, "observed");
        assertThat(fleet.type(arn)).isEqualTo("m5.large");
        assertThat(calls("SendCommand")).isOne();

        String undo = undo(action);

        awaitAction(undo, "observed");
        assertThat(fleet.type(arn)).isEqualTo("m5.xlarge");
        assertThat(calls("SendCommand")).isEqualTo(2);
        assertThat(aws.calls("SendCommand"))
                .filteredOn(call -> call.body().contains(arn.id()))
                .last()
                .satisfies(call -> assertThat(call.body()).contains(undo));
    }

    @Test
    void shouldRunTheDocumentBeforeTheQuarantine() {
        Finding finding = sent(Findings.with(
                Findings.idle(arn),
                List.of(new Remedy("terminate-instance", Map.of(), false, List.of(), "Terminate it"))));
        Map<String, Object> decision = Map.of("decision", "approve", "remedy", 0, "plan", awaitPlan(finding.id()));
        decide("approver-token", finding.id(), decision);
        String action = json(decide("second-token", finding.id(), decision))
                .path("action")
                .asText();

        await().atMost(SOON).until(() -> fleet.tags(arn).containsKey("gleaner:quarantined"));
        assertThat(ofSteps(finding))
                .startsWith("intent before-stop", "called before-stop", "observed before-stop", "intent stop");
        assertThat(calls("SendCommand")).isOne();
        // The tag may be seen before the action knows that it was set; a repeated request gets the undo that there is.
        await().atMost(SOON)
                .until(() -> as("operator-token")
                                .post("/api/actions/" + action + "/undo")
                                .statusCode()
                        == 202);
        String undo = undo(action);
        awaitAction(undo, "observed");
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    /** The tag was set after the hours were approved. */
    @Test
    void shouldRunTheDocumentBeforeTheStopOfASchedule() throws SQLException {
        Arn host = fleet.instance(Map.of());
        String schedule = keptHours(host);
        fleet.tag(host, TAG, DOCUMENT);
        fleet.lately(host, 3, 2);

        stopIsDue(schedule);

        await().atMost(SOON).until(() -> fleet.state(host).equals("stopped"));
        assertThat(AwsCalls.count(aws, "SendCommand", host)).isOne();
        assertThat(AwsCalls.count(aws, "StopInstances", host)).isOne();
    }

    /** It is tried again, until the document ends with success. */
    @Test
    void shouldNotStopAtTheEndOfTheHoursBeforeTheDocumentSucceeds() throws SQLException {
        Arn host = fleet.instance(Map.of(TAG, DOCUMENT));
        String schedule = keptHours(host);
        fleet.lately(host, 3, 2);
        fleet.runs(host, "Failed", "not now", 0);

        stopIsDue(schedule);

        await().atMost(SOON)
                .until(() -> Sql.ask("select coalesce(min(reason), '') from action where schedule = '" + schedule
                                + "' and state = 'failed'")
                        .contains("not now"));
        assertThat(fleet.state(host)).isEqualTo("running");
        fleet.runs(host, "Success", "", 0);
        await().atMost(SOON).until(() -> fleet.state(host).equals("stopped"));
        assertThat(AwsCalls.count(aws, "StopInstances", host)).isOne();
    }

    /** A document that runs on the instance until it ends with success. */
    private final class RunningDocument {

        private final AtomicBoolean isRunning = new AtomicBoolean(true);

        RunningDocument() {
            fleet.runs(arn, "Success", "", 0);
            aws.rewriteResponses(
                    call -> isRunning.get()
                            && call.action().equals("ListCommandInvocations")
                            && call.body().contains(arn.id()),
                    body -> body.replace("\"Success\"", "\"InProgress\""));
        }

        void end() {
            isRunning.set(false);
        }
    }

    private String approvedStop() {
        Finding finding = sent(Findings.idle(arn));
        return approved(finding.id(), awaitPlan(finding.id()));
    }

    private static Finding sent(Finding finding) {
        return Records.sendConfirmed(finding);
    }

    private String keptHours(Arn host) {
        Finding finding =
                sent(Findings.with(host, "schedule-instance", Map.of("on", "Mon 08:00-18:00", "zone", "UTC")));
        String schedule = json(approve(finding.id(), awaitPlan(finding.id())))
                .path("action")
                .asText();
        awaitAction(schedule, "observed");
        await().atMost(SOON)
                .until(() -> Sql.ask("select count(*) from schedule where action_id = '" + schedule + "'")
                        .equals("1"));
        return schedule;
    }

    private static void stopIsDue(String schedule) throws SQLException {
        Sql.run("update schedule set turns_on = false, due_at = now() - interval '1 minute', next_look = now()"
                + " where action_id = '" + schedule + "'");
    }

    private void awaitCommand() {
        await().atMost(SOON).until(() -> calls("SendCommand") == 1);
    }

    private static List<String> ofSteps(Finding finding) {
        return audit(finding.id()).stream()
                .filter(entry -> entry.at("/detail/step").isTextual())
                .map(entry -> entry.path("kind").asText() + " "
                        + entry.at("/detail/step").asText())
                .toList();
    }

    private long calls(String action) {
        return AwsCalls.count(aws, action, arn);
    }
}
