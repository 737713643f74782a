package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.PassedTime;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.actuator.support.Time;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.WorkReport;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hours of an instance, kept by ordinary stops and starts. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class ScheduleIT implements PassedTime {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String TAG = "gleaner:schedule";

    AwsProxy aws;

    @Inject
    MeterRegistry meters;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldStopAndStartAnInstanceAtTheHoursThatAPersonApproved() throws SQLException {
        KeptHours kept = quietInstance();

        comes(kept.schedule(), "stop", "1 minute");

        await().atMost(SOON).until(() -> made(kept.schedule()).contains("stop-instance observed"));
        assertThat(fleet.state(kept.arn())).isEqualTo("stopped");
        assertThat(AwsCalls.count(aws, "StopInstances", kept.arn())).isOne();
        awaitFuture(kept.schedule());

        comes(kept.schedule(), "start", "1 minute");

        await().atMost(SOON).until(() -> made(kept.schedule()).contains("start-instance observed"));
        assertThat(fleet.state(kept.arn())).isEqualTo("running");
        assertThat(AwsCalls.count(aws, "StartInstances", kept.arn())).isOne();
        assertThat(audit(kept.finding().id()).toString()).contains("\"decision\":\"schedule\"");
    }

    @Test
    void shouldTagTheInstanceWithTheHours() {
        Arn arn = fleet.instance(Map.of());
        Finding finding = Records.sendConfirmed(Findings.with(
                arn, "schedule-instance", Map.of("on", "Mon 08:00-18:00, Tue 08:00-18:00", "zone", "UTC")));

        kept(finding);

        assertThat(fleet.tags(arn)).containsEntry(TAG, "UTC Mon Tue 08:00-18:00");
    }

    @Test
    void shouldWaitWithTheStopUntilTheWorkIsOver() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        String schedule = kept(sent(arn));
        fleet.lately(arn, 9, 80);

        comes(schedule, "stop", "1 minute");

        await().atMost(SOON).until(() -> made(schedule).contains("stop-instance refused"));
        assertThat(Sql.ask("select min(reason) from action where schedule = '" + schedule + "'"))
                .contains("it still works");
        assertThat(AwsCalls.count(aws, "StopInstances", arn)).isZero();
        fleet.lately(arn, 2, 1);
        await().atMost(SOON).until(() -> fleet.state(arn).equals("stopped"));
    }

    @Test
    void shouldEndWhenSomebodyTakesTheTagOff() throws SQLException {
        KeptHours kept = quietInstance();
        fleet.untag(kept.arn(), TAG);

        comes(kept.schedule(), "stop", "1 minute");

        awaitEnd(kept.schedule(), "was removed");
        assertThat(made(kept.schedule())).isEmpty();
        assertThat(AwsCalls.count(aws, "StopInstances", kept.arn())).isZero();
        assertThat(audit(kept.finding().id()).toString()).contains("the tag gleaner:schedule was removed");
    }

    /** aws-solutions/instance-scheduler-on-aws#268: what somebody did by hand is not fought, and counts until the next time. */
    @Test
    void shouldLeaveAloneWhatIsAsItShouldBe() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        String schedule = kept(sent(arn));

        comes(schedule, "start", "1 minute");

        awaitFuture(schedule);
        assertThat(made(schedule)).isEmpty();
        assertThat(AwsCalls.count(aws, "StartInstances", arn)).isZero();
    }

    @Test
    void shouldNotMakeUpForATimeThatIsLongOver() throws SQLException {
        KeptHours kept = quietInstance();
        double skipped = skipped("off");

        comes(kept.schedule(), "stop", "61 minutes");

        awaitFuture(kept.schedule());
        assertThat(made(kept.schedule())).isEmpty();
        assertThat(fleet.state(kept.arn())).isEqualTo("running");
        assertThat(audit(kept.finding().id()).toString()).contains("\"missed\"");
        assertThat(skipped("off")).isEqualTo(skipped + 1);
    }

    @Test
    void shouldMakeUpForAStartWhileItsHoursLast() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        Finding finding =
                Findings.with(arn, "schedule-instance", Map.of("on", "daily 09:00-18:00", "zone", zoneWhereItIsNoon()));
        Records.sendConfirmed(finding);
        String schedule = kept(finding);
        fleet.stop(arn);

        comes(schedule, "start", "61 minutes");

        await().atMost(SOON).until(() -> made(schedule).contains("start-instance observed"));
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(AwsCalls.count(aws, "StartInstances", arn)).isOne();
        assertThat(audit(finding.id()).toString()).doesNotContain("\"missed\"");
    }

    @Test
    void shouldNotStartOutsideItsHours() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(arn);
        String schedule = kept(finding);
        fleet.stop(arn);
        double skipped = skipped("on");

        comes(schedule, "start", "61 minutes");

        awaitFuture(schedule);
        assertThat(made(schedule)).isEmpty();
        assertThat(AwsCalls.count(aws, "StartInstances", arn)).isZero();
        assertThat(audit(finding.id()).toString()).contains("\"missed\"");
        assertThat(skipped("on")).isEqualTo(skipped + 1);
    }

    @Test
    void shouldEndWithItsUndo() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        String schedule = kept(sent(arn));

        as("operator-token").post("/api/actions/" + schedule + "/undo");

        awaitAction(schedule, "undone");
        assertThat(fleet.tags(arn)).doesNotContainKey(TAG);
        comes(schedule, "stop", "1 minute");
        awaitEnd(schedule, "undone");
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    @Test
    void shouldNotKeepHoursThatNobodyNamed() {
        Arn arn = fleet.instance(Map.of());
        Finding finding = withoutHours(arn);

        HttpResponse<String> answer = approve(finding.id(), awaitPlan(finding.id()));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("schedule-instance needs the parameter hours", "started 10 minutes before them")
                .contains("Mon-Fri 09:00-17:00");
        assertThat(proposal(finding.id()).at("/parameters/0/name").asText()).isEqualTo("hours");
        assertThat(proposal(finding.id()).at("/parameters/0/required").asBoolean())
                .isTrue();
        assertThat(proposal(finding.id()).at("/guards/objections").toString()).doesNotContain("hours");
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
        assertThat(fleet.tags(arn)).doesNotContainKey(TAG);
    }

    /** The stop at the end of entered hours passes the guards of any stop of a schedule. */
    @Test
    void shouldKeepTheHoursThatTheApproverEntered() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        Finding finding = withoutHours(arn);
        String plan = awaitPlan(finding.id());
        Map<String, Object> office = hours(plan, "Tue 09:00-17:00, Mon 09:00-17:00", "Europe/Berlin");

        JsonNode first = json(decide("approver-token", finding.id(), office));
        JsonNode again = json(decide("approver-token", finding.id(), office));
        JsonNode sameHours =
                json(decide("approver-token", finding.id(), hours(plan, "Mon-Tue 09:00-17:00", "Europe/Berlin")));
        HttpResponse<String> others =
                decide("approver-token", finding.id(), hours(plan, "Mon-Tue 09:00-18:00", "Europe/Berlin"));

        String action = first.path("action").asText();
        assertThat(again.path("action").asText()).isEqualTo(action);
        assertThat(sameHours.path("action").asText()).isEqualTo(action);
        assertThat(others.statusCode()).isEqualTo(409);
        JsonNode done = awaitAction(action, "observed");
        assertThat(done.path("parameters").path("hours").asText()).isEqualTo("Mon-Tue 09:00-17:00");
        assertThat(done.path("plan").asText()).isNotEqualTo(plan).startsWith("sha256:");
        assertThat(fleet.tags(arn)).containsEntry(TAG, "Europe/Berlin Mon Tue 09:00-17:00");
        JsonNode detail = decided(finding);
        assertThat(detail.path("plan").asText()).isEqualTo(plan);
        assertThat(detail.path("completed")).isEqualTo(done.path("plan"));
        assertThat(detail.at("/parameters/hours").asText()).isEqualTo("Mon-Tue 09:00-17:00");
        assertThat(detail.at("/parameters/zone").asText()).isEqualTo("Europe/Berlin");
        awaitFuture(action);

        fleet.lately(arn, 9, 80);
        comes(action, "stop", "1 minute");
        await().atMost(SOON).until(() -> made(action).contains("stop-instance refused"));
        assertThat(AwsCalls.count(aws, "StopInstances", arn)).isZero();
        fleet.lately(arn, 2, 1);
        await().atMost(SOON).until(() -> fleet.state(arn).equals("stopped"));
    }

    /** Both have to approve the same hours: other hours are another plan. */
    @Test
    void shouldNotCountTwoPeopleWhoEnteredDifferentHours() {
        Arn arn = fleet.instance(Map.of());
        Finding open = Findings.with(arn, "schedule-instance", Map.of());
        Finding finding = Records.sendConfirmed(Findings.with(
                open, List.of(new Remedy("schedule-instance", Map.of(), false, List.of(), "Run it at its hours"))));
        String plan = awaitPlan(finding.id());

        JsonNode one = json(decide("approver-token", finding.id(), hours(plan, "Mon 09:00-17:00", "UTC")));
        JsonNode other = json(decide("second-token", finding.id(), hours(plan, "Mon 09:00-18:00", "UTC")));
        assertThat(one.path("approvals").asText()).isEqualTo("1 of 2");
        assertThat(other.path("approvals").asText()).isEqualTo("1 of 2");
        JsonNode same = json(decide("second-token", finding.id(), hours(plan, "Mon 09:00-17:00", "UTC")));

        awaitAction(same.path("action").asText(), "observed");
        assertThat(fleet.tags(arn)).containsEntry(TAG, "UTC Mon 09:00-17:00");
    }

    @Test
    void shouldTakeNoParametersThatThePlanDoesNotNeed() {
        Finding finding = Records.sendConfirmed(Findings.idle(fleet.instance(Map.of())));

        HttpResponse<String> answer =
                decide("approver-token", finding.id(), hours(awaitPlan(finding.id()), "Mon-Fri 09:00-17:00", "UTC"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("does not take the parameter hours: stop-instance is complete");
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
    }

    /** Entered hours are another plan than the proposed ones, with a hash, a check and an audit entry of its own. */
    @Test
    void shouldKeepTheHoursThatTheApproverEnteredInsteadOfTheProposedOnes() {
        Arn arn = fleet.instance(Map.of());
        Finding finding = Records.sendConfirmed(
                Findings.with(arn, "schedule-instance", Map.of("on", "Mon-Fri 14:00-22:00", "zone", "UTC")));
        String plan = awaitPlan(finding.id());

        assertThat(proposal(finding.id()).at("/parameters/0/required").asBoolean(true))
                .isFalse();
        assertThat(proposal(finding.id()).at("/parameters/0/proposed").asText()).isEqualTo("Mon-Fri 14:00-22:00");
        assertThat(proposal(finding.id()).at("/parameters/1/proposed").asText()).isEqualTo("UTC");
        assertThat(decide("approver-token", finding.id(), hours(plan, "daily 00:00-23:55", "UTC"))
                        .statusCode())
                .isEqualTo(422);
        JsonNode answer =
                json(decide("approver-token", finding.id(), hours(plan, "Mon-Fri 09:00-17:00", "America/New_York")));

        JsonNode done = awaitAction(answer.path("action").asText(), "observed");
        assertThat(done.path("plan").asText()).isNotEqualTo(plan).startsWith("sha256:");
        assertThat(fleet.tags(arn)).containsEntry(TAG, "America/New_York Mon Tue Wed Thu Fri 09:00-17:00");
        JsonNode detail = decided(finding);
        assertThat(detail.path("completed")).isEqualTo(done.path("plan"));
        assertThat(detail.at("/parameters/hours").asText()).isEqualTo("Mon-Fri 09:00-17:00");
        assertThat(detail.at("/parameters/zone").asText()).isEqualTo("America/New_York");
        awaitFuture(answer.path("action").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon 09:00-09:00 | UTC | does not end after it begins",
                "daily 00:00-23:55 | UTC | would never stop",
                "Mon-Fri 09:00-17:00 | Berlin | enter an IANA name"
            })
    void shouldSayWhatIsWrongWithHours(String hours, String zone, String why) {
        Finding finding = withoutHours(fleet.instance(Map.of()));

        HttpResponse<String> answer =
                decide("approver-token", finding.id(), hours(awaitPlan(finding.id()), hours, zone));
        HttpResponse<String> preview = Console.get("/api/hours?hours=" + hours.replace(" ", "+") + "&zone=" + zone);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains(why);
        assertThat(preview.statusCode()).isEqualTo(422);
        assertThat(preview.body()).isEqualTo(answer.body());
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
    }

    @Test
    void shouldSayWhatHoursMeanBeforeAnyoneApproves() {
        JsonNode meaning = json(Console.get("/api/hours?hours=daily+03:00-04:00&zone=Asia/Tokyo"));

        assertThat(meaning.path("hours").asText()).isEqualTo("daily 03:00-04:00");
        assertThat(meaning.path("leadMinutes").asInt()).isEqualTo(10);
        assertThat(meaning.path("next")).hasSize(4);
        meaning.path("next")
                .forEach(change -> assertThat(change.path("at").asText())
                        .contains(change.path("on").asBoolean() ? "T17:50:00" : "T19:00:00"));
    }

    /** The statement holds for each stop of its schedule. */
    @Test
    void shouldStopAHostWithLocalDataAtItsHoursByTheStatementOfTheSchedule() throws SQLException {
        Arn host = fleet.idleWithLocalData(Map.of());
        Finding finding = sent(host);
        Map<String, Object> stated = Map.of(
                "decision",
                "approve",
                "remedy",
                0,
                "plan",
                awaitPlan(finding.id()),
                "parameters",
                Map.of("localData", "scratch"));
        String schedule = json(decide("approver-token", finding.id(), stated))
                .path("action")
                .asText();
        awaitAction(schedule, "observed");
        awaitFuture(schedule);
        fleet.lately(host, 3, 2);

        comes(schedule, "stop", "1 minute");

        await().atMost(SOON).until(() -> made(schedule).contains("stop-instance observed"));
        assertThat(fleet.state(host)).isEqualTo("stopped");
    }

    /** A schedule from before there were statements, or one whose host has got such volumes since. */
    @Test
    void shouldNotLoseLocalDataThatNobodyCalledScratch() throws SQLException {
        Arn host = fleet.idleWithLocalData(Map.of("gleaner:instance-store", "scratch"));
        String schedule = kept(sent(host));
        fleet.untag(host, "gleaner:instance-store");
        fleet.lately(host, 3, 2);

        comes(schedule, "stop", "1 minute");

        await().atMost(SOON).until(() -> made(schedule).contains("stop-instance refused"));
        assertThat(Sql.ask("select min(reason) from action where schedule = '" + schedule + "'"))
                .contains("has instance-store volumes");
        assertThat(AwsCalls.count(aws, "StopInstances", host)).isZero();
    }

    /** skypilot-org/skypilot#6292: a person on a host whose hours are over. Reports come in any order. */
    @Test
    void shouldPostponeAStopUntilReportedWorkEnds() throws SQLException {
        KeptHours kept = quietInstance();
        Instant end = Time.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        report(kept.arn(), end);
        report(kept.arn(), end.minusSeconds(10));
        awaitReport(kept.arn(), end);

        comes(kept.schedule(), "stop", "59 minutes");

        awaitDue(kept.schedule(), end);
        assertThat(made(kept.schedule())).isEmpty();
        assertThat(audit(kept.finding().id()).toString())
                .contains("\"postponed\"", "work on it is reported until " + end);
        assertThat(fleet.state(kept.arn())).isEqualTo("running");

        Time.pass(Duration.between(Time.now(), end).plusSeconds(1));

        await().atMost(SOON).until(() -> fleet.state(kept.arn()).equals("stopped"));
        assertThat(AwsCalls.count(aws, "StopInstances", kept.arn())).isOne();
    }

    /** A job that ended before the time that it reported. */
    @Test
    void shouldStopOnceTheReportForWhichItWasPostponedIsWithdrawn() throws SQLException {
        KeptHours kept = quietInstance();
        Instant end = Time.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        report(kept.arn(), end);
        awaitReport(kept.arn(), end);
        comes(kept.schedule(), "stop", "1 minute");
        awaitDue(kept.schedule(), end);
        assertThat(AwsCalls.count(aws, "StopInstances", kept.arn())).isZero();

        Records.send(
                Topic.WORK_REPORTS,
                kept.arn().toString(),
                Json.bytes(WorkReport.withdrawal(Instant.now(), "anna")),
                new RecordHeaders());

        await().atMost(SOON).until(() -> fleet.state(kept.arn()).equals("stopped"));
        assertThat(AwsCalls.count(aws, "StopInstances", kept.arn())).isOne();
        assertThat(Sql.ask("select actor from audit_entry where resource = '" + kept.arn()
                        + "' and detail like '%withdraw-reports%'"))
                .isEqualTo("user:anna");
    }

    @Test
    void shouldOmitAStopIfReportedWorkEndsAfterTheNextStart() throws SQLException {
        KeptHours kept = quietInstance();
        Instant end = Instant.now().plus(Duration.ofDays(8)).truncatedTo(ChronoUnit.SECONDS);
        report(kept.arn(), end);
        awaitReport(kept.arn(), end);

        comes(kept.schedule(), "stop", "1 minute");

        await().atMost(SOON)
                .until(() -> Sql.ask("select turns_on from schedule where action_id = '" + kept.schedule() + "'")
                        .equals("t"));
        assertThat(made(kept.schedule())).isEmpty();
        assertThat(fleet.state(kept.arn())).isEqualTo("running");
        assertThat(audit(kept.finding().id()).toString()).contains("\"omitted\"");
    }

    /** A training keeps the GPUs busy and the CPU quiet, and the finding whose confirmations told of the GPUs has been resolved. */
    @Test
    void shouldStopAGpuHostAtItsHoursOnlyByFreshReadingsOfIdleGpus() throws SQLException {
        Arn host = fleet.gpuHost();
        gpus(host, Instant.now(), null);
        String schedule = kept(sent(host));
        fleet.lately(host, 3, 2);

        gpus(host, Instant.now().minus(Duration.ofDays(2)), null);
        comes(schedule, "stop", "1 minute");
        awaitRefusal(schedule, "its GPUs were read through");

        withdrawGpus(host);
        comes(schedule, "stop", "1 minute");
        awaitRefusal(schedule, "nobody reads its GPUs");

        gpus(host, Instant.now(), Instant.now());
        comes(schedule, "stop", "1 minute");
        awaitRefusal(schedule, "a compute process was seen");

        assertThat(AwsCalls.count(aws, "StopInstances", host)).isZero();
        gpus(host, Instant.now(), Instant.now().minus(Duration.ofHours(2)));
        fleet.lately(host, 3, 2);
        comes(schedule, "stop", "1 minute");
        await().atMost(SOON).until(() -> fleet.state(host).equals("stopped"));
        assertThat(AwsCalls.count(aws, "StopInstances", host)).isOne();
    }

    private static void gpus(Arn host, Instant through, @Nullable Instant work) {
        Instant read = through.truncatedTo(ChronoUnit.MILLIS);
        Records.send(
                Topic.GPU_ACTIVITY,
                host.toString(),
                Json.bytes(new GpuActivity(read, 1, work, work, null)),
                new RecordHeaders());
        awaitGpus(host, " and through = '" + read + "'", 1);
    }

    private static void withdrawGpus(Arn host) {
        Records.send(Topic.GPU_ACTIVITY, host.toString(), null, new RecordHeaders());
        awaitGpus(host, "", 0);
    }

    private static void awaitGpus(Arn host, String condition, int rows) {
        await().atMost(SOON)
                .until(() -> Sql.ask("select count(*) from gpu_activity where target = '" + host + "'" + condition)
                        .equals(Integer.toString(rows)));
    }

    private static void awaitRefusal(String schedule, String why) {
        await().atMost(SOON)
                .until(() -> Sql.ask("select count(*) from action where schedule = '" + schedule
                                + "' and state = 'refused' and reason like '%" + why + "%'")
                        .equals("1"));
    }

    private static void report(Arn arn, Instant until) {
        Records.send(
                Topic.WORK_REPORTS,
                arn.toString(),
                Json.bytes(new WorkReport(Instant.now(), until, "2 login sessions")),
                new RecordHeaders());
    }

    private static void awaitReport(Arn arn, Instant until) {
        await().atMost(SOON)
                .until(() -> Sql.ask("select count(*) from work_report where target = '" + arn + "' and until = '"
                                + until + "'")
                        .equals("1"));
    }

    private static Finding withoutHours(Arn arn) {
        return Records.sendConfirmed(Findings.with(arn, "schedule-instance", Map.of()));
    }

    private static Map<String, Object> hours(String plan, String hours, String zone) {
        return Map.of(
                "decision", "approve", "remedy", 0, "plan", plan, "parameters", Map.of("hours", hours, "zone", zone));
    }

    /** The detail of the first decision about a finding. */
    private static JsonNode decided(Finding finding) {
        return audit(finding.id()).stream()
                .filter(entry -> entry.path("kind").asText().equals("decided"))
                .findFirst()
                .orElseThrow()
                .path("detail");
    }

    /** An instance that is kept at hours, and was quiet lately. */
    private KeptHours quietInstance() {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(arn);
        String schedule = kept(finding);
        fleet.lately(arn, 3, 2);
        return new KeptHours(arn, finding, schedule);
    }

    private record KeptHours(Arn arn, Finding finding, String schedule) {}

    private static String kept(Finding finding) {
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(action, "observed");
        awaitFuture(action);
        return action;
    }

    /** With hours on the day after tomorrow only, so that the next start is far from now at any time of the day. */
    private static Finding sent(Arn arn) {
        String day = LocalDate.now(ZoneOffset.UTC)
                .plusDays(2)
                .getDayOfWeek()
                .getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
        return Records.sendConfirmed(
                Findings.with(arn, "schedule-instance", Map.of("on", day + " 08:00-18:00", "zone", "UTC")));
    }

    /** A zone in which the hour now is 12, so that hours by day contain this moment and begin and end today. */
    private static String zoneWhereItIsNoon() {
        int east = 12 - Instant.now().atOffset(ZoneOffset.UTC).getHour();
        return "Etc/GMT" + (east > 0 ? "-" : "+") + Math.abs(east);
    }

    private double skipped(String turns) {
        return meters.counter("gleaner.actuator.schedule.skipped", "turns", turns)
                .count();
    }

    /** As if a change of the hours had come so long ago. */
    private static void comes(String schedule, String change, String ago) throws SQLException {
        Sql.run("update schedule set turns_on = " + change.equals("start") + ", due_at = now() - interval '" + ago
                + "', next_look = now() where action_id = '" + schedule + "'");
    }

    private static void awaitDue(String schedule, Instant time) {
        await().atMost(SOON)
                .until(() -> Sql.ask(
                                "select due_at = '" + time + "' from schedule where action_id = '" + schedule + "'")
                        .equals("t"));
    }

    private static void awaitFuture(String schedule) {
        String next = "select count(*) from schedule where action_id = '" + schedule + "' and state = 'active'"
                + " and due_at > now() and next_look = due_at";
        await().atMost(SOON).until(() -> Sql.ask(next).equals("1"));
    }

    private static void awaitEnd(String schedule, String why) {
        String ended = "select coalesce(max(ended), '') from schedule where action_id = '" + schedule + "'";
        await().atMost(SOON).until(() -> Sql.ask(ended).contains(why));
    }

    private static String made(String schedule) throws SQLException {
        return Sql.ask("select coalesce(string_agg(name || ' ' || state, ', '), '') from action where schedule = '"
                + schedule + "'");
    }
}
