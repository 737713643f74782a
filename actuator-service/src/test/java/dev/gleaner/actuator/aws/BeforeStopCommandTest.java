package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a document is sent to an instance, and found again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BeforeStopCommandTest {

    private static final Arn INSTANCE = Arn.instance("us-east-1", AnsweringAws.ACCOUNT, "i-1");
    private static final Instant SINCE = Instant.parse("2026-11-24T12:00:00.5Z");
    private static final String COMMENT = "gleaner act_1 before-stop";
    private static final String COMMAND = "11111111-2222-3333-4444-555555555555";

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws(Duration.ofSeconds(2));

    private final BeforeStopCommand.Client client = BeforeStopClients.create(aws.clients());

    @Test
    void shouldSendItOnceWithCommentAndTimeout() {
        aws.answer("SendCommand", 200, "{\"Command\":{\"CommandId\":\"" + COMMAND + "\"}}");
        int before = aws.requests("SendCommand").size();

        aws.on(() -> client.send(INSTANCE, "gleaner-save", COMMENT));

        assertThat(aws.requests("SendCommand")).hasSize(before + 1);
        assertThat(aws.requests("SendCommand"))
                .last()
                .asString()
                .contains(
                        "\"DocumentName\":\"gleaner-save\"",
                        "\"InstanceIds\":[\"i-1\"]",
                        "\"Comment\":\"" + COMMENT + "\"",
                        "\"TimeoutSeconds\":600");
    }

    /** The SDK would repeat a failed call by itself, and SendCommand has no token. */
    @Test
    void shouldNotSendItAgainByItself() {
        aws.answer("SendCommand", 500, "{\"__type\":\"InternalServerError\",\"message\":\"later\"}");
        int before = aws.requests("SendCommand").size();

        assertThatThrownBy(() -> aws.on(() -> client.send(INSTANCE, "gleaner-save", COMMENT)))
                .satisfies(failure -> assertThat(AwsError.of(failure.getCause()).isRetryable())
                        .isTrue());

        assertThat(aws.requests("SendCommand")).hasSize(before + 1);
    }

    /** By the document and the time alone: a command that has not reached its instance may be missing among those of the instance. */
    @Test
    void shouldLookForItAmongTheCommandsOfTheDocument() {
        commands(List.of(), null);

        assertThat(find()).isEmpty();
        assertThat(aws.requests("ListCommands"))
                .last()
                .asString()
                .contains(
                        "{\"key\":\"DocumentName\",\"value\":\"gleaner-save\"}",
                        "{\"key\":\"InvokedAfter\",\"value\":\"2026-11-24T11:45:00Z\"}")
                .doesNotContain("InstanceId");
    }

    @Test
    void shouldKnowItByItsComment() {
        commands(List.of(command("gleaner act_2 before-stop", "Success")), null);
        assertThat(find()).isEmpty();

        commands(List.of(command("gleaner act_2 before-stop", "Success"), command(COMMENT, "InProgress")), null);
        invocations(List.of(invocation("i-1", "Success", List.of("saved 3 files"))));

        assertThat(find()).contains(new BeforeStopCommand(COMMAND, "gleaner-save", "Success", "saved 3 files"));
    }

    /** Success of the command elsewhere is none here. */
    @ParameterizedTest
    @CsvSource({"Success, Pending", "Pending, Pending", "InProgress, InProgress", "TimedOut, TimedOut", "Failed, Failed"
    })
    void shouldGoByTheCommandUntilItHasReachedTheInstance(String status, String expected) {
        commands(List.of(command(COMMENT, status)), null);
        invocations(List.of(invocation("i-2", "Success", List.of("elsewhere"))));

        assertThat(find()).contains(new BeforeStopCommand(COMMAND, "gleaner-save", expected, ""));
    }

    @Test
    void shouldNameThePluginsOfADocumentOfSeveral() {
        commands(List.of(command(COMMENT, "Failed")), null);
        invocations(List.of(invocation("i-1", "Failed", List.of("saved\n", "", "no space"))));

        assertThat(find()).map(BeforeStopCommand::output).contains("step0: saved\nstep2: no space");
    }

    /** It may be on a page that was not read: not known, and so not sent again. */
    @Test
    void shouldNotTakePagesWithoutEndForNoCommand() {
        commands(List.of(command("another", "Success")), "more");

        assertThatThrownBy(this::find)
                .satisfies(failure ->
                        assertThat(AwsError.of(failure.getCause()).text()).contains("too many commands"));
    }

    @Test
    void shouldFailWhileItCannotBeReadWhetherItWasSent() {
        aws.answer("ListCommands", 400, "{\"__type\":\"AccessDeniedException\",\"message\":\"ssm:ListCommands\"}");

        assertThatThrownBy(this::find)
                .satisfies(failure ->
                        assertThat(AwsError.of(failure.getCause()).kind()).isEqualTo(AwsError.Kind.DENIED));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "i-1, Online, -",
                "i-1, ConnectionLost, Systems Manager does not reach the instance: its agent is ConnectionLost",
                "i-1, Inactive, Systems Manager does not reach the instance: its agent is Inactive",
                "i-2, Online, Systems Manager does not manage the instance"
            })
    void shouldKnowWhetherADocumentCanRun(String id, String ping, String expected) {
        aws.answer(
                "DescribeInstanceInformation",
                200,
                Json.text(Map.of("InstanceInformationList", List.of(Map.of("InstanceId", id, "PingStatus", ping)))));

        assertThat(aws.on(() -> client.unmanagedReason(INSTANCE))).isEqualTo(Optional.ofNullable(expected));
        assertThat(aws.requests("DescribeInstanceInformation"))
                .last()
                .asString()
                .contains("{\"Key\":\"InstanceIds\",\"Values\":[\"i-1\"]}");
    }

    @Test
    void shouldTakeNoAnswerForAnInstanceThatIsNotManaged() {
        aws.answer("DescribeInstanceInformation", 200, "{\"InstanceInformationList\":[]}");

        assertThat(aws.on(() -> client.unmanagedReason(INSTANCE)))
                .contains("Systems Manager does not manage the instance");
    }

    /** PostgreSQL stores no NUL in a text, and half a character is none. */
    @Test
    void shouldKeepNoMoreOutputThanItCanStore() {
        String output = new BeforeStopCommand(
                        "c", "d", "Success", "a\u0000b\u001b[31m" + "x".repeat(1991) + "\ud83d\ude00")
                .output();

        assertThat(output).startsWith("ab[31mx").hasSize(1997 + 2);
        assertThat(new BeforeStopCommand("c", "d", "Success", "x".repeat(1999) + "\ud83d\ude00").output())
                .isEqualTo("x".repeat(1999));
        assertThat(new BeforeStopCommand("c", "d", "Success", "x".repeat(9000)).output())
                .hasSize(2000);
    }

    private Optional<BeforeStopCommand> find() {
        return aws.on(() -> client.find(INSTANCE, "gleaner-save", COMMENT, SINCE));
    }

    private void commands(List<Map<String, Object>> commands, @Nullable String token) {
        aws.answer(
                "ListCommands",
                200,
                Json.text(
                        token == null
                                ? Map.of("Commands", commands)
                                : Map.of("Commands", commands, "NextToken", token)));
    }

    private void invocations(List<Map<String, Object>> invocations) {
        aws.answer("ListCommandInvocations", 200, Json.text(Map.of("CommandInvocations", invocations)));
    }

    private static Map<String, Object> command(String comment, String status) {
        return Map.of("CommandId", COMMAND, "Comment", comment, "Status", status, "DocumentName", "gleaner-save");
    }

    private static Map<String, Object> invocation(String instance, String status, List<String> outputs) {
        List<Map<String, String>> plugins = new ArrayList<>();
        outputs.forEach(output -> plugins.add(Map.of("Name", "step" + plugins.size(), "Output", output)));
        return Map.of("CommandId", COMMAND, "InstanceId", instance, "Status", status, "CommandPlugins", plugins);
    }
}
